"""kzsearch beside the engines that users would pick instead: same text, same queries, one run.

    python -m benchmarks.duel --sections 10000    # build, ask, check, print, write build/duel/10000.json
    python -m benchmarks.duel.publish             # docs/duel/: tables and plot of all sizes measured

Needs ``pip install -e '.[duel]'`` and the corpus in ``../shared``; ``docs/benchmarks.md`` says what is
measured and how.
"""
