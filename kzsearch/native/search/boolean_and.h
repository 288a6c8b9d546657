/* Queries as a whole: dispatch to the algorithm that fits, and conjunctions in general. */
#ifndef KZSEARCH_SEARCH_BOOLEAN_AND_H
#define KZSEARCH_SEARCH_BOOLEAN_AND_H

#include "search/top_k.h"

/* Collect the best documents of a query. */
const char *query_top_k(const Query *query, TopK *top);

/* Collect the best documents and add the number of all that match to `*total`. */
const char *query_count_top_k(const Query *query, TopK *top, uint64_t *total);

/* Append all documents that match a query. */
const char *query_match_all(const Query *query, Hits *hits);

#endif
