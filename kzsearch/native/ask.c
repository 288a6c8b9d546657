#include "ask.h"

#include <stdlib.h>

void asked_free(Asked *asked, Reader *reader) {
    if (!reader->workspace.window && !reader->workspace.room) reader->workspace = asked->workspace;
    else workspace_free(&asked->workspace);
    free(asked->parts);
    free(asked->clauses);
    free(asked->slots);
    free(asked->standing);
}

/* Inserts the clauses of a word among those of its part: the higher rank first, equal ones as they came. */
static void add_clauses(Part *part, const Compiled *word) {
    for (size_t i = 0; i < word->count; i++) {
        const Clause *clause = word->clauses + i;
        size_t at = part->clause_count++;
        for (; at && part->clauses[at - 1]->rank < clause->rank; at--) part->clauses[at] = part->clauses[at - 1];
        part->clauses[at] = clause;
        part->term_count += clause->count;
    }
}

static const Clause *clause_in(const Compiled *word, uint32_t field) {
    for (size_t i = 0; i < word->count; i++)
        if (word->clauses[i].field == field) return word->clauses + i;
    return NULL;
}

static const Compiled *word_in(const Reader *reader, PyObject *object, Py_ssize_t segment) {
    if (object && Py_TYPE(object) == word_type && ((Word *)object)->reader == reader &&
        ((Word *)object)->segments == reader->segments)
        return ((Word *)object)->compiled + segment;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "a part consists of words of this reader");
    return NULL;
}

/* The room that a query takes in a segment: clauses, slots, fields to stand in. */
static int measure(const Reader *reader, PyObject *parts, Py_ssize_t segment, size_t *clauses, size_t *slots, size_t *standing) {
    for (Py_ssize_t p = 0; p < PyTuple_Size(parts); p++) {
        PyObject *part = PyTuple_GetItem(parts, p), *words = PyTuple_GetItem(part, 0);
        PyObject *fields = words ? PyTuple_GetItem(part, 1) : NULL;
        Py_ssize_t count = words ? PyTuple_Size(words) : -1, places = fields ? PyTuple_Size(fields) : -1;
        if (count < 0 || places < 0) return -1;
        for (Py_ssize_t i = 0; i < count; i++) {
            const Compiled *word = word_in(reader, PyTuple_GetItem(words, i), segment);
            if (!word) return -1;
            *clauses += word->count;
        }
        *slots += (size_t)(count * places);
        *standing += (size_t)places;
    }
    return PyErr_Occurred() ? -1 : 0;
}

/* `measure` has seen that all is there. A part that is no phrase has no fields to stand in. */
static int ask_part(Asked *asked, const Reader *reader, PyObject *source, Py_ssize_t segment, Part *part) {
    PyObject *words = PyTuple_GetItem(source, 0), *fields = PyTuple_GetItem(source, 1);
    Py_ssize_t count = PyTuple_Size(words), places = PyTuple_Size(fields);
    for (Py_ssize_t i = 0; i < count; i++) add_clauses(part, word_in(reader, PyTuple_GetItem(words, i), segment));
    if (!part->clause_count) asked->nothing = 1;
    for (Py_ssize_t f = 0; f < places; f++) {
        unsigned long field = PyLong_AsUnsignedLong(PyTuple_GetItem(fields, f));
        if (field == (unsigned long)-1 && PyErr_Occurred()) return -1;
        if (field >= reader->fields) return PyErr_SetString(PyExc_ValueError, "there is no such field"), -1;
        asked->standing[f] = (uint32_t)field;
        for (Py_ssize_t i = 0; i < count; i++)
            asked->slots[f * count + i] = clause_in(word_in(reader, PyTuple_GetItem(words, i), segment), (uint32_t)field);
    }
    if (places) part->slot_count = (size_t)count;
    part->standing_count = (size_t)places;
    return 0;
}

int ask(Asked *asked, Reader *reader, PyObject *parts, Py_ssize_t segment) {
    size_t clauses = 0, slots = 0, standing = 0;
    Py_ssize_t count = PyTuple_Size(parts);
    if (count <= 0) return count ? -1 : (PyErr_SetString(PyExc_ValueError, "a query has no parts"), -1);
    if (measure(reader, parts, segment, &clauses, &slots, &standing)) return -1;
    asked->parts = calloc((size_t)count, sizeof *asked->parts);
    asked->clauses = malloc((clauses + 1) * sizeof *asked->clauses);
    asked->slots = malloc((slots + 1) * sizeof *asked->slots);
    asked->standing = malloc((standing + 1) * sizeof *asked->standing);
    if (!asked->parts || !asked->clauses || !asked->slots || !asked->standing) return PyErr_NoMemory(), -1;
    asked->workspace = reader->workspace;
    reader->workspace = (Workspace){NULL, NULL};
    asked->query = (Query){&reader->opened[segment].segment, asked->parts, (size_t)count, &asked->workspace};
    const Clause **next_clause = asked->clauses, **next_slot = asked->slots;
    uint32_t *next_field = asked->standing;
    for (Py_ssize_t p = 0; p < count; p++) {
        Part *part = asked->parts + p;
        Asked here = {.slots = next_slot, .standing = next_field};
        *part = (Part){.clauses = next_clause, .slots = (const Clause *const *)next_slot, .standing = next_field};
        if (ask_part(&here, reader, PyTuple_GetItem(parts, p), segment, part)) return -1;
        asked->nothing |= here.nothing;
        next_clause += part->clause_count;
        next_slot += part->slot_count * part->standing_count;
        next_field += part->standing_count;
    }
    return 0;
}
