"""The index: a folder with a table of contents and immutable segments; one writer, many readers.

In the order in which an article flows:

- :mod:`.index`: create, open, write, search
- :mod:`.writer`: articles in, one transaction
- :mod:`.parallel`: analysis in several processes
- :mod:`.session`: the transaction: write lock, deletions, commit
- :mod:`.builder`: one new segment, from :mod:`.buffer` (:mod:`.text_cache`, :mod:`.vocabulary`) through
  :mod:`.inverter` and :mod:`.merge` (which segments: :mod:`.policy`)
- :mod:`.shared_searcher`: what ``Index.search`` searches with
- :mod:`.directory`, :mod:`.toc`, :mod:`.manifest`, :mod:`.lock`: the files
"""
