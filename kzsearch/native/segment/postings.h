/* Posting lists: bit-packed blocks after a skip table, read through a cursor.
 *
 * The format, and what each column of the skip table is for, is in kzsearch/segment/postings.py.
 */
#ifndef KZSEARCH_SEGMENT_POSTINGS_H
#define KZSEARCH_SEGMENT_POSTINGS_H

#include "segment/skip_table.h"

/* The document after the last one of a list; segments are smaller. */
#define NO_MORE_DOCS UINT32_MAX

/* What a dictionary has of a term: its statistics, and the byte ranges of its postings and positions. */
typedef struct {
    uint64_t doc_freq, total_term_freq, postings_start, postings_end, positions_start, positions_end;
} TermInfo;

/* One list and a place in it: a block, and a posting of it once its header is loaded. */
typedef struct {
    uint32_t doc;          /* the current document; while the block is not loaded, a lower bound of its first;
                              NO_MORE_DOCS after the last block */
    uint32_t index, count; /* index of the posting in the block; postings of the block */
    int all_decoded;    /* whether docs[] holds the whole block, or only the group of the current posting */
    uint32_t last_doc;  /* of the block; NO_MORE_DOCS in a list of one block that is not decoded */
    unsigned gap_width; /* bits of the packed gaps */
    unsigned tf_width;  /* bits of the packed tf - 1; 0 when each tf of the block is 1 */
    int loaded, tfs_decoded; /* whether the header of the block was read; whether tfs[] is filled */
    uint32_t block, block_count;
    uint64_t previous_doc;     /* the last document of the block before; UINT64_MAX for the first block */
    const uint8_t *group_ends; /* distances of the last documents of all groups but one; or NULL */
    unsigned group_end_bytes;  /* of each distance: 2 or 4 */
    const uint8_t *packed_gaps, *packed_tfs;
    SkipTable skip_table;  /* only in lists of several blocks */
    const uint8_t *bitmap; /* a bit for every document of the segment; or NULL */
    Bytes blocks;
    uint64_t doc_freq;
    uint64_t positions_start, positions_end;
    uint64_t positions_before; /* positions of the block before those of posting positions_before_index */
    uint32_t positions_before_index;
    uint32_t max_doc; /* documents of the segment */
    uint32_t docs[BLOCK_SIZE], tfs[BLOCK_SIZE];
} PostingsCursor;

/* Open a list before its first block, which is not loaded. `max_doc`: documents of the segment. */
const char *cursor_open(PostingsCursor *cursor, Bytes postings, const TermInfo *info, uint32_t max_doc);

/* Decode all documents of the current block. */
const char *cursor_decode_block(PostingsCursor *cursor);

/* Decode all term frequencies of the current block, which must be loaded. */
void cursor_decode_tfs(PostingsCursor *cursor);

/* Prefetch the bytes that advancing to `target` will read, so that several cache misses overlap. `*block` is
 * the block of the previous call, at first that of the cursor; `positions` may be empty. */
void cursor_prefetch(const PostingsCursor *cursor, uint32_t target, Bytes positions, uint32_t *block);

/* Move to the first block from the current one on that may have a document >= target; do not load it
 * (Lucene's advanceShallow). */
void cursor_seek_block(PostingsCursor *cursor, uint32_t target);

/* Move to the first document >= target, which must be greater than the current one. */
const char *cursor_advance_further(PostingsCursor *cursor, uint32_t target);

/* Append a list. Counts are checked by the caller, order is checked here.
 *   norms: one byte a document of the segment; documents beyond its end may be of any length
 *   positions: posting after posting; or NULL */
const char *encode_postings(const uint32_t *docs, const uint32_t *tfs, size_t doc_freq, Bytes norms,
                            uint32_t max_doc, const uint32_t *positions, Buffer *postings_out,
                            Buffer *positions_out);

/* Bytes of the list from `data` to its end. */
static inline size_t bytes_from(const PostingsCursor *c, const uint8_t *data) {
    return (size_t)(c->blocks.data + c->blocks.length - data);
}

/* Whether eight bytes can be loaded from every byte of packed frequencies of up to three bits. */
static inline int can_load_narrow_tfs(const PostingsCursor *c) {
    return bytes_from(c, c->packed_tfs) >= BLOCK_SIZE * 3 / 8 + 8;
}

/* Return how often the term is in the current document. */
static inline uint32_t cursor_tf(PostingsCursor *c) {
    if (!c->tf_width) return 1;
    uint32_t bit = c->index * c->tf_width;
    if (c->tfs_decoded || bytes_from(c, c->packed_tfs) < (bit >> 3) + 8) {
        cursor_decode_tfs(c);
        return c->tfs[c->index];
    }
    uint64_t mask = ((uint64_t)1 << c->tf_width) - 1;
    return (uint32_t)(load_u64(c->packed_tfs + (bit >> 3)) >> (bit & 7) & mask) + 1;
}

/* Whether the list may have a document; exact where it has a bitmap. */
static inline int cursor_may_contain(const PostingsCursor *c, uint32_t doc) {
    return !c->bitmap || c->bitmap[doc >> 3] >> (doc & 7) & 1;
}

/* Leave the current block for the next one, which is not loaded. */
static inline void cursor_next_block(PostingsCursor *c) {
    c->doc = ++c->block < c->block_count ? skip_last_doc(&c->skip_table, c->block - 1) + 1 : NO_MORE_DOCS;
    c->loaded = 0;
}

/* Return the first index from `first` on with a document >= target, or `count`; the block is all decoded. */
static inline uint32_t block_lower_bound(const PostingsCursor *c, uint32_t first, uint32_t target) {
    uint32_t smaller = 0;
    while (first + GROUP_SIZE < c->count && c->docs[first + GROUP_SIZE - 1] < target) first += GROUP_SIZE;
    uint32_t stop = c->count - first < GROUP_SIZE ? c->count - first : GROUP_SIZE;
    for (uint32_t i = 0; i < stop; i++) smaller += c->docs[first + i] < target;
    return first + smaller;
}

/* Move to the first document >= target; its block is loaded then. */
static inline const char *cursor_advance(PostingsCursor *c, uint32_t target) {
    return c->loaded && target <= c->doc ? NULL : cursor_advance_further(c, target);
}

/* Bytes of the bitmap of a list; 0 where it has none. */
static inline size_t bitmap_bytes(uint64_t doc_freq, uint32_t max_doc) {
    return doc_freq > BLOCK_SIZE && doc_freq * BITMAP_MAX_MEAN_GAP >= max_doc ? (size_t)max_doc / 8 + 1 : 0;
}

#endif
