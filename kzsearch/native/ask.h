/* Queries as Python gives them to a reader. */
#ifndef KZSEARCH_ASK_H
#define KZSEARCH_ASK_H

#include "reader.h"

/* The parts of a query in one segment, with all that they point to. */
typedef struct {
    Query query;
    Workspace workspace; /* nobody else's while the GIL is released */
    Part *parts;
    const Clause **clauses;
    const Clause **slots;
    uint32_t *standing;
    int nothing; /* a part has no clause here */
} Asked;

/* parts: a tuple of (words, numbers of the fields in which they must stand one behind the other), these empty if
 * they need not. */
int ask(Asked *asked, Reader *reader, PyObject *parts, Py_ssize_t segment);
/* Gives the workspace back, for the next query; also after an error. */
void asked_free(Asked *asked, Reader *reader);

#endif
