#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

static int compare(const uint8_t *left, size_t left_length, const uint8_t *right, size_t right_length) {
    size_t shorter = left_length < right_length ? left_length : right_length;
    int order = shorter ? memcmp(left, right, shorter) : 0;
    return order ? order : (left_length > right_length) - (left_length < right_length);
}

/* A way through the terms of a block: the term in hand, its entry, and what comes next. */
typedef struct {
    Bytes terms;
    size_t at;
    uint64_t postings, positions;
    Buffer term;
    Entry entry;
} Reader;

static const char *block_open(Reader *reader, Bytes terms, Bytes starts, size_t block) {
    const char *error = NULL;
    reader->terms = terms;
    reader->at = ((const uint32_t *)starts.data)[block];
    reader->term.length = 0;
    if (reader->at > terms.length) return "a block of terms lies outside of its column";
    reader->postings = read_varint(terms, &reader->at, &error);
    reader->positions = error ? 0 : read_varint(terms, &reader->at, &error);
    return error;
}

static const char *block_next(Reader *reader) {
    const char *error = NULL;
    Bytes terms = reader->terms;
    Buffer *term = &reader->term;
    uint64_t shared = read_varint(terms, &reader->at, &error), parts[4];
    uint64_t rest = error ? 0 : read_varint(terms, &reader->at, &error);
    if (error) return error;
    if (shared > term->length || rest > terms.length - reader->at) return "a term runs past its block";
    term->length = (size_t)shared;
    if (buffer_reserve(term, (size_t)rest + 1)) return OUT_OF_MEMORY;
    memcpy(term->data + shared, terms.data + reader->at, (size_t)rest);
    term->length += (size_t)rest;
    reader->at += (size_t)rest;
    for (int i = 0; i < 4 && !error; i++) parts[i] = read_varint(terms, &reader->at, &error);
    if (error) return error;
    reader->entry = (Entry){parts[0], parts[0] + parts[1], reader->postings, reader->postings + parts[2],
                            reader->positions, reader->positions + parts[3]};
    reader->postings += parts[2];
    reader->positions += parts[3];
    return NULL;
}

static int compare_term(const Reader *reader, Bytes key) {
    return compare(reader->term.data, reader->term.length, key.data, key.length);
}

/* The block in which a term must be, plus one; 0 when it comes before all of them. */
static const char *block_of(Reader *reader, Bytes terms, Bytes starts, Bytes key, size_t *block) {
    size_t low = 0, high = starts.length / 4;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *error = block_open(reader, terms, starts, middle);
        if (!error) error = block_next(reader);
        if (error) return error;
        if (compare_term(reader, key) <= 0) low = middle + 1;
        else high = middle;
    }
    *block = low;
    return NULL;
}

const char *find_term(Bytes terms, Bytes starts, uint64_t count, Bytes key, uint64_t *ordinal, Entry *entry,
                      int *found) {
    Reader reader = {0};
    size_t block = 0;
    const char *error = block_of(&reader, terms, starts, key, &block);
    uint64_t first = block ? (uint64_t)(block - 1) * TERMS_OF_A_BLOCK : count;
    if (!error && first < count) error = block_open(&reader, terms, starts, block - 1);
    for (uint64_t number = first; !error && number < count && number < first + TERMS_OF_A_BLOCK; number++) {
        int order;
        if ((error = block_next(&reader)) || (order = compare_term(&reader, key)) > 0) break;
        if (order) continue;
        *found = 1;
        *ordinal = number;
        *entry = reader.entry;
        break;
    }
    free(reader.term.data);
    return error;
}

const char *term_at(Bytes terms, Bytes starts, uint64_t count, uint64_t ordinal, Buffer *term) {
    Reader reader = {.term = *term};
    if (ordinal >= count || ordinal / TERMS_OF_A_BLOCK >= starts.length / 4) return "there is no such term";
    const char *error = block_open(&reader, terms, starts, (size_t)(ordinal / TERMS_OF_A_BLOCK));
    for (uint64_t i = 0; !error && i <= ordinal % TERMS_OF_A_BLOCK; i++) error = block_next(&reader);
    *term = reader.term;
    return error;
}

static int rarer(const Frequent *a, const Frequent *b) {
    return a->documents != b->documents ? a->documents < b->documents : a->order > b->order;
}

