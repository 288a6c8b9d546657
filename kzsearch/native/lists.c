#include "lists.h"

#include "packing.h"

#include <stdlib.h>
#include <string.h>

const char OUT_OF_MEMORY[] = "out of memory";

uint64_t read_long_varint(Bytes bytes, size_t *at, const char **error) {
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


/* Reads the header of a block, of which no document is unpacked yet. */
static const char *open_block(Cursor *c) {
    uint32_t block = c->block;
    size_t start = block ? table_end(c, block - 1) : 0;
    size_t end = c->blocks > 1 ? table_end(c, block) : c->postings.length;
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
    c->count = block + 1 < c->blocks ? BLOCK : (uint32_t)(c->documents - (uint64_t)block * BLOCK);
    c->before = block ? table_last(c, block - 1) : UINT64_MAX;
    c->last = c->blocks > 1 ? table_last(c, block) : NO_DOCUMENT;
    c->groups = NULL;
    if (c->blocks > 1 && c->count == BLOCK) {
        c->groups = data + at;
        c->group_bytes = group_bytes((uint64_t)c->last - c->before);
        at += (GROUPS - 1) * c->group_bytes;
    }
    size_t ids_bytes = packed_bytes(c->count, width);
    if (at + ids_bytes + packed_bytes(c->count, repeats) > left) return "a block of postings is too short";
    c->width = width;
    c->repeats = repeats;
    c->gaps = data + at;
    c->packed = data + at + ids_bytes;
    c->at = c->passed_at = 0;
    c->passed = 0;
    c->counted = c->whole = 0;
    return NULL;
}

const char *cursor_load(Cursor *c) {
    const char *error = c->loaded ? NULL : open_block(c);
    if (error) return error;
    /* What follows the block may be read, not used: that mostly saves the copy. */
    size_t left = bytes_behind(c, c->gaps);
    uint64_t last = unpack_gaps(c->gaps, left, c->count, c->width, c->before, c->ids);
    if (last >= c->size) return "a document lies outside of its segment";
    /* So documents ascend from block to block, too: what counts on it stays within its arrays. */
    if (c->blocks > 1 && last != table_last(c, c->block)) return "a block ends with another document than said";
    c->last = (uint32_t)last;
    c->document = c->ids[c->at];
    c->loaded = c->whole = 1;
    return NULL;
}

static uint32_t load_u16(const uint8_t *b) { return (uint32_t)b[0] | (uint32_t)b[1] << 8; }

/* The group in which a document is, if it is in the block. */
static uint32_t group_of(const Cursor *c, uint32_t target) {
    uint32_t group = 0;
    uint64_t distance = target - c->before; /* from 2 ** 64 - 1 on they count from 0 */
    if (c->group_bytes == 2)
        for (unsigned i = 0; i < GROUPS - 1; i++) group += load_u16(c->groups + 2 * i) < distance;
    else
        for (unsigned i = 0; i < GROUPS - 1; i++) group += load_u32(c->groups + 4 * i) < distance;
    return group;
}

/* Unpacks a group of the block, whatever the width; what follows it can be read. */
static void unpack_group(Cursor *c, uint32_t group) {
    uint32_t *ids = c->ids + group * GROUP;
    const uint8_t *data = c->gaps + group * GROUP / 8 * c->width;
    const uint64_t mask = ((uint64_t)1 << c->width) - 1;
    uint64_t last = c->before;
    if (group) last += c->group_bytes == 2 ? load_u16(c->groups + 2 * group - 2) : load_u32(c->groups + 4 * group - 4);
    for (unsigned i = 0, bit = 0; i < GROUP; i++, bit += c->width) {
        last += (load_u64(data + (bit >> 3)) >> (bit & 7) & mask) + 1;
        ids[i] = (uint32_t)last;
    }
}

void cursor_frequencies(Cursor *c) {
    if (c->counted) return;
    c->counted = 1;
    if (c->repeats) {
        unpack(c->packed, bytes_behind(c, c->packed), c->count, c->repeats, c->frequencies);
        for (uint32_t i = 0; i < c->count; i++) c->frequencies[i]++;
    } else {
        for (uint32_t i = 0; i < c->count; i++) c->frequencies[i] = 1;
    }
}

const char *cursor_open(Cursor *c, Bytes postings, const Entry *entry, uint32_t size) {
    if (entry->postings > entry->postings_end || entry->postings_end > postings.length)
        return "a posting list lies outside of its column";
    if (!entry->documents || entry->documents > size) return "a term has more documents than its segment";
    uint64_t blocks = (entry->documents + BLOCK - 1) / BLOCK, table = blocks > 1 ? blocks * TABLE_BYTES : 0;
    uint64_t length = entry->postings_end - entry->postings, bitmap = bitmap_bytes(entry->documents, size);
    if (table + bitmap > length) return "a posting list is shorter than its table of blocks";
    length -= bitmap;
    c->size = size;
    c->block = 0;
    c->blocks = (uint32_t)blocks;
    c->loaded = c->counted = 0;
    c->document = 0;
    c->documents = entry->documents;
    c->table = postings.data + entry->postings;
    c->bitmap = bitmap ? postings.data + entry->postings + length : NULL;
    c->postings = (Bytes){postings.data + entry->postings + table, (size_t)(length - table)};
    c->positions = entry->positions;
    c->positions_end = entry->positions_end;
    PREFETCH(c->table); /* other lists are opened before this one is read */
    PREFETCH(c->postings.data);
    return NULL;
}

/* The first block from one on whose last document is not before `target`: tried in steps that grow, then halved. */
static uint32_t block_with(const Cursor *c, uint32_t low, uint32_t target) {
    uint32_t step = 1, high;
    while ((high = c->blocks - low > step ? low + step : c->blocks) < c->blocks && table_last(c, high) < target) {
        low = high + 1;
        step *= 2;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table_last(c, middle) < target) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Goes to the first document of the block that is not before `target`; it must have one. */
static const char *find_in_block(Cursor *c, uint32_t target, int unpacked) {
    if (c->whole) {
        c->at = block_find(c, c->at, target);
    } else {
        uint32_t group = c->at / GROUP, place = 0;
        if (!unpacked || c->ids[group * GROUP + GROUP - 1] < target) {
            group = group_of(c, target);
            unpack_group(c, group);
        }
        for (uint32_t i = 0; i < GROUP; i++) place += c->ids[group * GROUP + i] < target;
        if (place == GROUP) return "a group of documents ends with another one than said";
        c->at = group * GROUP + place;
    }
    c->document = c->ids[c->at];
    return c->document < c->size ? NULL : "a document lies outside of its segment";
}

static void prefetch_bytes(Bytes bytes, uint64_t at) {
    enum { CACHE_LINE = 64 };
    if (at < bytes.length) PREFETCH(bytes.data + at);
    if (at + CACHE_LINE < bytes.length) PREFETCH(bytes.data + at + CACHE_LINE);
}

void cursor_prefetch(const Cursor *c, uint32_t target, Bytes positions, uint32_t *block) {
    if (c->blocks == 1 || *block >= c->blocks) return;
    uint32_t found = block_with(c, *block, target);
    if (found == *block && found) return;
    *block = found;
    if (found >= c->blocks) return;
    prefetch_bytes(c->postings, found ? table_end(c, found - 1) : 0);
    prefetch_bytes(positions, c->positions + (found ? table_place(c, found - 1) : 0));
}

void cursor_seek(Cursor *c, uint32_t target) {
    if (c->loaded) {
        if (target <= c->last) return;
        cursor_leave(c);
    }
    if (c->block < c->blocks && c->blocks > 1) {
        c->block = block_with(c, c->block, target);
        c->document = c->block ? table_last(c, c->block - 1) + 1 : 0;
    }
    if (c->block >= c->blocks) c->document = NO_DOCUMENT;
}

const char *cursor_go(Cursor *c, uint32_t target) {
    int unpacked = c->loaded && target <= c->last;
    if (!unpacked) {
        cursor_seek(c, target);
        if (c->block >= c->blocks) return NULL;
        const char *error = open_block(c);
        if (!error && (!c->groups || bytes_behind(c, c->gaps) < packed_bytes(BLOCK, c->width) + 8)) error = cursor_load(c);
        if (error) return error;
        c->loaded = 1;
        if (target > c->last) { /* the only block of its list */
            cursor_leave(c);
            return NULL;
        }
    }
    return find_in_block(c, target, unpacked);
}

/* The sum of the first `count` of some numbers, which are of one or two bits. */
static uint64_t sum_small(const uint8_t *data, uint32_t count, unsigned width) {
    uint64_t sum = 0, odd = width == 1 ? UINT64_MAX : 0x5555555555555555;
    for (uint32_t bits = count * width; bits; data += 8) {
        uint64_t word = load_u64(data);
        if (bits < 64) word &= ((uint64_t)1 << bits) - 1;
        sum += count_bits(word & odd) + 2 * count_bits(word & ~odd);
        bits -= bits < 64 ? bits : 64;
    }
    return sum;
}

/* How many positions of the block come before those of the posting at the place. */
static uint64_t passed_positions(Cursor *c) {
    if (!c->repeats) return c->at;
    if (c->repeats <= 2 && frequencies_readable(c))
        return c->at + sum_small(c->packed, c->at, c->repeats);
    cursor_frequencies(c);
    for (; c->passed_at < c->at; c->passed_at++) c->passed += c->frequencies[c->passed_at];
    return c->passed;
}

const char *cursor_positions(Cursor *c, Bytes positions, Numbers *found) {
    uint64_t start = c->positions + (c->block ? table_place(c, c->block - 1) : 0);
    if (start >= c->positions_end || c->positions_end > positions.length)
        return "positions lie outside of their column";
    unsigned width = positions.data[start];
    if (width > MAX_WIDTH) return "positions have too many bits";
    uint64_t passed = passed_positions(c);
    uint32_t count = cursor_frequency(c);
    uint64_t room = (c->positions_end - start - 1) * 8;
    if ((passed + count) * width > room) return "positions run past their list";
    if (!width && count > 1) count = 1; /* all of them are 0 */
    if (numbers_reserve(found, count)) return OUT_OF_MEMORY;
    const uint8_t *data = positions.data + start + 1;
    size_t left = positions.length - (size_t)start - 1;
    uint64_t mask = ((uint64_t)1 << width) - 1, bit = passed * width;
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
    for (; !error && cursor.block < cursor.blocks; cursor_leave(&cursor)) {
        error = cursor_load(&cursor);
        for (; !error && cursor.at < cursor.count; cursor.at++) {
            size_t before = found->count;
            error = cursor_positions(&cursor, positions, found);
            if (!error && found->count - before != cursor_frequency(&cursor))
                error = "a term stands at one position several times";
        }
        if (error) break;
    }
    return error;
}
