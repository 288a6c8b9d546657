/* Bit packing with one specialised loop for each width.
 *
 * With the width known at compile time, the offsets and shifts of eight numbers are constants, which is
 * several times as fast as a loop over any width. The gaps of a full block are summed up in the same pass.
 */
#include "segment/packing.h"

#include <string.h>

INLINE void unpack_width(const uint8_t *data, uint32_t count, unsigned width, uint32_t *values) {
    const uint64_t mask = ((uint64_t)1 << width) - 1;
    uint32_t i = 0;
    for (; i + 8 <= count; i += 8, data += width)
        for (unsigned j = 0; j < 8; j++)
            values[i + j] = (uint32_t)(load_u64(data + (j * width >> 3)) >> (j * width & 7) & mask);
    for (uint32_t bit = 0; i < count; i++, bit += width)
        values[i] = (uint32_t)(load_u64(data + (bit >> 3)) >> (bit & 7) & mask);
}

/* A full block: eight gaps at a time, with their prefix sums in three independent steps. */
INLINE uint64_t unpack_block(const uint8_t *data, unsigned width, uint64_t previous, uint32_t *docs) {
    const uint64_t mask = ((uint64_t)1 << width) - 1;
    for (uint32_t i = 0; i < BLOCK_SIZE; i += 8, data += width) {
        uint64_t gap[8];
        for (unsigned j = 0; j < 8; j++)
            gap[j] = (load_u64(data + (j * width >> 3)) >> (j * width & 7) & mask) + 1;
        for (unsigned j = 1; j < 8; j += 2) gap[j] += gap[j - 1];
        gap[2] += gap[1], gap[3] += gap[1], gap[6] += gap[5], gap[7] += gap[5];
        for (unsigned j = 4; j < 8; j++) gap[j] += gap[3];
        for (unsigned j = 0; j < 8; j++) docs[i + j] = (uint32_t)(previous + gap[j]);
        previous += gap[7];
    }
    return previous;
}

#define EIGHT_CASES(W)                                                                                       \
    CASE(W) CASE(W + 1) CASE(W + 2) CASE(W + 3) CASE(W + 4) CASE(W + 5) CASE(W + 6) CASE(W + 7)
#define ALL_CASES EIGHT_CASES(0) EIGHT_CASES(8) EIGHT_CASES(16) EIGHT_CASES(24) CASE(32)

enum { OVERREAD = 8 /* bytes after packed numbers that the loops read and ignore */ };

typedef struct {
    uint8_t bytes[BLOCK_SIZE * MAX_BIT_WIDTH / 8 + OVERREAD];
} PaddedCopy;

/* Return `data`, or a padded copy of it where the loops would read past the end. */
static const uint8_t *readable(const uint8_t *data, size_t left, size_t needed, PaddedCopy *copy) {
    if (left >= needed + OVERREAD) return data;
    memcpy(copy->bytes, data, needed);
    memset(copy->bytes + needed, 0, OVERREAD);
    return copy->bytes;
}

void unpack(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint32_t *values) {
    PaddedCopy copy;
    data = readable(data, left, packed_bytes(count, width), &copy);
    switch (width) {
#define CASE(W)                                                                                              \
    case W: unpack_width(data, count, W, values); break;
        ALL_CASES
#undef CASE
    }
}

static uint64_t unpack_full_block(const uint8_t *data, unsigned width, uint64_t previous, uint32_t *docs) {
    switch (width) {
#define CASE(W)                                                                                              \
    case W: return unpack_block(data, W, previous, docs);
        ALL_CASES
#undef CASE
    }
    return previous;
}

uint64_t unpack_gaps(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint64_t previous,
                     uint32_t *docs) {
    if (count == BLOCK_SIZE) {
        PaddedCopy copy;
        data = readable(data, left, packed_bytes(BLOCK_SIZE, width), &copy);
        return unpack_full_block(data, width, previous, docs);
    }
    unpack(data, left, count, width, docs);
    for (uint32_t i = 0; i < count; i++) {
        previous += (uint64_t)docs[i] + 1;
        docs[i] = (uint32_t)previous;
    }
    return previous;
}

unsigned bit_width(uint32_t number) {
    unsigned bits = 0;
    for (; number; number >>= 1) bits++;
    return bits;
}

void pack(Buffer *buffer, const uint32_t *values, size_t count, unsigned width) {
    uint64_t word = 0;
    unsigned filled = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)values[i] << filled;
        for (filled += width; filled >= 8; filled -= 8, word >>= 8)
            buffer->data[buffer->length++] = (uint8_t)word;
    }
    if (filled) buffer->data[buffer->length++] = (uint8_t)word;
}

void append_varint(Buffer *buffer, uint64_t number) {
    for (; number > 0x7F; number >>= 7) buffer->data[buffer->length++] = (uint8_t)(number & 0x7F) | 0x80;
    buffer->data[buffer->length++] = (uint8_t)number;
}

uint64_t read_long_varint(Bytes bytes, size_t *at, const char **error) {
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && *at < bytes.length; shift += 7) {
        uint8_t byte = bytes.data[(*at)++];
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return number;
    }
    *error = "a varint has no end";
    return 0;
}
