/* A whole field at once: its dictionary as kzsearch/columns/dictionary.py describes it, and all posting lists. */
#ifndef KZSEARCH_FIELD_H
#define KZSEARCH_FIELD_H

#include "lists.h"

/* Terms in ascending order, and their postings one behind the other as invert.h leaves them. */
typedef struct {
    Bytes terms;                           /* all of them, joined */
    uint32_t start;                        /* of the first */
    Bytes codes;                           /* the length code of every document, or of fewer */
    uint32_t size;                         /* documents of the segment */
    const uint32_t *ends;                  /* of each in `terms` */
    const uint32_t *documents, *occurrences;
    const uint32_t *ids, *frequencies, *positions; /* `positions` may be NULL */
    size_t term_count, posting_count, position_count;
} Postings;

typedef struct {
    Buffer dictionary, postings, positions;
    Numbers starts;
    uint32_t terms; /* those that have postings */
    Bytes last;     /* of these the last one, where `Postings.terms` has it */
} EncodedField;

/* Appends terms that are greater than those before; what was allocated is the caller's to free, also after an error. */
const char *field_encode(const Postings *postings, EncodedField *field);
void field_free(EncodedField *field);

#endif
