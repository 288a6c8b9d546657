"""Plans in, hits out: one evaluator (:mod:`.evaluator`) over three kernels with equal results.

A kernel is a small set of operations on the columns of one segment (:mod:`.kernel`): in C (:mod:`.native`),
with numpy (:mod:`.vectors`), in Python (:mod:`.plain`). :mod:`.kernels` takes the fastest that there is.
"""
