#include "lists.h"

#include "packing.h"

#include <stdlib.h>
#include <string.h>

static void store_u32(uint8_t *bytes, uint32_t number) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> 8 * i);
}

static const char *encode_block(uint64_t *last, const uint32_t *ids, const uint32_t *frequencies, uint32_t count,
                                int grouped, Buffer *postings) {
    uint64_t before = *last;
    uint32_t gaps[BLOCK], repeats[BLOCK], all_gaps = 0, all_repeats = 0;
    for (uint32_t i = 0; i < count; i++) {
        if ((*last != UINT64_MAX && ids[i] <= *last) || !frequencies[i])
            return "documents must ascend, and a term must occur in those that are said to have it";
        all_gaps |= gaps[i] = (uint32_t)(ids[i] - *last - 1);
        all_repeats |= repeats[i] = frequencies[i] - 1;
        *last = ids[i];
    }
    unsigned width = bits_of(all_gaps), long_ = bits_of(all_repeats);
    if (buffer_reserve(postings, 2 + GROUPS * sizeof *ids + 2 * sizeof gaps)) return OUT_OF_MEMORY;
    postings->data[postings->length++] = (uint8_t)(width | (long_ < 3 ? long_ : 3) << 6);
    if (long_ >= 3) postings->data[postings->length++] = (uint8_t)long_;
    for (unsigned group = 1; grouped && group < GROUPS; group++) {
        store_u32(postings->data + postings->length, (uint32_t)(ids[group * GROUP - 1] - before));
        postings->length += group_bytes(*last - before);
    }
    pack(postings, gaps, count, width);
    pack(postings, repeats, count, long_);
    return NULL;
}

static const char *encode_positions(const uint32_t **positions, const uint32_t *frequencies, uint32_t count,
                                    Numbers *scratch, Buffer *places) {
    uint32_t all = 0;
    scratch->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (numbers_reserve(scratch, frequencies[i])) return OUT_OF_MEMORY;
        uint32_t previous = 0;
        for (uint32_t j = 0; j < frequencies[i]; j++) {
            uint32_t position = *(*positions)++;
            if (position < previous) return "positions must ascend";
            all |= scratch->values[scratch->count++] = position - previous;
            previous = position;
        }
    }
    unsigned width = bits_of(all);
    if (buffer_reserve(places, 2 + packed_bytes(scratch->count, width))) return OUT_OF_MEMORY;
    places->data[places->length++] = (uint8_t)width;
    pack(places, scratch->values, scratch->count, width);
    return NULL;
}

static uint8_t highest(const uint32_t *frequencies, uint32_t count) {
    uint32_t most = 0;
    for (uint32_t i = 0; i < count; i++) most = frequencies[i] > most ? frequencies[i] : most;
    return most < MANY ? (uint8_t)most : MANY;
}

/* The codes of the shortest documents for the frequencies that a table tells apart. Where the lengths are not known,
 * documents may be as short as they can be. */
static void shortest(const uint32_t *ids, const uint32_t *frequencies, uint32_t count, Bytes codes,
                     uint8_t least[OFTEN]) {
    memset(least, NO_CODE, OFTEN);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t code = ids[i] < codes.length ? codes.data[ids[i]] : 0;
        for (uint32_t j = 0; j < OFTEN && j < frequencies[i]; j++) least[j] = code < least[j] ? code : least[j];
    }
}

static const char *encode_bitmap(const uint32_t *ids, size_t documents, uint32_t size, Buffer *postings) {
    size_t bytes = bitmap_bytes(documents, size);
    if (!bytes) return NULL;
    if (ids[documents - 1] >= size) return "a document lies outside of its segment";
    if (buffer_reserve(postings, bytes)) return OUT_OF_MEMORY;
    uint8_t *bitmap = postings->data + postings->length;
    memset(bitmap, 0, bytes);
    for (size_t i = 0; i < documents; i++) bitmap[ids[i] >> 3] |= (uint8_t)(1 << (ids[i] & 7));
    postings->length += bytes;
    return NULL;
}

const char *list_encode(const uint32_t *ids, const uint32_t *frequencies, size_t documents, Bytes codes, uint32_t size,
                        const uint32_t *positions, Buffer *postings, Buffer *places) {
    size_t blocks = (documents + BLOCK - 1) / BLOCK, table_bytes = blocks > 1 ? blocks * TABLE_BYTES : 0;
    if (buffer_reserve(postings, table_bytes)) return OUT_OF_MEMORY;
    size_t table_at = postings->length, base = table_at + table_bytes, first_place = places->length;
    postings->length = base;
    Numbers scratch = {0};
    const char *error = NULL;
    uint64_t last = UINT64_MAX;
    for (size_t block = 0; block < blocks && !error; block++) {
        size_t start = block * BLOCK;
        uint32_t count = documents - start < BLOCK ? (uint32_t)(documents - start) : BLOCK;
        error = encode_block(&last, ids + start, frequencies + start, count, table_bytes && count == BLOCK, postings);
        if (!error && positions) error = encode_positions(&positions, frequencies + start, count, &scratch, places);
        if (!error && table_bytes) {
            uint8_t *table = postings->data + table_at;
            store_u32(table + 4 * block, (uint32_t)last);
            store_u32(table + 4 * (blocks + block), (uint32_t)(postings->length - base));
            store_u32(table + 4 * (2 * blocks + block), (uint32_t)(places->length - first_place));
            table[12 * blocks + block] = highest(frequencies + start, count);
            shortest(ids + start, frequencies + start, count, codes, table + 13 * blocks + OFTEN * block);
        }
    }
    free(scratch.values);
    return error ? error : encode_bitmap(ids, documents, size, postings);
}
