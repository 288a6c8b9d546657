/* Posting lists: block skipping with a galloping search, and decoding of single groups; then their encoding.
 *
 * Sequential readers decode whole blocks. A cursor that is advanced to single documents finds the block in
 * the skip table, the group in the header of the block, and decodes 16 documents instead of 128.
 */
#include "segment/postings.h"

#include <stdlib.h>
#include <string.h>

#include "segment/packing.h"
#include "segment/positions.h"

/* Read the header of the current block; decode nothing yet. */
static const char *load_block_header(PostingsCursor *c) {
    uint32_t block = c->block;
    size_t start = block ? skip_postings_end(&c->skip_table, block - 1) : 0;
    size_t end = c->block_count > 1 ? skip_postings_end(&c->skip_table, block) : c->blocks.length;
    if (start >= end || end > c->blocks.length) return "a block lies outside of its posting list";
    const uint8_t *data = c->blocks.data + start;
    size_t left = end - start, at = 1;
    unsigned gap_width = data[0] & 0x3F, tf_width = data[0] >> 6;
    if (tf_width == TF_WIDTH_ESCAPE) {
        if (left < 2) return "a block of postings ends in its header";
        tf_width = data[1];
        at = 2;
    }
    if (gap_width > MAX_BIT_WIDTH || tf_width > MAX_BIT_WIDTH) return "a block has numbers of too many bits";
    c->count =
        block + 1 < c->block_count ? BLOCK_SIZE : (uint32_t)(c->doc_freq - (uint64_t)block * BLOCK_SIZE);
    c->previous_doc = block ? skip_last_doc(&c->skip_table, block - 1) : UINT64_MAX;
    c->last_doc = c->block_count > 1 ? skip_last_doc(&c->skip_table, block) : NO_MORE_DOCS;
    c->group_ends = NULL;
    if (c->block_count > 1 && c->count == BLOCK_SIZE) {
        c->group_ends = data + at;
        c->group_end_bytes = group_end_width((uint64_t)c->last_doc - c->previous_doc);
        at += (GROUPS_PER_BLOCK - 1) * c->group_end_bytes;
    }
    size_t gaps_bytes = packed_bytes(c->count, gap_width);
    if (at + gaps_bytes + packed_bytes(c->count, tf_width) > left) return "a block of postings is too short";
    c->gap_width = gap_width;
    c->tf_width = tf_width;
    c->packed_gaps = data + at;
    c->packed_tfs = data + at + gaps_bytes;
    c->index = c->positions_before_index = 0;
    c->positions_before = 0;
    c->tfs_decoded = c->all_decoded = 0;
    return NULL;
}

const char *cursor_decode_block(PostingsCursor *c) {
    const char *error = c->loaded ? NULL : load_block_header(c);
    if (error) return error;
    /* The bytes after the block may be loaded and ignored: that mostly saves the padded copy. */
    size_t left = bytes_from(c, c->packed_gaps);
    uint64_t last = unpack_gaps(c->packed_gaps, left, c->count, c->gap_width, c->previous_doc, c->docs);
    if (last >= c->max_doc) return "a document lies outside of its segment";
    /* So documents ascend from block to block, too, and callers that rely on it stay within their arrays. */
    if (c->block_count > 1 && last != skip_last_doc(&c->skip_table, c->block))
        return "a block ends with another document than its skip table says";
    c->last_doc = (uint32_t)last;
    c->doc = c->docs[c->index];
    c->loaded = c->all_decoded = 1;
    return NULL;
}

/* Return the group that has the document, if the block has it. */
static uint32_t find_group(const PostingsCursor *c, uint32_t target) {
    uint32_t group = 0;
    uint64_t distance = target - c->previous_doc; /* modulo 2 ** 64, so from UINT64_MAX it is target + 1 */
    if (c->group_end_bytes == 2)
        for (unsigned i = 0; i < GROUPS_PER_BLOCK - 1; i++)
            group += load_u16(c->group_ends + 2 * i) < distance;
    else
        for (unsigned i = 0; i < GROUPS_PER_BLOCK - 1; i++)
            group += load_u32(c->group_ends + 4 * i) < distance;
    return group;
}

/* Decode a group of the block; eight bytes after its gaps must be readable. */
static void decode_group(PostingsCursor *c, uint32_t group) {
    uint32_t *docs = c->docs + group * GROUP_SIZE;
    const uint8_t *data = c->packed_gaps + group * GROUP_SIZE / 8 * c->gap_width;
    const uint64_t mask = ((uint64_t)1 << c->gap_width) - 1;
    uint64_t doc = c->previous_doc;
    if (group)
        doc += c->group_end_bytes == 2 ? load_u16(c->group_ends + 2 * group - 2)
                                       : load_u32(c->group_ends + 4 * group - 4);
    for (unsigned i = 0, bit = 0; i < GROUP_SIZE; i++, bit += c->gap_width) {
        doc += (load_u64(data + (bit >> 3)) >> (bit & 7) & mask) + 1;
        docs[i] = (uint32_t)doc;
    }
}

