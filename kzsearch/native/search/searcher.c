/* The types Searcher and CompiledTerm: their life, and the compilation of the terms of queries. */
#include "search/searcher.h"

#include <stdlib.h>

#include "search/bm25.h"
#include "search/scan.h"

PyTypeObject *compiled_term_type;

static void release_segments(Searcher *searcher) {
    for (Py_ssize_t i = 0; i < searcher->segment_count; i++) {
        release_buffers(&searcher->segments[i].buffers);
        free(searcher->segments[i].fields);
        free(searcher->segments[i].article_starts);
    }
    free(searcher->segments);
    searcher->segments = NULL;
    scratch_free(&searcher->scratch);
    searcher->segment_count = 0;
}

static void searcher_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    release_segments((Searcher *)self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyObject *searcher_close(PyObject *self, PyObject *nothing) {
    (void)nothing;
    if (((Searcher *)self)->active_calls) {
        PyErr_SetString(PyExc_ValueError, "another thread is in a method of this searcher");
        return NULL;
    }
    release_segments((Searcher *)self);
    Py_RETURN_NONE;
}

/* (max_doc, deleted, article ordinals, section ordinals, article ids, their ends) */
static int open_segment(PyObject *tuple, uint32_t field_count, OpenSegment *open) {
    PyObject *deleted, *articles, *sections, *ids, *id_ends;
    unsigned int max_doc;
    Bytes columns[4];
    if (!PyArg_ParseTuple(tuple, "IOOOOO", &max_doc, &deleted, &articles, &sections, &ids, &id_ends))
        return -1;
    if (get_buffer(&open->buffers, deleted, 4, columns) ||
        get_u32_buffer(&open->buffers, articles, max_doc, "article ordinals", columns + 1) ||
        get_u32_buffer(&open->buffers, sections, max_doc, "section ordinals", columns + 2) ||
        get_buffer(&open->buffers, ids, 1, &open->article_ids) ||
        get_buffer(&open->buffers, id_ends, 4, columns + 3))
        return -1;
    open->fields = calloc((size_t)field_count + 1, sizeof *open->fields);
    if (!open->fields) return PyErr_NoMemory(), -1;
    open->article_id_ends = (const uint32_t *)columns[3].data;
    open->article_count = columns[3].length / 4;
    open->segment = (Segment){.fields = open->fields,
                              .max_doc = max_doc,
                              .deleted = (const uint32_t *)columns[0].data,
                              .deleted_count = columns[0].length / 4,
                              .article_ordinals = (const uint32_t *)columns[1].data,
                              .section_ordinals = (const uint32_t *)columns[2].data};
    return 0;
}

/* (segments, number of fields) */
static PyObject *searcher_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    (void)keywords;
    PyObject *segments;
    unsigned int field_count;
    if (!PyArg_ParseTuple(args, "O!I", &PyTuple_Type, &segments, &field_count)) return NULL;
    Py_ssize_t count = PyTuple_Size(segments);
    Searcher *searcher = (Searcher *)PyType_GenericAlloc(type, 0);
    if (!searcher) return NULL;
    searcher->field_count = field_count;
    searcher->segments = calloc((size_t)count + 1, sizeof *searcher->segments);
    if (!searcher->segments) {
        Py_DECREF(searcher);
        return PyErr_NoMemory();
    }
    for (; searcher->segment_count < count; searcher->segment_count++) {
        OpenSegment *open = searcher->segments + searcher->segment_count;
        if (!open_segment(PyTuple_GetItem(segments, searcher->segment_count), field_count, open)) continue;
        searcher->segment_count++; /* so that the buffers it has are released */
        Py_DECREF(searcher);
        return NULL;
    }
    return (PyObject *)searcher;
}

/* (segment, field, postings, positions, norms, saturations, length norms) */
static PyObject *searcher_add_field(PyObject *self, PyObject *args) {
    Searcher *searcher = (Searcher *)self;
    PyObject *objects[5];
    Bytes columns[5];
    Py_ssize_t segment;
    unsigned int number;
    if (!PyArg_ParseTuple(args, "nIOOOOO", &segment, &number, objects, objects + 1, objects + 2, objects + 3,
                          objects + 4))
        return NULL;
    if (segment < 0 || segment >= searcher->segment_count || number >= searcher->field_count)
        return raise_value_error("there is no such segment or field");
    OpenSegment *open = searcher->segments + segment;
    size_t alignments[] = {1, 1, 1, sizeof(double), sizeof(double)};
    for (int i = 0; i < 5; i++)
        if (get_buffer(&open->buffers, objects[i], alignments[i], columns + i)) return NULL;
    if (columns[2].length != open->segment.max_doc ||
        columns[3].length != MAX_TABULATED_TF * NORM_COUNT * sizeof(double) ||
        columns[4].length != NORM_COUNT * sizeof(double))
        return raise_value_error("a field lacks the norm of a document, or a number of its tables");
    open->fields[number] = (Field){columns[0], columns[1], columns[2], (const double *)columns[3].data,
                                   (const double *)columns[4].data};
    Py_RETURN_NONE;
}

static void compiled_term_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    CompiledTerm *compiled = (CompiledTerm *)self;
    for (Py_ssize_t i = 0; compiled->segments && i < compiled->segment_count; i++) {
        free(compiled->segments[i].clauses);
        free(compiled->segments[i].terms);
    }
    free(compiled->segments);
    Py_XDECREF(compiled->searcher);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

