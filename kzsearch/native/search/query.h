/* What is searched and what is searched for: segments, and queries that were compiled for one of them.
 *
 * A query is a conjunction. A conjunct (in Lucene a MUST clause) is a disjunction of clauses (SHOULD), or a
 * phrase. A clause is a set of alternative terms in one field, of which the best one counts (dis-max).
 *
 * score(conjunct) = sum over clauses of max over terms of weight * tf / (tf + length norm)
 *
 * Products and quotients are computed as they are written in bm25.h, without contraction, and added in the
 * order of the clauses: the reference in Python does the same operations and gets the same bits. Clauses are
 * in descending order of their weights, so the ones that MaxScore drops first are the last ones of a sum.
 */
#ifndef KZSEARCH_SEARCH_QUERY_H
#define KZSEARCH_SEARCH_QUERY_H

#include "segment/postings.h"

/* A field of a segment. */
typedef struct {
    Bytes postings, positions;
    Bytes norms; /* one byte a document: its encoded length */
    const double *saturations;  /* tf / (tf + length_norms[norm]), for tf <= MAX_TABULATED_TF and each norm */
    const double *length_norms; /* k1 * (1 - b + b * length / average length), for each norm */
} Field;

typedef struct {
    const Field *fields;     /* by their numbers */
    uint32_t max_doc;        /* number of documents, with the deleted ones */
    const uint32_t *deleted; /* ascending */
    size_t deleted_count;
    const uint32_t *article_ordinals, *section_ordinals; /* of every document; for equal scores */
    const uint64_t *article_starts; /* a bit for every document that begins an article; or NULL */
} Segment;

typedef struct {
    TermInfo info;
    double weight;
    double max_score; /* an upper bound of its score in any document */
    uint32_t max_tf;  /* its highest tf; TF_CAP stands for itself and more */
} WeightedTerm;

typedef struct {
    uint32_t field, term_count;
    const WeightedTerm *terms;
    double order;     /* clauses are added in descending order of it, which is the same in all segments */
    double max_score; /* an upper bound of its score in any document */
} Clause;

/* Matches where any of its clauses does; a phrase only where its terms follow each other, too. */
typedef struct {
    const Clause **clauses; /* in the order in which they are added */
    size_t clause_count, term_count;
    const uint32_t *phrase_fields; /* where a phrase may match */
    size_t phrase_field_count;
    const Clause *const *slots; /* of a phrase: for each field a clause for each of its terms, or NULL */
    size_t slot_count;          /* terms of the phrase; 0 for other conjuncts */
} Conjunct;

static inline int is_phrase(const Conjunct *conjunct) { return conjunct->slot_count > 0; }

/* Return the sum of the document frequencies of all terms. */
static inline uint64_t conjunct_cost(const Conjunct *conjunct) {
    uint64_t cost = 0;
    for (size_t i = 0; i < conjunct->clause_count; i++)
        for (uint32_t t = 0; t < conjunct->clauses[i]->term_count; t++)
            cost += conjunct->clauses[i]->terms[t].info.doc_freq;
    return cost;
}

/* Memory that a search leaves, cleared, for the next one: to allocate and clear it takes longer than many
 * searches. Each may be NULL. */
typedef struct {
    struct Window *window;
    struct IntersectionScratch *intersection;
} Scratch;

/* Matches where all of its conjuncts do; the score is the sum of theirs. */
typedef struct {
    const Segment *segment;
    const Conjunct *conjuncts;
    size_t conjunct_count;
    Scratch *scratch;
} Query;

/* Documents with their scores, ascending. */
typedef struct {
    U32Array docs;
    double *scores;
    size_t capacity; /* of both */
} Hits;

/* Walks over the deleted documents beside a search that takes documents in ascending order. */
static inline int is_deleted(const Segment *segment, size_t *next_deleted, uint32_t doc) {
    while (*next_deleted < segment->deleted_count && segment->deleted[*next_deleted] < doc) ++*next_deleted;
    return *next_deleted < segment->deleted_count && segment->deleted[*next_deleted] == doc;
}

#endif
