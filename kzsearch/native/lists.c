#include "lists.h"

#include <stdlib.h>
#include <string.h>

const char OUT_OF_MEMORY[] = "out of memory";

uint64_t read_varint(Bytes bytes, size_t *at, const char **error) {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && *at < bytes.length; shift += 7) {
        uint8_t byte = bytes.data[(*at)++];
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return number;
    }
    *error = "a number has no end";
    return 0;
}

int numbers_reserve(Numbers *numbers, size_t more) {
    if (numbers->room - numbers->count >= more) return 0;
    size_t room = numbers->room * 2 > numbers->count + more ? numbers->room * 2 : numbers->count + more;
    if (room > SIZE_MAX / sizeof *numbers->values) return -1;
    uint32_t *values = realloc(numbers->values, room * sizeof *values);
    if (!values) return -1;
    numbers->values = values;
    numbers->room = room;
    return 0;
}

int buffer_reserve(Buffer *buffer, size_t more) {
    if (buffer->room - buffer->length >= more) return 0;
    size_t room = buffer->room * 2 > buffer->length + more ? buffer->room * 2 : buffer->length + more;
    uint8_t *data = realloc(buffer->data, room);
    if (!data) return -1;
    buffer->data = data;
    buffer->room = room;
    return 0;
}

static size_t packed_bytes(size_t count, unsigned width) {
    return (count * width + 7) >> 3;
}

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

/* With a width that is known, the offsets and shifts of eight numbers are constants. */
INLINE void unpack_width(const uint8_t *data, uint32_t count, unsigned width, uint32_t *values) {
    const uint64_t mask = ((uint64_t)1 << width) - 1;
    uint32_t i = 0;
    for (; i + 8 <= count; i += 8, data += width)
        for (unsigned j = 0; j < 8; j++)
            values[i + j] = (uint32_t)(load_u64(data + (j * width >> 3)) >> (j * width & 7) & mask);
    for (uint32_t bit = 0; i < count; i++, bit += width)
        values[i] = (uint32_t)(load_u64(data + (bit >> 3)) >> (bit & 7) & mask);
}

#define CASE(W) \
    case W: unpack_width(data, count, W, values); break;
#define CASES(W) CASE(W) CASE(W + 1) CASE(W + 2) CASE(W + 3) CASE(W + 4) CASE(W + 5) CASE(W + 6) CASE(W + 7)

/* `count` numbers of at most a block; the caller has checked that they lie within the bytes. */
static void unpack(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint32_t *values) {
    uint8_t copy[BLOCK * MAX_WIDTH / 8 + 8];
    size_t needed = packed_bytes(count, width);
    if (left < needed + 8) { /* the loads take eight bytes at once */
        memcpy(copy, data, needed);
        memset(copy + needed, 0, 8);
        data = copy;
    }
    switch (width) {
        CASES(0) CASES(8) CASES(16) CASES(24) CASE(32)
    }
}

static uint32_t skip_last(const Cursor *c, uint64_t block) { return load_u32(c->skips.data + block * SKIP_BYTES); }
static uint32_t skip_end(const Cursor *c, uint64_t block) { return load_u32(c->skips.data + block * SKIP_BYTES + 4); }
static uint32_t skip_place(const Cursor *c, uint64_t block) { return load_u32(c->skips.data + block * SKIP_BYTES + 8); }

