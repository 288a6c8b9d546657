/* Skip tables: what a posting list of several blocks says of each without decoding it; the format is that of
 * kzsearch/segment/skip_table.py. */
#ifndef KZSEARCH_SEGMENT_SKIP_TABLE_H
#define KZSEARCH_SEGMENT_SKIP_TABLE_H

#include "common.h"

enum { GROUPS_PER_BLOCK = BLOCK_SIZE / GROUP_SIZE };

/* Columns, one after the other, with a number for each block. */
typedef struct {
    const uint8_t *data;
    size_t block_count;
} SkipTable;

/* Return the last document of a block. */
static inline uint32_t skip_last_doc(const SkipTable *s, size_t block) {
    return load_u32(s->data + block * 4);
}

/* Return the end of a block in the postings of its list. */
static inline uint32_t skip_postings_end(const SkipTable *s, size_t block) {
    return load_u32(s->data + (s->block_count + block) * 4);
}

/* Return the end of a block in the positions of its list. */
static inline uint32_t skip_positions_end(const SkipTable *s, size_t block) {
    return load_u32(s->data + (2 * s->block_count + block) * 4);
}

/* Return the highest tf of a block; TF_CAP stands for itself and more. */
static inline uint8_t skip_max_tf(const SkipTable *s, size_t block) {
    return s->data[12 * s->block_count + block];
}

/* Return the lowest norms of the documents with tf >= 1, 2, ... MIN_NORM_TFS; NO_NORM where there is none. */
static inline const uint8_t *skip_min_norms(const SkipTable *s, size_t block) {
    return s->data + 13 * s->block_count + MIN_NORM_TFS * block;
}

/* Bytes of a group end in a block that spans so many documents. */
static inline unsigned group_end_width(uint64_t span) { return span <= SHORT_GROUP_SPAN ? 2 : 4; }

/* What a skip table has of a block that was encoded. */
typedef struct {
    uint32_t last_doc, postings_end, positions_end;
    const uint32_t *docs, *tfs; /* of the block */
    uint32_t count;
} SkipEntry;

/* Write the row of a block into a table of block_count * SKIP_ENTRY_BYTES. `norms`: one byte a document of
 * the segment; documents beyond its end may be of any length. */
void write_skip_entry(uint8_t *table, size_t block_count, size_t block, const SkipEntry *entry, Bytes norms);

#endif
