/* The k best hits of a segment, in a heap. */
#ifndef KZSEARCH_SEARCH_TOP_K_H
#define KZSEARCH_SEARCH_TOP_K_H

#include "search/query.h"

typedef struct {
    double score;
    uint32_t doc;
} Hit;

/* Equal scores are ordered by article, section and document. */
typedef struct {
    Hit *hits; /* a heap with the worst hit on top; after top_k_finish the best hit is first */
    size_t count, k;
    double min_score; /* hits below it are not competitive, however full the heap is */
    int by_article;   /* whether only the best section of an article counts */
    int has_pending;
    Hit pending;       /* the best section so far of the last article */
    uint32_t last_doc; /* the last document that was collected */
    const Segment *segment;
} TopK;

/* Open an empty heap; the caller frees `hits`. With `by_article` the sections of an article must be adjacent
 * and segment->article_starts must be there. */
const char *top_k_open(TopK *top, const Segment *segment, size_t k, int by_article, double min_score);

/* Offer a hit; documents come in ascending order. */
void top_k_collect(TopK *top, uint32_t doc, double score);

/* Collect the pending article and sort the hits, the best first. */
void top_k_finish(TopK *top);

/* Return the score below which a hit is not competitive (Lucene's minCompetitiveScore). */
static inline double top_k_threshold(const TopK *top) {
    double worst = top->count && top->count == top->k ? top->hits[0].score : 0;
    return worst > top->min_score ? worst : top->min_score;
}

#endif
