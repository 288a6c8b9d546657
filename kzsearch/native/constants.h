/* The numbers that the Python side of kzsearch has, too: of the file format and of the tables that it passes.
 *
 * `_native.constants()` returns them by name, and tests/kzsearch/test_constants.py compares each with its
 * Python twin. A new constant of the format goes here, never into another C file.
 */
#ifndef KZSEARCH_CONSTANTS_H
#define KZSEARCH_CONSTANTS_H

#define KZSEARCH_CONSTANTS(X)                                                                                \
    /* segment/packing: the widest packed number, in bits */                                                 \
    X(MAX_BIT_WIDTH, 32)                                                                                     \
    /* A varint of 64 bits */                                                                                \
    X(MAX_VARINT_BYTES, 10)                                                                                  \
    /* segment/skip_table: postings of a full block, and of a group, which can be decoded alone */           \
    X(BLOCK_SIZE, 128)                                                                                       \
    X(GROUP_SIZE, 16)                                                                                        \
    /* Bytes of a block in the skip table of its list */                                                     \
    X(SKIP_ENTRY_BYTES, 17)                                                                                  \
    /* max_tf of a skip table: this, or more */                                                              \
    X(TF_CAP, 255)                                                                                           \
    /* A skip table has the lowest norm of documents with tf >= 1, 2, ... up to this */                      \
    X(MIN_NORM_TFS, 4)                                                                                       \
    /* min_norm of a skip table: no document has such a tf */                                                \
    X(NO_NORM, 255)                                                                                          \
    /* A block that spans more documents than this has its group ends in 32 bits instead of 16 */            \
    X(SHORT_GROUP_SPAN, 65535)                                                                               \
    /* segment/postings: a list of several blocks with a mean gap of at most this has a bitmap */            \
    X(BITMAP_MAX_MEAN_GAP, 32)                                                                               \
    /* tf width in the header of a block that says: it is in the next byte */                                \
    X(TF_WIDTH_ESCAPE, 3)                                                                                    \
    /* Numbers that a dictionary has of a term; the first is its ordinal */                                  \
    X(TERM_INFO_NUMBERS, 7)                                                                                  \
    /* segment/term_dictionary: terms of a full block */                                                     \
    X(TERMS_PER_BLOCK, 16)                                                                                   \
    /* segment/norms: a field length is one byte, exact below EXACT_LENGTHS */                               \
    X(NORM_COUNT, 256)                                                                                       \
    X(EXACT_LENGTHS, 24)                                                                                     \
    /* segment/text_codec: code points of the table, which are those of the basic plane */                   \
    X(CODEC_TABLE_SIZE, 65536)                                                                               \
    /* search/kernel: term frequencies from 1 to this have tf / (tf + length norm) in a table */             \
    X(MAX_TABULATED_TF, 8)

enum {
#define KZSEARCH_ENUMERATOR(name, value) name = value,
    KZSEARCH_CONSTANTS(KZSEARCH_ENUMERATOR)
#undef KZSEARCH_ENUMERATOR
};

#endif