static const char *load_block(Cursor *c, uint64_t block) {
    size_t start = block ? skip_end(c, block - 1) : 0;
    size_t end = c->blocks > 1 ? skip_end(c, block) : c->postings.length;
    if (start >= end || end > c->postings.length) return "a block lies outside of its posting list";
    const uint8_t *data = c->postings.data + start;
    size_t left = end - start, at = 1;
    unsigned width = data[0] & 0x3F, repeats = data[0] >> 6;
    if (repeats == 3) {
        if (left < 2) return "a block of postings ends in its header";
        repeats = data[1];
        at = 2;
    }
    if (width > MAX_WIDTH || repeats > MAX_WIDTH) return "a block has numbers of too many bits";
    uint32_t count = block + 1 < c->blocks ? BLOCK : (uint32_t)(c->documents - block * BLOCK);
    size_t ids_bytes = packed_bytes(count, width);
    if (at + ids_bytes + packed_bytes(count, repeats) > left) return "a block of postings is too short";
    /* What follows the block may be read, not used: loads of eight bytes need no copy then. */
    size_t readable = c->postings.length - start;
    unpack(data + at, readable - at, count, width, c->ids);
    uint64_t last = block ? skip_last(c, block - 1) : UINT64_MAX;
    for (uint32_t i = 0; i < count; i++) {
        last += (uint64_t)c->ids[i] + 1;
        c->ids[i] = (uint32_t)last;
    }
    if (last >= c->size) return "a document lies outside of its segment";
    /* So documents ascend from block to block, too: what counts on it stays within its arrays. */
    if (c->blocks > 1 && last != skip_last(c, block)) return "a block ends with another document than said";
    c->repeats = repeats;
    c->packed = data + at + ids_bytes;
    c->block = block;
    c->count = count;
    c->at = c->passed_at = 0;
    c->passed = 0;
    c->document = c->ids[0];
    return NULL;
}

void cursor_frequencies(Cursor *c) {
    if (!c->packed) return;
    if (c->repeats) {
        size_t left = (size_t)(c->postings.data + c->postings.length - c->packed);
        unpack(c->packed, left, c->count, c->repeats, c->frequencies);
        for (uint32_t i = 0; i < c->count; i++) c->frequencies[i]++;
    } else {
        for (uint32_t i = 0; i < c->count; i++) c->frequencies[i] = 1;
    }
    c->packed = NULL;
}

const char *cursor_open(Cursor *c, Bytes postings, const Entry *entry, uint32_t size) {
    if (entry->postings > entry->postings_end || entry->postings_end > postings.length)
        return "a posting list lies outside of its column";
    if (!entry->documents || entry->documents > size) return "a term has more documents than its segment";
    uint64_t blocks = (entry->documents + BLOCK - 1) / BLOCK, table = blocks > 1 ? blocks * SKIP_BYTES : 0;
    uint64_t length = entry->postings_end - entry->postings;
    if (table > length) return "a posting list is shorter than its table of blocks";
    c->size = size;
    c->blocks = blocks;
    c->documents = entry->documents;
    c->skips = (Bytes){postings.data + entry->postings, (size_t)table};
    c->postings = (Bytes){postings.data + entry->postings + table, (size_t)(length - table)};
    c->positions = entry->positions;
    c->positions_end = entry->positions_end;
    return load_block(c, 0);
}

const char *cursor_next_block(Cursor *c) {
    if (c->block + 1 < c->blocks) return load_block(c, c->block + 1);
    c->document = NO_DOCUMENT;
    c->at = c->count;
    return NULL;
}

const char *cursor_skip(Cursor *c, uint32_t target) {
    uint64_t low = c->block + 1, step = 1;
    while (low < c->blocks && skip_last(c, low) < target) { /* gallop, then begin again with small steps */
        uint64_t high = low + step < c->blocks ? low + step : c->blocks - 1;
        if (high > low && skip_last(c, high) < target) {
            low = high + 1;
            step *= 2;
        } else {
            low++;
            step = 1;
        }
    }
    if (low >= c->blocks) {
        c->document = NO_DOCUMENT;
        c->at = c->count;
        c->block = c->blocks;
        return NULL;
    }
    const char *error = load_block(c, low);
    return error ? error : cursor_advance(c, target);
}

const char *cursor_positions(Cursor *c, Bytes positions, Numbers *found) {
    uint64_t start = c->positions + (c->block ? skip_place(c, c->block - 1) : 0);
    if (start >= c->positions_end || c->positions_end > positions.length)
        return "positions lie outside of their column";
    unsigned width = positions.data[start];
    if (width > MAX_WIDTH) return "positions have too many bits";
    cursor_frequencies(c);
    for (; c->passed_at < c->at; c->passed_at++) c->passed += c->frequencies[c->passed_at];
    uint32_t count = c->frequencies[c->at];
    uint64_t room = (c->positions_end - start - 1) * 8;
    if ((c->passed + count) * width > room) return "positions run past their list";
    if (!width && count > 1) count = 1; /* all of them are 0 */
    if (numbers_reserve(found, count)) return OUT_OF_MEMORY;
    const uint8_t *data = positions.data + start + 1;
    size_t left = positions.length - (size_t)start - 1;
    uint64_t mask = ((uint64_t)1 << width) - 1, bit = c->passed * width;
    uint32_t position = 0;
    for (uint32_t i = 0; i < count; i++, bit += width) {
        size_t byte = (size_t)(bit >> 3);
        uint64_t word = 0;
        if (byte + 8 <= left) word = load_u64(data + byte);
        else for (size_t j = 0; byte + j < left && j < 8; j++) word |= (uint64_t)data[byte + j] << 8 * j;
        position += (uint32_t)(word >> (bit & 7) & mask);
        found->values[found->count++] = position;
    }
    return NULL;
}

