/* Byte ranges, growable arrays and bit operations that all rooms share. Nothing here knows Python.
 *
 * Errors: a function that can meet damaged bytes returns NULL on success and else a static message, or
 * OUT_OF_MEMORY. None reads outside of the bytes that it was given, whatever they contain.
 */
#ifndef KZSEARCH_COMMON_H
#define KZSEARCH_COMMON_H

#include <stddef.h>
#include <stdint.h>

#include "constants.h"

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define INLINE static inline
#define UNLIKELY(condition) (condition)
#define PREFETCH(address) ((void)(address))
#endif

/* Compared by address. */
extern const char OUT_OF_MEMORY[];

/* Bytes that somebody else owns. */
typedef struct {
    const uint8_t *data;
    size_t length;
} Bytes;

/* Bytes that grow; data is released with free(). */
typedef struct {
    uint8_t *data;
    size_t length, capacity;
} Buffer;

/* 32-bit numbers that grow; values is released with free(). */
typedef struct {
    uint32_t *values;
    size_t count, capacity;
} U32Array;

/* Make room for `more` elements. Return 0, or -1 when memory is short; the content stays as it was. */
int buffer_reserve(Buffer *buffer, size_t more);
int u32_reserve(U32Array *array, size_t more);

/* Little-endian, without alignment; compilers make one instruction of each load. */
static inline uint32_t load_u16(const uint8_t *b) { return (uint32_t)b[0] | (uint32_t)b[1] << 8; }

static inline uint32_t load_u32(const uint8_t *b) {
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t load_u64(const uint8_t *b) {
    return (uint64_t)load_u32(b) | (uint64_t)load_u32(b + 4) << 32;
}

static inline void store_u32(uint8_t *bytes, uint32_t number) {
    for (int i = 0; i < 4; i++) bytes[i] = (uint8_t)(number >> 8 * i);
}

/* Return the number of the lowest bit that is set; `bits` must not be 0. */
static inline unsigned lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned number = 0;
    while (!(bits >> number & 1)) number++;
    return number;
#endif
}

/* Return how many bits are set. Written out: without -mpopcnt the builtin is a call. */
static inline unsigned count_set_bits(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    return (unsigned)(((bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F) * 0x0101010101010101 >> 56);
}

#endif