/* (term info, weight) */
static int compile_weighted_term(const Segment *segment, PyObject *pair, Clause *clause, WeightedTerm *term) {
    PyObject *info = PyTuple_GetItem(pair, 0), *weight = info ? PyTuple_GetItem(pair, 1) : NULL;
    if (!weight || parse_term_info(info, &term->info)) return -1;
    term->weight = PyFloat_AsDouble(weight);
    if (term->weight == -1.0 && PyErr_Occurred()) return -1;
    const char *error = compute_term_bounds(segment, clause->field, term);
    if (error) return raise_format_error(error), -1;
    if (term->max_score > clause->max_score) clause->max_score = term->max_score;
    return 0;
}

/* A tuple of (field, ((term info, weight), ...), order). */
static int compile_clauses(const OpenSegment *open, uint32_t field_count, PyObject *clauses,
                           SegmentClauses *compiled) {
    Py_ssize_t count = PyTuple_Size(clauses), term_count = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *clause = PyTuple_GetItem(clauses, i), *terms = clause ? PyTuple_GetItem(clause, 1) : NULL;
        Py_ssize_t more = terms ? PyTuple_Size(terms) : -1;
        if (more < 0) return -1;
        term_count += more;
    }
    if (count < 0) return -1;
    compiled->clauses = calloc((size_t)count + 1, sizeof *compiled->clauses);
    WeightedTerm *term = compiled->terms = calloc((size_t)term_count + 1, sizeof *compiled->terms);
    if (!compiled->clauses || !term) return PyErr_NoMemory(), -1;
    for (; compiled->count < (size_t)count; compiled->count++) {
        Clause *clause = compiled->clauses + compiled->count;
        PyObject *source = PyTuple_GetItem(clauses, (Py_ssize_t)compiled->count), *terms;
        if (!PyArg_ParseTuple(source, "IOd", &clause->field, &terms, &clause->order)) return -1;
        if (clause->field >= field_count || !open->fields[clause->field].length_norms)
            return raise_value_error("a clause is for a field that was not added"), -1;
        clause->terms = term;
        for (; clause->term_count < (uint32_t)PyTuple_Size(terms); clause->term_count++)
            if (compile_weighted_term(&open->segment, PyTuple_GetItem(terms, clause->term_count), clause,
                                      term++))
                return -1;
    }
    return 0;
}

/* A tuple with the clauses of every segment. */
static PyObject *searcher_compile_term(PyObject *self, PyObject *clauses) {
    Searcher *searcher = (Searcher *)self;
    if (PyTuple_Size(clauses) != searcher->segment_count) {
        if (!PyErr_Occurred()) raise_value_error("a term must have clauses for every segment");
        return NULL;
    }
    CompiledTerm *compiled = (CompiledTerm *)PyType_GenericAlloc(compiled_term_type, 0);
    if (!compiled) return NULL;
    Py_INCREF(searcher);
    compiled->searcher = searcher;
    compiled->segment_count = searcher->segment_count;
    compiled->segments = calloc((size_t)searcher->segment_count + 1, sizeof *compiled->segments);
    if (!compiled->segments) {
        Py_DECREF(compiled);
        return PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; i < searcher->segment_count; i++) {
        if (!compile_clauses(searcher->segments + i, searcher->field_count, PyTuple_GetItem(clauses, i),
                             compiled->segments + i))
            continue;
        set_segment_of_error(i);
        Py_DECREF(compiled);
        return NULL;
    }
    return (PyObject *)compiled;
}

static PyMethodDef searcher_methods[] = {
    {"add_field", searcher_add_field, METH_VARARGS, NULL},
    {"close", searcher_close, METH_NOARGS, NULL},
    {"compile_term", searcher_compile_term, METH_O, NULL},
    {"count_top_k", (PyCFunction)(void (*)(void))searcher_count_top_k, METH_FASTCALL, NULL},
    {"match_all", searcher_match_all, METH_VARARGS, NULL},
    {"top_hits", searcher_top_hits, METH_VARARGS, NULL},
    {"score_docs", searcher_score_docs, METH_VARARGS, NULL},
    {"top_articles", (PyCFunction)(void (*)(void))searcher_top_articles, METH_FASTCALL, NULL},
    {"top_k", (PyCFunction)(void (*)(void))searcher_top_k, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot searcher_slots[] = {
    {Py_tp_new, (void *)searcher_new},
    {Py_tp_dealloc, (void *)searcher_dealloc},
    {Py_tp_methods, searcher_methods},
    {0, NULL},
};

static PyType_Slot compiled_term_slots[] = {{Py_tp_dealloc, (void *)compiled_term_dealloc}, {0, NULL}};

static PyType_Spec searcher_spec = {"kzsearch._native.Searcher", sizeof(Searcher), 0, Py_TPFLAGS_DEFAULT,
                                    searcher_slots};
static PyType_Spec compiled_term_spec = {"kzsearch._native.CompiledTerm", sizeof(CompiledTerm), 0,
                                         Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                         compiled_term_slots};

int add_search_types(PyObject *module) {
    PyObject *searcher = PyType_FromSpec(&searcher_spec), *compiled = PyType_FromSpec(&compiled_term_spec);
    if (!searcher || !compiled) return -1;
    Py_XDECREF(compiled_term_type);
    compiled_term_type = (PyTypeObject *)compiled;
    return PyModule_AddObject(module, "Searcher", searcher);
}
