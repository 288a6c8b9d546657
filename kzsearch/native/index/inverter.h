/* Inversion: from documents with their words to terms with their documents; the twin of
 * kzsearch/index/inverter.py. */
#ifndef KZSEARCH_INDEX_INVERTER_H
#define KZSEARCH_INDEX_INVERTER_H

#include "common.h"

/* Documents as numbers of words, and the terms of each word. */
typedef struct {
    const uint32_t *words, *doc_ends; /* all words; where those of each document end */
    const uint32_t *word_starts;      /* where in `terms` those of each word begin, and the end of the last */
    const uint32_t *terms;            /* ordinals of terms */
    size_t token_count, doc_count, vocabulary_size, word_term_count;
    size_t term_count; /* ordinals are below it */
} TokenStream;

/* What the first pass counts: for each term, for each document, and of all. */
typedef struct {
    uint32_t *doc_freqs, *total_term_freqs, *doc_lengths;
    uint64_t posting_count, position_count;
} TermCounts;

/* Check that every number lies within the array that it refers to, and that ends ascend. */
const char *stream_validate(const TokenStream *stream);

/* Fill the arrays of `counts`, all of whose numbers must be 0. The stream must be valid. */
const char *stream_count(const TokenStream *stream, TermCounts *counts);

/* Fill the postings of all terms, in the order of their ordinals: `docs`, `tfs` (which must be 0) and, unless
 * it is NULL, `positions`. They must have room for what was counted. */
const char *stream_invert(const TokenStream *stream, const TermCounts *counts, uint32_t *docs, uint32_t *tfs,
                          uint32_t *positions);

#endif
