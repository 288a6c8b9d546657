"""The file of one segment.

From the bytes up; a module uses only those above it::

    native           the C extension, or None
    packing          bit-packed numbers, varints
    norms            field lengths in one byte
    term_dictionary  terms with their statistics
    ordinals         terms by their ordinals
    skip_table       where the blocks of a posting list lie
    positions        blocks of positions
    postings         posting lists
    text_codec       one byte a Kazakh letter
    stored_fields    a section as a line of JSON
    doc_store        stored records in compressed blocks
    container        named blocks with checksums in one file
    writer, reader   the file as a whole
    segment          a file without its deleted documents

``packing``, ``norms``, ``term_dictionary``, ``positions``, ``postings`` and ``text_codec`` have a twin of the
same name in ``native/segment/``. ``docs/index-format.md`` draws the file.
"""
