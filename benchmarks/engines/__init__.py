"""Compare kzsearch with other search engines on the same text and the same queries in one run.

    python -m benchmarks.engines --sections 10000    # build, search, check, print; writes build/engines/
    python -m benchmarks.engines.publish             # docs/engines/: tables and plot of all sizes measured

Needs ``pip install -e '.[engines]'`` and the corpus in ``../shared``; ``docs/benchmarks.md`` says what is
measured and how.
"""
