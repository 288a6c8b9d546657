/* Numbers in as few bits as the largest needs, as kzsearch/columns/packing.py describes them. */
#ifndef KZSEARCH_PACKING_H
#define KZSEARCH_PACKING_H

#include "lists.h"

static inline size_t packed_bytes(size_t count, unsigned width) { return (count * width + 7) >> 3; }

/* Unpacks at most a block of numbers, which must lie within the `left` bytes. */
void unpack(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint32_t *values);
/* Unpacks gaps to the documents behind `last`, where 2 ** 64 - 1 is the one before the first. Returns the last of them;
 * if that is a document of the segment, all of them are, and ascend. */
uint64_t unpack_gaps(const uint8_t *data, size_t left, uint32_t count, unsigned width, uint64_t last, uint32_t *ids);
/* Appends numbers that are below 2 ** width; there must be room. */
void pack(Buffer *buffer, const uint32_t *values, size_t count, unsigned width);
unsigned bits_of(uint32_t number);

#endif