const char *list_positions(Bytes postings, Bytes positions, const Entry *entry, uint32_t size, Numbers *found) {
    Cursor cursor;
    const char *error = cursor_open(&cursor, postings, entry, size);
    while (!error && cursor.document != NO_DOCUMENT) {
        size_t before = found->count;
        cursor_frequencies(&cursor);
        error = cursor_positions(&cursor, positions, found);
        if (!error && found->count - before != cursor.frequencies[cursor.at])
            error = "a term stands at one position several times";
        if (error) break;
        if (++cursor.at == cursor.count) error = cursor_next_block(&cursor);
        else cursor.document = cursor.ids[cursor.at];
    }
    return error;
}

static unsigned bits_of(uint32_t number) {
    unsigned bits = 0;
    for (; number; number >>= 1) bits++;
    return bits;
}

static void pack(Buffer *buffer, const uint32_t *values, size_t count, unsigned width) {
    uint64_t word = 0;
    unsigned filled = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)values[i] << filled;
        for (filled += width; filled >= 8; filled -= 8, word >>= 8) buffer->data[buffer->length++] = (uint8_t)word;
    }
    if (filled) buffer->data[buffer->length++] = (uint8_t)word;
}

static void store_u32(uint8_t *bytes, uint32_t number) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> 8 * i);
}

static const char *encode_block(uint64_t *last, const uint32_t *ids, const uint32_t *frequencies, uint32_t count,
                                Buffer *postings) {
    uint32_t gaps[BLOCK], repeats[BLOCK], all_gaps = 0, all_repeats = 0;
    for (uint32_t i = 0; i < count; i++) {
        if ((*last != UINT64_MAX && ids[i] <= *last) || !frequencies[i])
            return "documents must ascend, and a term must occur in those that are said to have it";
        all_gaps |= gaps[i] = (uint32_t)(ids[i] - *last - 1);
        all_repeats |= repeats[i] = frequencies[i] - 1;
        *last = ids[i];
    }
    unsigned width = bits_of(all_gaps), long_ = bits_of(all_repeats);
    if (buffer_reserve(postings, 2 + 2 * sizeof gaps)) return OUT_OF_MEMORY;
    postings->data[postings->length++] = (uint8_t)(width | (long_ < 3 ? long_ : 3) << 6);
    if (long_ >= 3) postings->data[postings->length++] = (uint8_t)long_;
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

const char *list_encode(const uint32_t *ids, const uint32_t *frequencies, size_t documents,
                        const uint32_t *positions, Buffer *postings, Buffer *places) {
    size_t blocks = (documents + BLOCK - 1) / BLOCK, table = blocks > 1 ? blocks * SKIP_BYTES : 0;
    if (buffer_reserve(postings, table)) return OUT_OF_MEMORY;
    size_t skips = postings->length, base = skips + table, first_place = places->length;
    postings->length = base;
    Numbers scratch = {0};
    const char *error = NULL;
    uint64_t last = UINT64_MAX;
    for (size_t block = 0; block < blocks && !error; block++) {
        size_t start = block * BLOCK;
        uint32_t count = documents - start < BLOCK ? (uint32_t)(documents - start) : BLOCK;
        error = encode_block(&last, ids + start, frequencies + start, count, postings);
        if (!error && positions) error = encode_positions(&positions, frequencies + start, count, &scratch, places);
        if (!error && table) {
            uint8_t *skip = postings->data + skips + block * SKIP_BYTES;
            store_u32(skip, (uint32_t)last);
            store_u32(skip + 4, (uint32_t)(postings->length - base));
            store_u32(skip + 8, (uint32_t)(places->length - first_place));
        }
    }
    free(scratch.values);
    return error;
}
