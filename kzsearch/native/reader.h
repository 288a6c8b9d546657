/* The types of the module: a Reader of some segments, and a Word compiled for one. kzsearch/engine/native.py says
 * what the methods mean. */
#ifndef KZSEARCH_READER_H
#define KZSEARCH_READER_H

#include "arguments.h"

/* A segment with the buffers that it lies in. */
typedef struct {
    Segment segment;
    Field *fields;
    Views views;
    Bytes ids;               /* of articles, one behind the other */
    const uint32_t *id_ends;
    uint64_t id_count;
    uint64_t *begins;     /* where articles begin, once that was looked for */
} Opened;

typedef struct {
    PyObject_HEAD
    Opened *opened;
    Py_ssize_t segments;
    uint32_t fields;
    int busy;             /* calls that run without the GIL */
    Workspace workspace;
    Py_ssize_t failed;    /* the segment that the last error was found in */
} Reader;

/* The clauses of a word in one segment. */
typedef struct {
    Clause *clauses;
    size_t count;
    Term *terms;
} Compiled;

typedef struct {
    PyObject_HEAD
    Reader *reader;
    Compiled *compiled; /* for every segment */
    Py_ssize_t segments;
} Word;

extern PyTypeObject *word_type;

int add_types(PyObject *module);

/* answer.c: methods that answer queries */
PyObject *reader_best(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *reader_count_best(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *reader_articles(PyObject *self, PyObject *const *args, Py_ssize_t count);
PyObject *reader_matches(PyObject *self, PyObject *args);
PyObject *reader_score(PyObject *self, PyObject *args);
PyObject *reader_top(PyObject *self, PyObject *args);

#endif
