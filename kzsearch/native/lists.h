/* Posting lists as kzsearch/columns/postings.py describes them: packed in blocks, read through cursors.
 *
 * Nothing here knows Python. Every function that can meet damaged bytes returns NULL when all is well and
 * else what is wrong; none reads outside of the bytes it was given, whatever they contain.
 */
#ifndef KZSEARCH_LISTS_H
#define KZSEARCH_LISTS_H

#include <stddef.h>
#include <stdint.h>

enum {
    BLOCK = 128,
    MAX_WIDTH = 32,
    GROUP = 16,         /* postings that are unpacked at once where only some of a block are wanted */
    GROUPS = BLOCK / GROUP,
    TABLE_BYTES = 17,   /* of a block in the table of its list */
    DENSE = 32,         /* a list of several blocks with one document in so many, or more, has a bitmap of them, too */
    MANY = 255,         /* a frequency in that table: so many or more */
    OFTEN = 4,          /* the length of the shortest document is told for frequencies of at least 1, 2, 3 and so many */
    NO_CODE = 255,      /* a length in that table: no document has so high a frequency */
};

/* Behind the last document of a list; segments are smaller. */
#define NO_DOCUMENT UINT32_MAX

/* Loops over plain arrays are compiled twice, the wider vectors are chosen when the module is loaded. */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE_VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define WIDE_VECTORS
#endif

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define INLINE static inline
#define UNLIKELY(condition) (condition)
#define PREFETCH(address) ((void)(address))
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

static inline uint32_t load_u32(const uint8_t *b) { /* compilers make one load of it */
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t load_u64(const uint8_t *b) {
    return (uint64_t)load_u32(b) | (uint64_t)load_u32(b + 4) << 32;
}

/* One list and a place in it: a block, and a posting of the block once that is unpacked, in part or as a whole. */
typedef struct {
    uint32_t document;      /* at the place; of a block that is not loaded, not more than its first one;
                               NO_DOCUMENT behind the last */
    uint32_t at, count;     /* place in the block, postings of the block; only of a loaded one, as all that follows */
    int whole;              /* whether all documents of the block are unpacked, or only those of the group at the place */
    uint32_t last;          /* document of the block, as its table says where there is one */
    unsigned width;         /* bits of the gaps */
    unsigned repeats;       /* bits of the frequencies less one; 0 when all are 1 */
    int loaded, counted;    /* whether the block is in hand, and its frequencies are unpacked */
    uint32_t block, blocks;
    uint64_t before;        /* the last document of the block before */
    const uint8_t *groups;  /* where the last documents of all groups but one are told, or NULL */
    unsigned group_bytes;   /* of each */
    const uint8_t *gaps, *packed; /* of the block; the frequencies */
    const uint8_t *table;   /* of blocks; only lists of several have one */
    const uint8_t *bitmap;  /* a bit for every document of the segment, or NULL */
    Bytes postings;         /* the blocks */
    uint64_t documents;
    uint64_t positions, positions_end;
    uint64_t passed;        /* positions of the block before those of posting `passed_at` */
    uint32_t passed_at;
    uint32_t size;          /* documents of the segment */
    uint32_t ids[BLOCK], frequencies[BLOCK];
} Cursor;

/* Begins before the first block, which is not loaded yet. */
const char *cursor_open(Cursor *cursor, Bytes postings, const Entry *entry, uint32_t size);
/* Unpacks all documents of the block. */
const char *cursor_load(Cursor *cursor);
/* Begins to bring what a look-up will need into the caches: several look-ups that are known ahead then wait together.
 * `*block` is the block of the look-up before, at first that of the cursor; `positions` may be empty. */
void cursor_prefetch(const Cursor *cursor, uint32_t target, Bytes positions, uint32_t *block);
/* Goes to the first block from this one on that may have `target`, or a later document; it need not be loaded. */
void cursor_seek(Cursor *cursor, uint32_t target);
/* Goes to the first document that is not before `target`, which is behind the one at the place. */
const char *cursor_go(Cursor *cursor, uint32_t target);
/* Unpacks the frequencies of the block. */
void cursor_frequencies(Cursor *cursor);
/* Bytes of the list from some on. */
static inline size_t bytes_behind(const Cursor *c, const uint8_t *data) {
    return (size_t)(c->postings.data + c->postings.length - data);
}
/* Whether eight bytes can be read from each that packs frequencies of up to three bits. */
static inline int frequencies_readable(const Cursor *c) { return bytes_behind(c, c->packed) >= BLOCK * 3 / 8 + 8; }
/* How often the term is in the document at the place. */
static inline uint32_t cursor_frequency(Cursor *c) {
    if (!c->repeats) return 1;
    uint32_t bit = c->at * c->repeats;
    if (c->counted || bytes_behind(c, c->packed) < (bit >> 3) + 8) {
        cursor_frequencies(c);
        return c->frequencies[c->at];
    }
    uint64_t mask = ((uint64_t)1 << c->repeats) - 1;
    return (uint32_t)(load_u64(c->packed + (bit >> 3)) >> (bit & 7) & mask) + 1;
}
/* Appends the positions of the posting at the place, ascending. */
const char *cursor_positions(Cursor *cursor, Bytes positions, Numbers *found);

/* The columns of a table: the last document of every block, its end in the postings, its end in the positions,
 * the highest frequency in it, and the codes of the shortest documents that have the term so often. */
static inline uint32_t table_last(const Cursor *c, size_t block) { return load_u32(c->table + block * 4); }
static inline uint32_t table_end(const Cursor *c, size_t block) {
    return load_u32(c->table + ((size_t)c->blocks + block) * 4);
}
static inline uint32_t table_place(const Cursor *c, size_t block) {
    return load_u32(c->table + (2 * (size_t)c->blocks + block) * 4);
}
static inline uint8_t table_most(const Cursor *c, size_t block) { return c->table[12 * (size_t)c->blocks + block]; }
/* For frequencies of at least 1, 2, 3 and OFTEN. */
static inline const uint8_t *table_shortest(const Cursor *c, size_t block) {
    return c->table + 13 * (size_t)c->blocks + OFTEN * block;
}

/* Whether the list has a document, as far as is known without a search. */
static inline int cursor_may_have(const Cursor *c, uint32_t document) {
    return !c->bitmap || c->bitmap[document >> 3] >> (document & 7) & 1;
}

/* Leaves the block for the one behind it, which is not loaded. */
static inline void cursor_leave(Cursor *c) {
    c->document = ++c->block < c->blocks ? table_last(c, c->block - 1) + 1 : NO_DOCUMENT;
    c->loaded = 0;
}

/* The first place of a block that is unpacked as a whole, from `first` on, whose document is not before `target`; its
 * `count` if there is none. */
static inline uint32_t block_find(const Cursor *c, uint32_t first, uint32_t target) {
    uint32_t place = 0;
    while (first + GROUP < c->count && c->ids[first + GROUP - 1] < target) first += GROUP;
    uint32_t stop = c->count - first < GROUP ? c->count - first : GROUP;
    for (uint32_t i = 0; i < stop; i++) place += c->ids[first + i] < target;
    return first + place;
}

/* Goes to the first document that is not before `target`; its block is loaded then. */
static inline const char *cursor_advance(Cursor *c, uint32_t target) {
    return c->loaded && target <= c->document ? NULL : cursor_go(c, target);
}

static inline unsigned lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned number = 0;
    while (!(bits >> number & 1)) number++;
    return number;
#endif
}

