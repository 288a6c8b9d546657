#include "arguments.h"

#include <stdlib.h>

PyObject *format_error;

void release(Views *views) {
    for (size_t i = 0; i < views->count; i++) PyBuffer_Release(views->views + i);
    free(views->views);
}

int view(Views *views, PyObject *object, size_t alignment, Bytes *bytes) {
    if (views->count == views->room) {
        size_t room = 2 * views->room + 16;
        Py_buffer *grown = realloc(views->views, room * sizeof *grown);
        if (!grown) return PyErr_NoMemory(), -1;
        views->views = grown;
        views->room = room;
    }
    Py_buffer *buffer = views->views + views->count;
    if (PyObject_GetBuffer(object, buffer, PyBUF_SIMPLE)) return -1;
    views->count++;
    if (buffer->len && (uintptr_t)buffer->buf % alignment) {
        PyErr_SetString(PyExc_ValueError, "numbers must be aligned");
        return -1;
    }
    *bytes = (Bytes){buffer->buf, (size_t)buffer->len};
    return 0;
}

int view_numbers(Views *views, PyObject *object, size_t expected, const char *name, Bytes *bytes) {
    if (view(views, object, 4, bytes)) return -1;
    if (bytes->length == expected * 4) return 0;
    PyErr_Format(PyExc_ValueError, "%s: expected %zu numbers, not %zu bytes", name, expected, bytes->length);
    return -1;
}

PyObject *fail(const char *error) {
    if (error == OUT_OF_MEMORY) return PyErr_NoMemory();
    PyErr_SetString(format_error, error);
    return NULL;
}

PyObject *as_bytes(const void *data, size_t length) {
    return PyBytes_FromStringAndSize(data, (Py_ssize_t)length);
}

int parse_entry(PyObject *object, Entry *entry) {
    uint64_t *parts[] = {&entry->documents, &entry->occurrences, &entry->postings,
                         &entry->postings_end, &entry->positions, &entry->positions_end};
    for (Py_ssize_t i = 0; i < 6; i++) {
        PyObject *part = PyTuple_GetItem(object, i + 1); /* the ordinal is the first */
        if (!part) return -1;
        *parts[i] = PyLong_AsUnsignedLongLong(part);
        if (*parts[i] == (uint64_t)-1 && PyErr_Occurred()) return -1;
    }
    return 0;
}

int parse_field(Views *views, PyObject *object, uint32_t size, int scored, Field *field) {
    Bytes saturations, norms;
    PyObject *parts[5];
    for (Py_ssize_t i = 0; i < 5; i++)
        if (!(parts[i] = PyTuple_GetItem(object, i))) return -1;
    if (view(views, parts[0], 1, &field->postings) || view(views, parts[1], 1, &field->positions)) return -1;
    if (!scored) return 0;
    if (view(views, parts[2], 1, &field->codes) || view(views, parts[3], sizeof(double), &saturations) ||
        view(views, parts[4], sizeof(double), &norms))
        return -1;
    if (field->codes.length != size || saturations.length != SHORT * CODES * sizeof(double) ||
        norms.length != CODES * sizeof(double)) {
        PyErr_SetString(PyExc_ValueError, "a field has not a length for each document, or not all of its tables");
        return -1;
    }
    field->saturations = (const double *)saturations.data;
    field->norms = (const double *)norms.data;
    return 0;
}

void parsed_free(Parsed *parsed) {
    release(&parsed->views);
    for (size_t i = 0; i < parsed->query.part_count; i++) {
        free((void *)parsed->parts[i].clauses);
        free((void *)parsed->parts[i].terms);
    }
    free(parsed->parts);
    free(parsed->fields);
}

