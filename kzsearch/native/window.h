/* A window of documents that fits the first-level cache, and the postings of terms added to it. */
#ifndef KZSEARCH_WINDOW_H
#define KZSEARCH_WINDOW_H

#include "search.h"

enum { ROW = 64, ROWS = 64, WINDOW = ROW * ROWS };

/* Places of a window, each once. */
typedef struct {
    uint16_t places[WINDOW + 1];
    uint32_t count;
} Places;

typedef struct Window {
    double scores[WINDOW], alternatives[WINDOW];
    Places touched, alternative;  /* where they are not 0 */
    Places good;                  /* documents that may be hits, ascending; their scores are complete after `scan_next` */
    uint64_t may_be_good[ROWS];   /* a bit for each of them, and perhaps for others */
    uint64_t good_rows;           /* a bit for every row that has such */
    uint32_t start;
} Window;

/* How postings are added to a window. */
typedef enum {
    SUM,             /* to the scores */
    BEST,            /* to the alternatives, of which the best counts */
    SUM_IF_GOOD,     /* as before, but only for documents that may be hits */
    BEST_IF_GOOD,
} Way;

/* Without branches: which documents come for the first time nobody can guess. `touched` is the count of such places, in
 * a register. */
INLINE void add_posting(Window *w, uint32_t *touched, uint32_t place, double score, Way way) {
    int sum = way == SUM || way == SUM_IF_GOOD;
    double *target = (sum ? w->scores : w->alternatives) + place, before = *target;
    *target = sum ? before + score : before > score ? before : score;
    (sum ? &w->touched : &w->alternative)->places[*touched] = (uint16_t)place;
    *touched += before == 0;
}

/* Adds the postings of a term that lie in the window. Blocks whose documents earn less than `least`, even with `others`
 * for all other clauses, may be left out. */
const char *add_term(Window *w, Cursor *cursor, const Field *field, double factor, Way way, double others, double least);

#endif
