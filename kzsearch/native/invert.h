/* From documents with their words to terms with their documents, as kzsearch/columns/inversion.py describes. */
#ifndef KZSEARCH_INVERT_H
#define KZSEARCH_INVERT_H

#include "field.h"

/* Documents as numbers of words, and the terms of each word. */
typedef struct {
    const uint32_t *words, *ends;        /* all words; where those of each document end */
    const uint32_t *offsets, *ordinals;  /* where the terms of each word begin, and behind the last; the terms */
    size_t word_count, documents, vocabulary, ordinal_count, terms;
} Stream;

/* What the first pass counts: by term, by document, and all. */
typedef struct {
    uint32_t *documents, *occurrences, *lengths;
    uint64_t postings, places;
} Counts;

/* Nothing lies outside of its array, and everything ascends that should. */
const char *stream_check(const Stream *stream);
/* Fills the arrays of `counts`, which are all 0. */
const char *stream_count(const Stream *stream, Counts *counts);
/* Fills `ids`, `frequencies` (all 0) and, unless it is NULL, `positions`, which have the room that was counted. */
const char *stream_place(const Stream *stream, const Counts *counts, uint32_t *ids, uint32_t *frequencies,
                         uint32_t *positions);

/* From the words to the encoded field in one step, some terms at a time. `terms`, `term_ends`: as in field.h, checked
 * here; `lengths`: of every document, all 0. */
const char *stream_encode(const Stream *stream, Bytes terms, const uint32_t *term_ends, int placed, uint32_t *lengths,
                          EncodedField *field);
/* Lucene's code of a length; see kzsearch/ranking.py. */
uint8_t length_code(uint32_t length);

#endif
