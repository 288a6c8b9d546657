"""From the text of a query to its plan.

In the order in which a query flows:

- :mod:`.syntax` parses the text to a tree of operators and runs of text,
- :mod:`.terms` analyzes a run of text and builds its query terms: one group of alternatives for every field
  and layer, with its weight,
- :mod:`.spelling` suggests corrections for mistyped words, from the vocabulary of the index,
- :mod:`.planner` turns the tree into a plan,
- :mod:`.plan` defines the plan: what to look up and how to combine it. :mod:`kzsearch.search` evaluates it.
"""
