/* Score accumulators for a window of 4096 documents, which fits the first-level cache. */
#ifndef KZSEARCH_SEARCH_WINDOW_H
#define KZSEARCH_SEARCH_WINDOW_H

#include "search/query.h"

enum { ROW_SIZE = 64, ROW_COUNT = 64, WINDOW_SIZE = ROW_SIZE * ROW_COUNT };

/* Documents of a window, each once, by their offset from its start. */
typedef struct {
    uint16_t offsets[WINDOW_SIZE + 1];
    uint32_t count;
} WindowDocs;

typedef struct Window {
    double scores[WINDOW_SIZE];         /* sums over the clauses so far */
    double clause_scores[WINDOW_SIZE];  /* the maximum over the terms of the current clause */
    WindowDocs scored, clause_scored;   /* where these are not 0 */
    WindowDocs candidates;              /* documents that may be hits, ascending */
    uint64_t candidate_bits[ROW_COUNT]; /* a bit for each of them, and perhaps for others */
    uint64_t candidate_rows;            /* a bit for every row of candidate_bits that is not 0 */
    uint32_t start;
} Window;

/* How postings are added to a window. */
typedef enum {
    MODE_SUM,            /* to scores */
    MODE_MAX,            /* to clause_scores, by their maximum */
    MODE_SUM_CANDIDATES, /* the same, but only for candidates */
    MODE_MAX_CANDIDATES,
} Mode;

/* Add a score. `scored` is the count of scored documents, in a register. Branch-free: whether a document
 * comes for the first time cannot be predicted. */
INLINE void add_score(Window *w, uint32_t *scored, uint32_t offset, double score, Mode mode) {
    int sum = mode == MODE_SUM || mode == MODE_SUM_CANDIDATES;
    double *target = (sum ? w->scores : w->clause_scores) + offset, before = *target;
    *target = sum ? before + score : before > score ? before : score;
    (sum ? &w->scored : &w->clause_scored)->offsets[*scored] = (uint16_t)offset;
    *scored += before == 0;
}

/* Add the postings of a term that lie in the window. A block is skipped if none of its documents can reach
 * `min_score`, given that all other clauses score `others_max` at most. */
const char *window_add_term(Window *w, PostingsCursor *cursor, const Field *field, double weight, Mode mode,
                            double others_max, double min_score);

#endif
