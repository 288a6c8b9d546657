/* Scores: sums over clauses of factor * tf / (tf + norm), the best of the alternatives of a clause counting.
 *
 * Documents are taken in windows that fit the first-level cache. Additions happen in the order of the clauses,
 * products and quotients as they are written here, without contraction: the kernels in numpy and Python do the
 * same operations and get the same bits.
 */
#ifndef KZSEARCH_SEARCH_H
#define KZSEARCH_SEARCH_H

#include "lists.h"

enum { CODES = 256, SHORT = 8 };

typedef struct {
    Bytes postings, positions, codes;
    const double *saturations; /* tf / (tf + norm) for tf from 1 to SHORT and each of the 256 length codes */
    const double *norms;       /* for each length code */
} Field;

typedef struct {
    Entry entry;
    double factor;
} Term;

/* Alternatives in one field: the best of them counts. */
typedef struct {
    uint32_t field;
    uint32_t first, count; /* its terms among those of the part */
} Clause;

/* Matches where any of its clauses does. */
typedef struct {
    const Clause *clauses;
    size_t clause_count;
    const Term *terms;
    size_t term_count;
} Part;

/* Matches where all of its parts do. */
typedef struct {
    const Field *fields;
    const Part *parts;
    size_t part_count;
    uint32_t size;
    const uint32_t *deleted; /* ascending */
    size_t deleted_count;
} Query;

/* A hit; equal scores are ordered by article, position and document. */
typedef struct {
    double score;
    uint32_t article, position, document;
} Hit;

typedef struct {
    Hit *hits; /* a heap, the worst hit first */
    size_t count, most;
    const uint32_t *articles, *positions; /* of every document */
    uint64_t total;
} Best;

typedef struct {
    Numbers ids;
    double *scores;
    size_t room;
} Hits;

/* The best hits of a query, and how many there are. */
const char *query_best(const Query *query, Best *best);
/* All hits of a query, ascending. */
const char *query_all(const Query *query, Hits *hits);
/* What given documents, ascending, earn for a part; `absent` for those that do not match it. */
const char *part_score(const Query *query, const Part *part, const uint32_t *ids, size_t count, double absent,
                       double *scores);
void best_offer(Best *best, uint32_t document, double score);
/* Puts the best hit first. */
void best_sort(Best *best);

typedef struct {
    const Entry *entries;
    size_t count;
} Slot;

/* The documents in which the slots stand at positions p, p + 1, ... for some p. */
const char *phrase_documents(Bytes postings, Bytes positions, uint32_t size, const Slot *slots, size_t count,
                             Numbers *ids);

#endif
