"""kzsearch beside the engines that users would pick instead: same text, same queries, one run.

    python -m benchmarks.engines --sections 10000    # build, search, check, print; writes build/engines/
    python -m benchmarks.engines.publish             # docs/engines/: tables and plot of all sizes measured

Needs ``pip install -e '.[engines]'`` and the corpus in ``../shared``; ``docs/benchmarks.md`` says what is
measured and how.
"""
