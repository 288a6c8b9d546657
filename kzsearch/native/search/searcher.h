/* The types of the module: a Searcher over some segments, and a CompiledTerm, which is a term of a query for
 * one searcher. kzsearch/_native.pyi says what the methods take and return. */
#ifndef KZSEARCH_SEARCH_SEARCHER_H
#define KZSEARCH_SEARCH_SEARCHER_H

#include "arguments.h"
#include "search/query.h"

/* A segment with the buffers that it lies in. */
typedef struct {
    Segment segment;
    Field *fields;
    BufferList buffers;
    Bytes article_ids; /* joined, in the order of the ordinals */
    const uint32_t *article_id_ends;
    uint64_t article_count;
    uint64_t *article_starts; /* once they were looked for; see searcher_top_articles */
} OpenSegment;

typedef struct {
    PyObject_HEAD
    OpenSegment *segments;
    Py_ssize_t segment_count;
    uint32_t field_count;
    int active_calls; /* which use the segments, perhaps without the GIL */
    Scratch scratch;  /* of no call, or taken by one; others allocate their own */
} Searcher;

/* The clauses of a term of a query in one segment: it may be in several fields and layers. */
typedef struct {
    Clause *clauses;
    size_t count;
    WeightedTerm *terms;
} SegmentClauses;

typedef struct {
    PyObject_HEAD
    Searcher *searcher;
    SegmentClauses *segments;
    Py_ssize_t segment_count;
} CompiledTerm;

extern PyTypeObject *compiled_term_type;

int add_search_types(PyObject *module);

/* searcher_methods.c */
PyObject *searcher_count_top_k(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *searcher_match_all(PyObject *self, PyObject *args);
PyObject *searcher_top_hits(PyObject *self, PyObject *args);
PyObject *searcher_score_docs(PyObject *self, PyObject *args);
PyObject *searcher_top_articles(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *searcher_top_k(PyObject *self, PyObject *const *args, Py_ssize_t count);

#endif
