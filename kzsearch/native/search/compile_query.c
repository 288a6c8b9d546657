/* Gathers the clauses of the terms of a query, which were compiled before, into its conjuncts. */
#include "search/compile_query.h"

#include <stdlib.h>

#include "search/scan.h"

void compiled_query_free(CompiledQuery *compiled, Searcher *searcher) {
    if (!searcher->scratch.window && !searcher->scratch.intersection) searcher->scratch = compiled->scratch;
    else scratch_free(&compiled->scratch);
    free(compiled->conjuncts);
    free(compiled->clauses);
    free(compiled->slots);
    free(compiled->phrase_fields);
}

/* Insert the clauses of a term in descending order; equal ones stay in the order of the terms. */
static void insert_clauses(Conjunct *conjunct, const SegmentClauses *term) {
    for (size_t i = 0; i < term->count; i++) {
        const Clause *clause = term->clauses + i;
        size_t at = conjunct->clause_count++;
        for (; at && conjunct->clauses[at - 1]->order < clause->order; at--)
            conjunct->clauses[at] = conjunct->clauses[at - 1];
        conjunct->clauses[at] = clause;
        conjunct->term_count += clause->term_count;
    }
}

static const Clause *clause_in_field(const SegmentClauses *term, uint32_t field) {
    for (size_t i = 0; i < term->count; i++)
        if (term->clauses[i].field == field) return term->clauses + i;
    return NULL;
}

/* Return the clauses of a CompiledTerm of this searcher; NULL with an exception set for anything else. */
static const SegmentClauses *clauses_of(const Searcher *searcher, PyObject *object, Py_ssize_t segment) {
    if (object && Py_TYPE(object) == compiled_term_type && ((CompiledTerm *)object)->searcher == searcher &&
        ((CompiledTerm *)object)->segment_count == searcher->segment_count)
        return ((CompiledTerm *)object)->segments + segment;
    if (!PyErr_Occurred()) raise_value_error("a conjunct must consist of terms that this searcher compiled");
    return NULL;
}

typedef struct {
    size_t clauses, slots, phrase_fields;
} Sizes;

/* Check the types in a query, and sum up the sizes of its conjuncts. */
static int measure(const Searcher *searcher, PyObject *conjuncts, Py_ssize_t segment, Sizes *sizes) {
    for (Py_ssize_t p = 0; p < PyTuple_Size(conjuncts); p++) {
        PyObject *conjunct = PyTuple_GetItem(conjuncts, p), *terms = PyTuple_GetItem(conjunct, 0);
        PyObject *fields = terms ? PyTuple_GetItem(conjunct, 1) : NULL;
        Py_ssize_t term_count = terms ? PyTuple_Size(terms) : -1,
                   field_count = fields ? PyTuple_Size(fields) : -1;
        if (term_count < 0 || field_count < 0) return -1;
        for (Py_ssize_t i = 0; i < term_count; i++) {
            const SegmentClauses *term = clauses_of(searcher, PyTuple_GetItem(terms, i), segment);
            if (!term) return -1;
            sizes->clauses += term->count;
        }
        sizes->slots += (size_t)(term_count * field_count);
        sizes->phrase_fields += (size_t)field_count;
    }
    return PyErr_Occurred() ? -1 : 0;
}

/* Fill in a conjunct that was measured; its arrays have the room. */
static int compile_conjunct(Conjunct *conjunct, const Clause **slots, uint32_t *phrase_fields,
                            const Searcher *searcher, PyObject *source, Py_ssize_t segment) {
    PyObject *terms = PyTuple_GetItem(source, 0), *fields = PyTuple_GetItem(source, 1);
    Py_ssize_t term_count = PyTuple_Size(terms), field_count = PyTuple_Size(fields);
    for (Py_ssize_t i = 0; i < term_count; i++)
        insert_clauses(conjunct, clauses_of(searcher, PyTuple_GetItem(terms, i), segment));
    for (Py_ssize_t f = 0; f < field_count; f++) {
        unsigned long field = PyLong_AsUnsignedLong(PyTuple_GetItem(fields, f));
        if (field == (unsigned long)-1 && PyErr_Occurred()) return -1;
        if (field >= searcher->field_count) return raise_value_error("there is no such field"), -1;
        phrase_fields[f] = (uint32_t)field;
        for (Py_ssize_t i = 0; i < term_count; i++)
            slots[f * term_count + i] =
                clause_in_field(clauses_of(searcher, PyTuple_GetItem(terms, i), segment), (uint32_t)field);
    }
    if (field_count) conjunct->slot_count = (size_t)term_count;
    conjunct->phrase_field_count = (size_t)field_count;
    return 0;
}

int compile_query(CompiledQuery *compiled, Searcher *searcher, PyObject *conjuncts, Py_ssize_t segment) {
    Sizes sizes = {0};
    Py_ssize_t count = PyTuple_Size(conjuncts);
    if (count <= 0) return count ? -1 : (PyErr_SetString(PyExc_ValueError, "a query has no conjuncts"), -1);
    if (measure(searcher, conjuncts, segment, &sizes)) return -1;
    compiled->conjuncts = calloc((size_t)count, sizeof *compiled->conjuncts);
    compiled->clauses = malloc((sizes.clauses + 1) * sizeof *compiled->clauses);
    compiled->slots = malloc((sizes.slots + 1) * sizeof *compiled->slots);
    compiled->phrase_fields = malloc((sizes.phrase_fields + 1) * sizeof *compiled->phrase_fields);
    if (!compiled->conjuncts || !compiled->clauses || !compiled->slots || !compiled->phrase_fields)
        return PyErr_NoMemory(), -1;
    compiled->scratch = searcher->scratch;
    searcher->scratch = (Scratch){NULL, NULL};
    compiled->query =
        (Query){&searcher->segments[segment].segment, compiled->conjuncts, (size_t)count, &compiled->scratch};
    const Clause **clauses = compiled->clauses, **slots = compiled->slots;
    uint32_t *phrase_fields = compiled->phrase_fields;
    for (Py_ssize_t p = 0; p < count; p++) {
        Conjunct *conjunct = compiled->conjuncts + p;
        *conjunct = (Conjunct){
            .clauses = clauses, .slots = (const Clause *const *)slots, .phrase_fields = phrase_fields};
        if (compile_conjunct(conjunct, slots, phrase_fields, searcher, PyTuple_GetItem(conjuncts, p),
                             segment))
            return -1;
        if (!conjunct->clause_count) compiled->matches_nothing = 1;
        clauses += conjunct->clause_count;
        slots += conjunct->slot_count * conjunct->phrase_field_count;
        phrase_fields += conjunct->phrase_field_count;
    }
    return 0;
}
