"""The file of one segment: sorted terms, packed postings, lengths, stored records. Knows no Whoosh.

From the bottom up: :mod:`.packing` (bits), :mod:`.sections` (the container with its checksums),
:mod:`.postings` (one list), :mod:`.dictionary` (the terms of a field), :mod:`.lists` (both in C where it was
built), :mod:`.records` (stored text), :mod:`.writer` and :mod:`.reader` (all of it together), :mod:`.buffer`
(postings that are being collected), :mod:`.merge`. ``docs/index-format.md`` draws the file.
"""
