/* MaxScore over the clauses of a conjunct, window by window. */
#ifndef KZSEARCH_SEARCH_SCAN_H
#define KZSEARCH_SEARCH_SCAN_H

#include "search/window.h"

typedef struct {
    const Segment *segment;
    const Conjunct *conjunct;
    PostingsCursor *cursors;     /* of every term, clause after clause */
    size_t *first_cursors;       /* of every clause */
    double *max_scores_from;     /* what the clauses from this one on score together at most */
    uint64_t *postings_a_window; /* of every clause, on average */
    size_t essential_count;      /* clauses before this one are essential: no other makes a hit alone */
    uint64_t end;                /* of the last window */
    size_t next_deleted;
    Window *window;
    Scratch *scratch;
} Scan;

/* Open the lists of a conjunct; close also after an error. */
const char *scan_open(Scan *scan, const Query *query, const Conjunct *conjunct);
void scan_close(Scan *scan);

/* Score the next window that may have documents with `min_score`: its candidates then have their complete
 * scores. Return 0 when there is none, or on an error. */
int scan_next_window(Scan *scan, double min_score, const char **error);

/* Score given documents of a window; windows must ascend. For use instead of scan_next_window. */
const char *scan_score_docs(Scan *scan, uint32_t start, const WindowDocs *docs);

/* Clear the window; to be called after each that was scored. */
void scan_clear_window(Scan *scan);

void scratch_free(Scratch *scratch);

#endif
