"""Text to raw tokens, without any knowledge of words.

In the order in which text passes:

- ``normalize``: NFC, lower case, apostrophes, hyphens and homoglyphs unified, invisible characters removed.
- ``homoglyphs``: letters of one script typed in a word of another (homoglyphs.tsv).
- ``offsets``: the map from normalised text to the original, for snippets and highlighting.
- ``tokenizer``: normalised text to words, numbers, abbreviations and addresses with their offsets.

signs.tsv lists apostrophes, hyphens and ignorable characters; domains.tsv the domains of bare addresses.
"""