static int parse_terms(PyObject *alternatives, Clause *clause, Part *part) {
    Py_ssize_t count = PyTuple_Size(alternatives);
    if (count < 0) return -1;
    clause->first = (uint32_t)part->term_count;
    clause->count = (uint32_t)count;
    Term *terms = realloc((void *)part->terms, (part->term_count + (size_t)count + 1) * sizeof *terms);
    if (!terms) return PyErr_NoMemory(), -1;
    part->terms = terms;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *pair = PyTuple_GetItem(alternatives, i);
        PyObject *entry = pair ? PyTuple_GetItem(pair, 0) : NULL, *factor = pair ? PyTuple_GetItem(pair, 1) : NULL;
        Term *term = terms + part->term_count++;
        if (!entry || !factor || parse_entry(entry, &term->entry)) return -1;
        term->factor = PyFloat_AsDouble(factor);
        if (term->factor == -1.0 && PyErr_Occurred()) return -1;
    }
    return 0;
}

/* A tuple of (number of the field, ((entry, factor), ...)). */
static int parse_part(Parsed *parsed, PyObject *fields, PyObject *object, Part *part) {
    Py_ssize_t count = PyTuple_Size(object);
    Clause *clauses = count < 0 ? NULL : calloc((size_t)count + 1, sizeof *clauses);
    if (!clauses) return count < 0 ? -1 : (PyErr_NoMemory(), -1);
    part->clauses = clauses;
    part->clause_count = (size_t)count;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *pair = PyTuple_GetItem(object, i);
        PyObject *number = pair ? PyTuple_GetItem(pair, 0) : NULL, *terms = pair ? PyTuple_GetItem(pair, 1) : NULL;
        if (!number || !terms) return -1;
        long field = PyLong_AsLong(number);
        PyObject *source = PyTuple_GetItem(fields, field); /* refuses numbers out of range */
        if (!source) return -1;
        Field *target = parsed->fields + field;
        if (!target->norms && parse_field(&parsed->views, source, parsed->query.size, 1, target)) return -1;
        clauses[i].field = (uint32_t)field;
        if (parse_terms(terms, clauses + i, part)) return -1;
    }
    return 0;
}

int parse_query(PyObject *fields, PyObject *parts, uint32_t size, Parsed *parsed) {
    Py_ssize_t field_count = PyTuple_Size(fields), part_count = field_count < 0 ? -1 : PyTuple_Size(parts);
    if (part_count < 0) return -1;
    parsed->fields = calloc((size_t)field_count + 1, sizeof *parsed->fields);
    parsed->parts = calloc((size_t)part_count + 1, sizeof *parsed->parts);
    if (!parsed->fields || !parsed->parts) return PyErr_NoMemory(), -1;
    parsed->query.fields = parsed->fields;
    parsed->query.parts = parsed->parts;
    parsed->query.part_count = (size_t)part_count;
    parsed->query.size = size;
    for (Py_ssize_t i = 0; i < part_count; i++)
        if (parse_part(parsed, fields, PyTuple_GetItem(parts, i), parsed->parts + i)) return -1;
    return part_count ? 0 : (PyErr_SetString(PyExc_ValueError, "a query has no parts"), -1);
}

int parse_deleted(PyObject *object, Parsed *parsed) {
    Bytes deleted;
    if (view(&parsed->views, object, 4, &deleted)) return -1;
    parsed->query.deleted = (const uint32_t *)deleted.data;
    parsed->query.deleted_count = deleted.length / 4;
    return 0;
}

int parse_order(Views *views, PyObject *articles, PyObject *positions, uint32_t size, Best *best) {
    Bytes columns[2];
    if (view_numbers(views, articles, size, "articles", columns)) return -1;
    if (view_numbers(views, positions, size, "positions", columns + 1)) return -1;
    best->articles = (const uint32_t *)columns[0].data;
    best->positions = (const uint32_t *)columns[1].data;
    if (best->most > size) best->most = size;
    best->hits = malloc((best->most + 1) * sizeof *best->hits);
    return best->hits ? 0 : (PyErr_NoMemory(), -1);
}
