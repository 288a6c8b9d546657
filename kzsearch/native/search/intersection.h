/* The state of an intersection, which term_intersection.c and set_intersection.c share. */
#ifndef KZSEARCH_SEARCH_INTERSECTION_H
#define KZSEARCH_SEARCH_INTERSECTION_H

#include "search/top_k.h"

enum {
    DOC_SET_SIZE = 8192, /* documents that a DocSet spans */
    INLINE_TERMS = 8,    /* enough for most queries */
};

/* A list of the query, and what scores its postings. */
typedef struct {
    PostingsCursor cursor;
    const Clause *clause;
    const Field *field;
    const WeightedTerm *term;
} TermScorer;

/* Documents of a block of the shortest list, by their distance from `first`. */
typedef struct {
    uint8_t index_plus_one[DOC_SET_SIZE]; /* in the block; 0 for documents that are not in the set */
    uint32_t first, last;
} DocSet;

struct IntersectionScratch {
    DocSet set; /* empty between searches */
    U32Array chain[2];
    TermScorer scorers[INLINE_TERMS], *by_doc_freq[INLINE_TERMS];
};

typedef struct {
    const Query *query;
    struct IntersectionScratch *scratch;
    TermScorer *scorers;      /* of every conjunct in turn, in the order of its clauses */
    TermScorer **by_doc_freq; /* the shortest list first */
    size_t count;
    size_t next_deleted;
    int has_phrases;
    TopK *top;
    uint64_t *total;
} Intersection;

/* Advance the lists from number `first` by length on to a document; whether all contain it. */
const char *others_contain(Intersection *x, size_t first, uint32_t doc, int *contain);

/* Collect a document that all lists contain and are at, if it is a hit. */
const char *collect_intersection(Intersection *x, uint32_t doc);

/* set_intersection.c: read the two shortest lists side by side, the first one in sets. */
const char *intersect_by_sets(Intersection *x);

#endif
