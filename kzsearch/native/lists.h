/* Posting lists as kzsearch/columns/postings.py describes them: packed in blocks, read through cursors.
 *
 * Nothing here knows Python. Every function that can meet damaged bytes returns NULL when all is well and
 * else what is wrong; none reads outside of the bytes it was given, whatever they contain.
 */
#ifndef KZSEARCH_LISTS_H
#define KZSEARCH_LISTS_H

#include <stddef.h>
#include <stdint.h>

enum { BLOCK = 128, MAX_WIDTH = 32, SKIP_BYTES = 12 };

/* Behind the last document of a list; segments are smaller. */
#define NO_DOCUMENT UINT32_MAX

/* Loops over plain arrays are compiled twice, the wider vectors are chosen when the module is loaded. */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define WIDE_VECTORS
#endif

typedef struct {
    const uint8_t *data;
    size_t length;
} Bytes;

typedef struct {
    uint64_t documents, occurrences, postings, postings_end, positions, positions_end;
} Entry;

typedef struct {
    uint32_t *values;
    size_t count, room;
} Numbers;

typedef struct {
    uint8_t *data;
    size_t length, room;
} Buffer;

/* One list and a place in it. `document` is the one at the place, NO_DOCUMENT behind the last. */
typedef struct {
    uint32_t document;
    uint32_t at, count;          /* place in the block, postings of the block */
    unsigned repeats;            /* bits of the frequencies less one; 0 when all are 1 */
    const uint8_t *packed;       /* the frequencies, until they are unpacked */
    uint32_t size;               /* documents of the segment */
    uint64_t block, blocks;
    uint64_t documents;
    Bytes skips, postings;       /* the table of blocks, the blocks */
    uint64_t positions, positions_end;
    uint64_t passed;             /* positions of the block before those of posting `passed_at` */
    uint32_t passed_at;
    uint32_t ids[BLOCK], frequencies[BLOCK];
} Cursor;

const char *cursor_open(Cursor *cursor, Bytes postings, const Entry *entry, uint32_t size);
const char *cursor_next_block(Cursor *cursor);
/* Goes to the first document that is not before `target`, which lies behind the block. */
const char *cursor_skip(Cursor *cursor, uint32_t target);

/* Goes to the first document that is not before `target`. */
static inline const char *cursor_advance(Cursor *c, uint32_t target) {
    if (target <= c->document) return NULL;
    if (target > c->ids[c->count - 1]) return cursor_skip(c, target);
    uint32_t at = c->at + 1, step = 4;
    while (at + step < c->count && c->ids[at + step] < target) { /* most are near */
        at += step;
        step *= 2;
    }
    for (uint32_t half; step > 4; step = half) {
        half = step / 2;
        if (at + half < c->count && c->ids[at + half] < target) at += half;
    }
    while (c->ids[at] < target) at++;
    c->at = at;
    c->document = c->ids[at];
    return NULL;
}
/* Unpacks the frequencies of the block; before that they must not be read. */
void cursor_frequencies(Cursor *cursor);
/* Appends the positions of the posting at the place, ascending. */
const char *cursor_positions(Cursor *cursor, Bytes positions, Numbers *found);

/* Grow or fail: -1 when memory is short. */
int numbers_reserve(Numbers *numbers, size_t more);
int buffer_reserve(Buffer *buffer, size_t more);

/* Appends a list; `positions` may be NULL. Counts are checked by the caller, order is checked here. */
const char *list_encode(const uint32_t *ids, const uint32_t *frequencies, size_t documents,
                        const uint32_t *positions, Buffer *postings, Buffer *places);
/* All positions of a list, posting after posting. */
const char *list_positions(Bytes postings, Bytes positions, const Entry *entry, uint32_t size, Numbers *found);

uint64_t read_varint(Bytes bytes, size_t *at, const char **error);

static inline uint32_t load_u32(const uint8_t *b) { /* compilers make one load of it */
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t load_u64(const uint8_t *b) {
    return (uint64_t)load_u32(b) | (uint64_t)load_u32(b + 4) << 32;
}

extern const char OUT_OF_MEMORY[];

#endif