void cursor_decode_tfs(PostingsCursor *c) {
    if (c->tfs_decoded) return;
    c->tfs_decoded = 1;
    if (c->tf_width) {
        unpack(c->packed_tfs, bytes_from(c, c->packed_tfs), c->count, c->tf_width, c->tfs);
        for (uint32_t i = 0; i < c->count; i++) c->tfs[i]++;
    } else {
        for (uint32_t i = 0; i < c->count; i++) c->tfs[i] = 1;
    }
}

const char *cursor_open(PostingsCursor *c, Bytes postings, const TermInfo *info, uint32_t max_doc) {
    if (info->postings_start > info->postings_end || info->postings_end > postings.length)
        return "a posting list lies outside of the postings of its field";
    if (!info->doc_freq || info->doc_freq > max_doc) return "a term has more documents than its segment";
    uint64_t block_count = (info->doc_freq + BLOCK_SIZE - 1) / BLOCK_SIZE;
    uint64_t skip_bytes = block_count > 1 ? block_count * SKIP_ENTRY_BYTES : 0;
    uint64_t bitmap = bitmap_bytes(info->doc_freq, max_doc);
    uint64_t length = info->postings_end - info->postings_start;
    if (skip_bytes + bitmap > length) return "a posting list is shorter than its skip table";
    length -= bitmap;
    c->max_doc = max_doc;
    c->block = 0;
    c->block_count = (uint32_t)block_count;
    c->loaded = c->tfs_decoded = 0;
    c->doc = 0;
    c->doc_freq = info->doc_freq;
    c->skip_table = (SkipTable){postings.data + info->postings_start, (size_t)block_count};
    c->bitmap = bitmap ? postings.data + info->postings_start + length : NULL;
    c->blocks = (Bytes){postings.data + info->postings_start + skip_bytes, (size_t)(length - skip_bytes)};
    c->positions_start = info->positions_start;
    c->positions_end = info->positions_end;
    PREFETCH(c->skip_table.data); /* callers open all lists of a query before they read the first */
    PREFETCH(c->blocks.data);
    return NULL;
}

