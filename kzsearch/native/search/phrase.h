/* Phrases: terms at successive positions of one field. */
#ifndef KZSEARCH_SEARCH_PHRASE_H
#define KZSEARCH_SEARCH_PHRASE_H

#include "search/query.h"

/* Append the documents that match a phrase in any of its fields, ascending, deleted ones included. */
const char *find_phrase_docs(const Segment *segment, const Conjunct *phrase, U32Array *docs);

/* Whether the current document of some cursors matches a phrase each of whose clauses is a single term of one
 * field.
 *   cursors: of the clauses of the phrase, `stride` bytes apart, all at this document
 *   chain: scratch memory */
const char *phrase_matches(const Conjunct *phrase, PostingsCursor *cursors, size_t stride, Bytes positions,
                           U32Array chain[2], int *matches);

#endif
