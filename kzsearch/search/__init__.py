"""From the plan of a query to its hits.

In the order in which a query flows:

- :mod:`.searcher` plans a query, has the plan evaluated and builds a page of hits,
- :mod:`.evaluator` evaluates a plan over all segments of an index,
- :mod:`.compiler` looks up the terms of a plan and weights them with the statistics of the whole index,
- :mod:`.bm25` defines the score of a term and the weights of fields and layers,
- :mod:`.kernel` is the protocol of what finds and scores the documents of a conjunction;
  :mod:`.kernel_native` (in C) and :mod:`.kernel_reference` (in Python) give the same scores to the last bit,
- :mod:`.hits` combines hits that kernels found,
- :mod:`.highlight` finds the words of the query in the text of a hit.
"""
