/* The hits of all segments, merged and ranked, and as Python objects. */
#ifndef KZSEARCH_SEARCH_SEARCH_RESULTS_H
#define KZSEARCH_SEARCH_SEARCH_RESULTS_H

#include "search/searcher.h"
#include "search/top_k.h"

/* A hit of any segment. */
typedef struct {
    Hit hit;
    Py_ssize_t segment;
    uint32_t section_ordinal; /* set, as the id, only where hits of several segments are sorted */
    Bytes article_id;
} RankedHit;

typedef struct {
    RankedHit *hits;
    size_t count, capacity;
    uint64_t total; /* documents that match, where they are counted */
} SearchResults;

void results_free(SearchResults *results);

/* Return the score below which a hit of a further segment is not among the `k` best. */
double results_threshold(const SearchResults *results, size_t k);

/* Add the best hits of a segment, and drop the hits that are no longer among the `k` best. */
const char *results_add(SearchResults *results, const TopK *top, Py_ssize_t segment, size_t k);

/* Sort the hits by score, article id, section, segment and document, and keep the `k` best. Return 0, or -1
 * with an exception set. */
int results_rank(SearchResults *results, const Searcher *searcher, size_t k);

/* Return [(negated score, article id, section ordinal, segment, document), ...], or NULL with an exception
 * set. */
PyObject *results_as_hits(const SearchResults *results, const Searcher *searcher);

/* Return [(article id, score), ...]; NULL with an exception set. */
PyObject *results_as_articles(const SearchResults *results, const Searcher *searcher);

#endif
