#include "packing.h"

#include <string.h>

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

/* A whole block of gaps: eight at a time, summed up in three steps that do not wait for each other. */
INLINE uint64_t unpack_block(const uint8_t *data, unsigned width, uint64_t last, uint32_t *ids) {
    const uint64_t mask = ((uint64_t)1 << width) - 1;
    for (uint32_t i = 0; i < BLOCK; i += 8, data += width) {
        uint64_t gap[8];
        for (unsigned j = 0; j < 8; j++) gap[j] = (load_u64(data + (j * width >> 3)) >> (j * width & 7) & mask) + 1;
        for (unsigned j = 1; j < 8; j += 2) gap[j] += gap[j - 1];
        gap[2] += gap[1], gap[3] += gap[1], gap[6] += gap[5], gap[7] += gap[5];
        for (unsigned j = 4; j < 8; j++) gap[j] += gap[3];
        for (unsigned j = 0; j < 8; j++) ids[i + j] = (uint32_t)(last + gap[j]);
        last += gap[7];
    }
    return last;
}

#define EIGHT_CASES(W) CASE(W) CASE(W + 1) CASE(W + 2) CASE(W + 3) CASE(W + 4) CASE(W + 5) CASE(W + 6) CASE(W + 7)
#define ALL_CASES EIGHT_CASES(0) EIGHT_CASES(8) EIGHT_CASES(16) EIGHT_CASES(24) CASE(32)

enum { SLACK = 8 /* bytes behind packed numbers that may be read, not used */ };

/* What is unpacked where the bytes end too early for that. */
typedef struct {
    uint8_t bytes[BLOCK * MAX_WIDTH / 8 + SLACK];
} Copy;

static const uint8_t *readable(const uint8_t *data, size_t left, size_t needed, Copy *copy) {
    if (left >= needed + SLACK) return data;
    memcpy(copy->bytes, data, needed);
    memset(copy->bytes + needed, 0, SLACK);
    return copy->bytes;
}

void unpack(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint32_t *values) {
    Copy copy;
    data = readable(data, left, packed_bytes(count, width), &copy);
    switch (width) {
#define CASE(W) \
    case W: unpack_width(data, count, W, values); break;
        ALL_CASES
#undef CASE
    }
}

/* As unpack_gaps, but for a whole block of which what follows may be read. */
static uint64_t unpack_whole(const uint8_t *data, unsigned width, uint64_t last, uint32_t *ids) {
    switch (width) {
#define CASE(W) \
    case W: return unpack_block(data, W, last, ids);
        ALL_CASES
#undef CASE
    }
    return last;
}

uint64_t unpack_gaps(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint64_t last, uint32_t *ids) {
    Copy copy;
    if (count == BLOCK) return unpack_whole(readable(data, left, packed_bytes(BLOCK, width), &copy), width, last, ids);
    unpack(data, left, count, width, ids);
    for (uint32_t i = 0; i < count; i++) {
        last += (uint64_t)ids[i] + 1;
        ids[i] = (uint32_t)last;
    }
    return last;
}

unsigned bits_of(uint32_t number) {
    unsigned bits = 0;
    for (; number; number >>= 1) bits++;
    return bits;
}

void pack(Buffer *buffer, const uint32_t *values, size_t count, unsigned width) {
    uint64_t word = 0;
    unsigned filled = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)values[i] << filled;
        for (filled += width; filled >= 8; filled -= 8, word >>= 8) buffer->data[buffer->length++] = (uint8_t)word;
    }
    if (filled) buffer->data[buffer->length++] = (uint8_t)word;
}
