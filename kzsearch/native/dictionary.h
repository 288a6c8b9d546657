/* The terms of a field as kzsearch/columns/dictionary.py describes them. */
#ifndef KZSEARCH_DICTIONARY_H
#define KZSEARCH_DICTIONARY_H

#include "lists.h"

enum { TERMS_OF_A_BLOCK = 16 };

/* Looks a term up. terms: the blocks; starts: where each begins, aligned 32-bit numbers; count: of terms. */
const char *find_term(Bytes terms, Bytes starts, uint64_t count, Bytes key, uint64_t *ordinal, Entry *entry,
                      int *found);
/* The bytes of a term, in place of what `term` holds; it is the caller's to free, also after an error. */
const char *term_at(Bytes terms, Bytes starts, uint64_t count, uint64_t ordinal, Buffer *term);

/* The terms of a segment: see find_term. */
typedef struct {
    Bytes terms, starts;
    uint64_t count;
} Dictionary;

typedef struct {
    uint64_t documents, order; /* of all terms that begin so, which place it has */
    uint64_t ordinal;          /* in this dictionary */
    size_t dictionary;
} Frequent;

/* The terms that begin so and that most documents of all segments have, the most frequent first, equal ones in their
 * order. `found` has room for `most`. */
const char *frequent_terms(const Dictionary *dictionaries, size_t count, Bytes prefix, size_t most, Frequent *found,
                           size_t *used);

#endif
