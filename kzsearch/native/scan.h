/* Sums over the clauses of a part, in windows of documents that fit the first-level cache. */
#ifndef KZSEARCH_SCAN_H
#define KZSEARCH_SCAN_H

#include "window.h"

typedef struct {
    const Segment *segment;
    const Part *part;
    Cursor *cursors;      /* of every term, clause after clause */
    const size_t *first;  /* cursor of every clause */
    double *rest;         /* what the clauses from this one on earn together at most */
    uint64_t *costs;      /* postings of every clause in a window, on average */
    size_t essential;     /* the clauses before it; those from it on make no hit alone */
    uint64_t end;         /* of the last window */
    size_t next_deleted;
    Window *window;
    Workspace *workspace;
} Scan;

/* Begins to read a part through; to be closed also after an error. */
const char *scan_open(Scan *scan, const Query *query, const Part *part);
void scan_close(Scan *scan);
/* Adds up the next window that may have documents which earn `least`; 0 when there is none. */
int scan_next(Scan *scan, double least, const char **error);
/* Adds up what the part earns in given documents of a window, which ascend as windows do; instead of `scan_next`. */
const char *scan_given(Scan *scan, uint32_t start, const Places *given);
/* Leaves the window. */
void scan_clear(Scan *scan);

#endif
