"""Kazakh morphology: words to readings, by tables and the code that interprets them.

Takes and returns strings; knows neither texts nor other scripts. In the order in which a word passes:

- ``phonology``: letter classes, vowel harmony, archiphonemes; ``grammar``: the suffixes and their order.
- ``lexicon``: lemmas and their stems; ``irregular_forms``: word forms listed in full.
- ``endings``: parses the end of a word into chains of suffixes; ``segmenter``: splits a word into a stem of
  the lexicon and such an ending; ``guesser``: stems of unknown words; ``compounds``: words with a hyphen.
- ``reading``: one analysis of a word; ``disambiguation``: how likely it is; ``analyze``: all of them, ranked.
- ``generate``: word forms from a lemma and tags; ``explain``: why a word has its readings.
- ``word_families``: the base of derived lemmas; ``character_model``: how likely a string of letters is.
"""