static inline unsigned count_bits(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    return (unsigned)(((bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F) * 0x0101010101010101 >> 56);
}

/* Grow or fail: -1 when memory is short. */
int numbers_reserve(Numbers *numbers, size_t more);
int buffer_reserve(Buffer *buffer, size_t more);

/* Bytes of the bitmap of a list in a segment of so many documents; 0 where it has none. */
static inline size_t bitmap_bytes(uint64_t documents, uint32_t size) {
    return documents > BLOCK && documents * DENSE >= size ? (size_t)size / 8 + 1 : 0;
}

/* Bytes of the distance of a group, in a block whose documents span so much. */
static inline unsigned group_bytes(uint64_t range) { return range <= UINT16_MAX ? 2 : 4; }

/* encode.c */
/* Appends a list. `codes`: the length code of every document of the segment, or of fewer; `size`: how many documents
 * it has; `positions` may be NULL. Counts are checked by the caller, order is checked here. */
const char *list_encode(const uint32_t *ids, const uint32_t *frequencies, size_t documents, Bytes codes, uint32_t size,
                        const uint32_t *positions, Buffer *postings, Buffer *places);
/* lists.c */
/* All positions of a list, posting after posting. */
const char *list_positions(Bytes postings, Bytes positions, const Entry *entry, uint32_t size, Numbers *found);

uint64_t read_long_varint(Bytes bytes, size_t *at, const char **error);

static inline uint64_t read_varint(Bytes bytes, size_t *at, const char **error) {
    if (*at < bytes.length && bytes.data[*at] < 0x80) return bytes.data[(*at)++]; /* most are short */
    return read_long_varint(bytes, at, error);
}

extern const char OUT_OF_MEMORY[];

#endif