static int by_frequency(const void *a, const void *b) { return rarer(a, b) ? 1 : -1; }

/* Puts a term in the place of the rarest of a heap. */
static void replace_rarest(Frequent *heap, size_t count, Frequent term) {
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && rarer(heap + child + 1, heap + child)) child++;
        if (!rarer(heap + child, &term)) break;
        heap[at] = heap[child];
    }
    heap[at] = term;
}

static void offer(Frequent *heap, size_t *used, size_t most, Frequent term) {
    if (*used == most) {
        if (most && rarer(heap, &term)) replace_rarest(heap, most, term);
        return;
    }
    size_t at = (*used)++;
    for (size_t parent; at && rarer(&term, heap + (parent = (at - 1) / 2)); at = parent) heap[at] = heap[parent];
    heap[at] = term;
}

/* A way through the terms of a dictionary that begin with a prefix. */
typedef struct {
    const Dictionary *dictionary;
    Reader reader;   /* stands at term `number` */
    uint64_t number;
    int ended;
} Walk;

/* Goes to the next term that begins so. */
static const char *walk_on(Walk *walk, Bytes prefix) {
    const Dictionary *d = walk->dictionary;
    for (;;) {
        uint64_t number = ++walk->number;
        if (number >= d->count || number / TERMS_OF_A_BLOCK >= d->starts.length / 4) break;
        const char *error = NULL;
        if (number % TERMS_OF_A_BLOCK == 0)
            error = block_open(&walk->reader, d->terms, d->starts, (size_t)(number / TERMS_OF_A_BLOCK));
        if (!error) error = block_next(&walk->reader);
        if (error) return error;
        const Buffer *term = &walk->reader.term;
        int order = compare(term->data, term->length < prefix.length ? term->length : prefix.length, prefix.data,
                            prefix.length);
        if (!order) return NULL;
        if (order > 0) break;
    }
    walk->ended = 1;
    return NULL;
}

static const char *walk_begin(Walk *walk, const Dictionary *dictionary, Bytes prefix) {
    size_t block = 0;
    walk->dictionary = dictionary;
    const char *error = block_of(&walk->reader, dictionary->terms, dictionary->starts, prefix, &block);
    walk->number = (block ? (uint64_t)(block - 1) * TERMS_OF_A_BLOCK : 0) - 1; /* the one before the first */
    return error ? error : walk_on(walk, prefix);
}

/* The walk that stands at the least term; NULL when all have ended. */
static Walk *least_of(Walk *walks, size_t count) {
    Walk *least = NULL;
    for (size_t i = 0; i < count; i++) {
        const Buffer *term = &walks[i].reader.term;
        if (walks[i].ended) continue;
        if (!least || compare(term->data, term->length, least->reader.term.data, least->reader.term.length) < 0)
            least = walks + i;
    }
    return least;
}

/* Moves all walks that stand at the least term, and adds up its documents. */
static const char *take_term(Walk *walks, size_t count, Walk *least, Bytes prefix, uint64_t *documents) {
    const Buffer *term = &least->reader.term;
    const char *error = NULL;
    *documents = least->reader.entry.documents;
    for (Walk *walk = least + 1; walk < walks + count && !error; walk++) {
        const Buffer *other = &walk->reader.term;
        if (walk->ended || compare(term->data, term->length, other->data, other->length)) continue;
        *documents += walk->reader.entry.documents;
        error = walk_on(walk, prefix);
    }
    return error ? error : walk_on(least, prefix);
}

const char *frequent_terms(const Dictionary *dictionaries, size_t count, Bytes prefix, size_t most, Frequent *found,
                           size_t *used) {
    Walk *walks = calloc(count + 1, sizeof *walks), *least;
    const char *error = walks ? NULL : OUT_OF_MEMORY;
    for (size_t i = 0; i < count && !error; i++) error = walk_begin(walks + i, dictionaries + i, prefix);
    for (uint64_t order = 0; !error && (least = least_of(walks, count)); order++) {
        Frequent term = {.order = order, .ordinal = least->number, .dictionary = (size_t)(least - walks)};
        error = take_term(walks, count, least, prefix, &term.documents);
        if (!error) offer(found, used, most, term);
    }
    for (size_t i = 0; walks && i < count; i++) free(walks[i].reader.term.data);
    free(walks);
    qsort(found, *used, sizeof *found, by_frequency);
    return error;
}