/* Return the first block from `low` on whose last document is >= target: gallop, then bisect. */
static uint32_t find_block(const PostingsCursor *c, uint32_t low, uint32_t target) {
    uint32_t step = 1, high;
    while ((high = c->block_count - low > step ? low + step : c->block_count) < c->block_count &&
           skip_last_doc(&c->skip_table, high) < target) {
        low = high + 1;
        step *= 2;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (skip_last_doc(&c->skip_table, middle) < target) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Move to the first document >= target of the loaded block, which must have one. `group_decoded`: whether the
 * group of the current posting is in docs[]. */
static const char *advance_in_block(PostingsCursor *c, uint32_t target, int group_decoded) {
    if (c->all_decoded) {
        c->index = block_lower_bound(c, c->index, target);
    } else {
        uint32_t group = c->index / GROUP_SIZE, smaller = 0;
        if (!group_decoded || c->docs[group * GROUP_SIZE + GROUP_SIZE - 1] < target) {
            group = find_group(c, target);
            decode_group(c, group);
        }
        for (uint32_t i = 0; i < GROUP_SIZE; i++) smaller += c->docs[group * GROUP_SIZE + i] < target;
        if (smaller == GROUP_SIZE) return "a group ends with another document than its block says";
        c->index = group * GROUP_SIZE + smaller;
    }
    c->doc = c->docs[c->index];
    return c->doc < c->max_doc ? NULL : "a document lies outside of its segment";
}

static void prefetch_bytes(Bytes bytes, uint64_t at) {
    enum { CACHE_LINE = 64 };
    if (at < bytes.length) PREFETCH(bytes.data + at);
    if (at + CACHE_LINE < bytes.length) PREFETCH(bytes.data + at + CACHE_LINE);
}

void cursor_prefetch(const PostingsCursor *c, uint32_t target, Bytes positions, uint32_t *block) {
    if (c->block_count == 1 || *block >= c->block_count) return;
    uint32_t found = find_block(c, *block, target);
    if (found == *block && found) return;
    *block = found;
    if (found >= c->block_count) return;
    prefetch_bytes(c->blocks, found ? skip_postings_end(&c->skip_table, found - 1) : 0);
    prefetch_bytes(positions,
                   c->positions_start + (found ? skip_positions_end(&c->skip_table, found - 1) : 0));
}

void cursor_seek_block(PostingsCursor *c, uint32_t target) {
    if (c->loaded) {
        if (target <= c->last_doc) return;
        cursor_next_block(c);
    }
    if (c->block < c->block_count && c->block_count > 1) {
        c->block = find_block(c, c->block, target);
        c->doc = c->block ? skip_last_doc(&c->skip_table, c->block - 1) + 1 : 0;
    }
    if (c->block >= c->block_count) c->doc = NO_MORE_DOCS;
}

const char *cursor_advance_further(PostingsCursor *c, uint32_t target) {
    int in_this_block = c->loaded && target <= c->last_doc;
    if (!in_this_block) {
        cursor_seek_block(c, target);
        if (c->block >= c->block_count) return NULL;
        const char *error = load_block_header(c);
        if (!error &&
            (!c->group_ends || bytes_from(c, c->packed_gaps) < packed_bytes(BLOCK_SIZE, c->gap_width) + 8))
            error = cursor_decode_block(c);
        if (error) return error;
        c->loaded = 1;
        if (target > c->last_doc) { /* only in a list of one block, which has no skip table */
            cursor_next_block(c);
            return NULL;
        }
    }
    return advance_in_block(c, target, in_this_block);
}

/* Encoding */

static const char *encode_block(uint64_t *last_doc, const uint32_t *docs, const uint32_t *tfs, uint32_t count,
                                int grouped, Buffer *out) {
    uint64_t previous = *last_doc;
    uint32_t gaps[BLOCK_SIZE], further[BLOCK_SIZE], gap_bits = 0, tf_bits = 0;
    for (uint32_t i = 0; i < count; i++) {
        if ((*last_doc != UINT64_MAX && docs[i] <= *last_doc) || !tfs[i])
            return "documents must ascend, and a term must occur in those that are said to have it";
        gap_bits |= gaps[i] = (uint32_t)(docs[i] - *last_doc - 1);
        tf_bits |= further[i] = tfs[i] - 1;
        *last_doc = docs[i];
    }
    unsigned gap_width = bit_width(gap_bits), tf_width = bit_width(tf_bits);
    if (buffer_reserve(out, 2 + GROUPS_PER_BLOCK * sizeof *docs + 2 * sizeof gaps)) return OUT_OF_MEMORY;
    out->data[out->length++] =
        (uint8_t)(gap_width | (tf_width < TF_WIDTH_ESCAPE ? tf_width : TF_WIDTH_ESCAPE) << 6);
    if (tf_width >= TF_WIDTH_ESCAPE) out->data[out->length++] = (uint8_t)tf_width;
    for (unsigned group = 1; grouped && group < GROUPS_PER_BLOCK; group++) {
        store_u32(out->data + out->length, (uint32_t)(docs[group * GROUP_SIZE - 1] - previous));
        out->length += group_end_width(*last_doc - previous);
    }
    pack(out, gaps, count, gap_width);
    pack(out, further, count, tf_width);
    return NULL;
}

static const char *encode_bitmap(const uint32_t *docs, size_t doc_freq, uint32_t max_doc, Buffer *out) {
    size_t bytes = bitmap_bytes(doc_freq, max_doc);
    if (!bytes) return NULL;
    if (docs[doc_freq - 1] >= max_doc) return "a document lies outside of its segment";
    if (buffer_reserve(out, bytes)) return OUT_OF_MEMORY;
    uint8_t *bitmap = out->data + out->length;
    memset(bitmap, 0, bytes);
    for (size_t i = 0; i < doc_freq; i++) bitmap[docs[i] >> 3] |= (uint8_t)(1 << (docs[i] & 7));
    out->length += bytes;
    return NULL;
}

const char *encode_postings(const uint32_t *docs, const uint32_t *tfs, size_t doc_freq, Bytes norms,
                            uint32_t max_doc, const uint32_t *positions, Buffer *postings_out,
                            Buffer *positions_out) {
    size_t block_count = (doc_freq + BLOCK_SIZE - 1) / BLOCK_SIZE;
    size_t skip_bytes = block_count > 1 ? block_count * SKIP_ENTRY_BYTES : 0;
    if (buffer_reserve(postings_out, skip_bytes)) return OUT_OF_MEMORY;
    size_t skip_start = postings_out->length, blocks_start = skip_start + skip_bytes;
    size_t positions_start = positions_out->length;
    postings_out->length = blocks_start;
    U32Array deltas = {0};
    const char *error = NULL;
    uint64_t last_doc = UINT64_MAX;
    for (size_t block = 0; block < block_count && !error; block++) {
        size_t start = block * BLOCK_SIZE;
        uint32_t count = doc_freq - start < BLOCK_SIZE ? (uint32_t)(doc_freq - start) : BLOCK_SIZE;
        error = encode_block(&last_doc, docs + start, tfs + start, count, skip_bytes && count == BLOCK_SIZE,
                             postings_out);
        if (!error && positions)
            error = encode_position_block(&positions, tfs + start, count, &deltas, positions_out);
        if (!error && skip_bytes) {
            SkipEntry entry = {(uint32_t)last_doc,
                               (uint32_t)(postings_out->length - blocks_start),
                               (uint32_t)(positions_out->length - positions_start),
                               docs + start,
                               tfs + start,
                               count};
            write_skip_entry(postings_out->data + skip_start, block_count, block, &entry, norms);
        }
    }
    free(deltas.values);
    return error ? error : encode_bitmap(docs, doc_freq, max_doc, postings_out);
}
