/* Queries as Python passes them, compiled for one segment. */
#ifndef KZSEARCH_SEARCH_COMPILE_QUERY_H
#define KZSEARCH_SEARCH_COMPILE_QUERY_H

#include "search/searcher.h"

/* A query with all that it points to. */
typedef struct {
    Query query;
    Scratch scratch; /* taken from the searcher: another thread may search while the GIL is released */
    Conjunct *conjuncts;
    const Clause **clauses;
    const Clause **slots;
    uint32_t *phrase_fields;
    int matches_nothing; /* a conjunct has no clause in this segment */
} CompiledQuery;

/* Compile a tuple of conjuncts: (terms, fields in which they must be a phrase; empty if they need not).
 * Return 0, or -1 with an exception set. `compiled` must be zeroed; free it in any case. */
int compile_query(CompiledQuery *compiled, Searcher *searcher, PyObject *conjuncts, Py_ssize_t segment);

/* Give the scratch memory back to the searcher, and free the rest. */
void compiled_query_free(CompiledQuery *compiled, Searcher *searcher);

#endif
