/* Disjunctions: the documents that match any clause of one conjunct, which is no phrase. */
#ifndef KZSEARCH_SEARCH_MAXSCORE_OR_H
#define KZSEARCH_SEARCH_MAXSCORE_OR_H

#include "search/top_k.h"

/* Collect the best documents; most others are never scored. */
const char *or_top_k(const Query *query, const Conjunct *conjunct, TopK *top);

/* Collect the best documents and add the number of all that match to `*total`. */
const char *or_count_top_k(const Query *query, const Conjunct *conjunct, TopK *top, uint64_t *total);

/* Append all documents that match. */
const char *or_match_all(const Query *query, const Conjunct *conjunct, Hits *hits);

/* Score given documents, ascending, into scores[i]; `absent` for those that do not match. */
const char *or_score_docs(const Query *query, const Conjunct *conjunct, const uint32_t *docs, size_t count,
                          double absent, double *scores);

const char *hits_reserve(Hits *hits, size_t more);

#endif
