/* Bit packing and varints; the format is that of kzsearch/segment/packing.py. */
#ifndef KZSEARCH_SEGMENT_PACKING_H
#define KZSEARCH_SEGMENT_PACKING_H

#include "common.h"

static inline size_t packed_bytes(size_t count, unsigned width) { return (count * width + 7) >> 3; }

/* Return how many bits a number needs; 0 for 0. */
unsigned bit_width(uint32_t number);

/* Append numbers that are below 2 ** width; the buffer must have the room. */
void pack(Buffer *buffer, const uint32_t *values, size_t count, unsigned width);

/* Unpack at most BLOCK_SIZE numbers. They must lie within the `left` bytes at `data`. */
void unpack(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint32_t *values);

/* Unpack gaps into the documents after `previous`, where UINT64_MAX is the one before document 0. Return the
 * last document without truncation: if it is a document of the segment, so are all others, and they ascend.
 */
uint64_t unpack_gaps(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint64_t previous,
                     uint32_t *docs);

/* Append seven bits a byte, the lowest first; the buffer must have MAX_VARINT_BYTES of room. */
void append_varint(Buffer *buffer, uint64_t number);

uint64_t read_long_varint(Bytes bytes, size_t *at, const char **error);

/* Read a varint and move `*at` past it; set `*error` if it has no end. */
static inline uint64_t read_varint(Bytes bytes, size_t *at, const char **error) {
    if (*at < bytes.length && bytes.data[*at] < 0x80) return bytes.data[(*at)++]; /* the most frequent case */
    return read_long_varint(bytes, at, error);
}

#endif
