"""Everything that knows Whoosh; no Whoosh type leaves this package.

Of Whoosh the engine keeps the file formats, segments, deletions, the table of contents and the write lock:
an index is a genuine Whoosh index, which stock Whoosh can open and query. What is slow is done around it:
postings are written in columns (:mod:`.writing`) and read back in columns (:mod:`.reading`).
"""
