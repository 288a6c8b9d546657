/* The terms of a field, front-coded in blocks; the format is that of kzsearch/segment/term_dictionary.py. */
#ifndef KZSEARCH_SEGMENT_TERM_DICTIONARY_H
#define KZSEARCH_SEGMENT_TERM_DICTIONARY_H

#include "segment/postings.h"

/* The dictionary of one segment. `starts` has an aligned 32-bit number for every block: where it begins. */
typedef struct {
    Bytes blocks, starts;
    uint64_t term_count;
} TermDictionary;

/* Look a term up; `*found` tells whether the field has it, and only then `*ordinal` and `*info` are set. */
const char *find_term(const TermDictionary *dictionary, Bytes term, uint64_t *ordinal, TermInfo *info,
                      int *found);

/* Replace the content of `term` by the term with this ordinal. The caller frees it, also after an error. */
const char *term_of_ordinal(const TermDictionary *dictionary, uint64_t ordinal, Buffer *term);

/* A term of several dictionaries with the sum of its document frequencies. */
typedef struct {
    uint64_t doc_freq;
    uint64_t order;   /* its rank among all terms with the prefix */
    uint64_t ordinal; /* in this dictionary, which is the first that has it */
    size_t dictionary;
} FrequentTerm;

/* Find the `limit` terms with a prefix that have the highest document frequency, the most frequent first,
 * equal ones in the order of the terms. `found` has room for `limit`; `*found_count` must be 0. */
const char *find_frequent_terms(const TermDictionary *dictionaries, size_t count, Bytes prefix, size_t limit,
                                FrequentTerm *found, size_t *found_count);

/* The terms of a field that is being written. */
typedef struct {
    Buffer blocks;
    U32Array starts;
    uint32_t term_count;
} TermDictionaryWriter;

/* Append a term, which must be greater than `previous`, the last one before it; `postings_start` and
 * `positions_start` of `info` are stored for the first term of a block only, the others follow from it. */
const char *dictionary_add_term(TermDictionaryWriter *writer, Bytes previous, Bytes term,
                                const TermInfo *info);

#endif
