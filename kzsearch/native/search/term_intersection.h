/* Conjunctions of single terms, and of phrases of such, where a document must be in every list. */
#ifndef KZSEARCH_SEARCH_TERM_INTERSECTION_H
#define KZSEARCH_SEARCH_TERM_INTERSECTION_H

#include "search/top_k.h"

/* Whether every conjunct is a single term, or a phrase of single terms in one field. */
int is_term_intersection(const Query *query);

/* Collect the best documents. `total` counts all that match; it is NULL where they need not be counted. */
const char *intersection_top_k(const Query *query, TopK *top, uint64_t *total);

void intersection_scratch_free(struct IntersectionScratch *scratch);

#endif
