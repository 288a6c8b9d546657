"""Kazakh in other orthographies and on other keyboards; each orthography is a table, the code knows none.

- ``script``: the script of a word; ``orthography``: the tables of the transliteration schemes.
- ``fold``: one key for a word in every script (fold.tsv); ``fold_lookup``: the known words with a key.
- ``keyboards``: Kazakh typed without the Kazakh letters.
- ``from_cyrillic``: the spelling of a Cyrillic word in an orthography; ``to_cyrillic``: the words that a
  spelling may stand for, by lexicon and character model; ``transliteration``: both, over whole texts.
- ``detection``: the orthography of a text.
"""

from kzsearch_analyzers.scripts.detection import Detection, detect
from kzsearch_analyzers.scripts.orthography import Scheme, scheme_list, schemes
from kzsearch_analyzers.scripts.script import Script, detect_script
from kzsearch_analyzers.scripts.transliteration import candidates, transliterate

__all__ = [
    "Detection",
    "Scheme",
    "Script",
    "candidates",
    "detect",
    "detect_script",
    "scheme_list",
    "schemes",
    "transliterate",
]
