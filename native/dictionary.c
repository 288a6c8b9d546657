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
