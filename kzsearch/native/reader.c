#include "reader.h"

#include <stdlib.h>

PyTypeObject *word_type;

static void reader_release(Reader *reader) {
    for (Py_ssize_t i = 0; i < reader->segments; i++) {
        release(&reader->opened[i].views);
        free(reader->opened[i].fields);
        free(reader->opened[i].begins);
    }
    free(reader->opened);
    reader->opened = NULL;
    workspace_free(&reader->workspace);
    reader->segments = 0;
}

static void reader_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    reader_release((Reader *)self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyObject *reader_close(PyObject *self, PyObject *nothing) {
    (void)nothing;
    if (((Reader *)self)->busy) {
        PyErr_SetString(PyExc_ValueError, "another thread is searching");
        return NULL;
    }
    reader_release((Reader *)self);
    Py_RETURN_NONE;
}

/* (size, deleted, articles, positions, article ids, their ends) */
static int open_segment(PyObject *object, uint32_t fields, Opened *opened) {
    PyObject *deleted, *articles, *positions, *ids, *ends;
    unsigned int size;
    Bytes columns[4];
    if (!PyArg_ParseTuple(object, "IOOOOO", &size, &deleted, &articles, &positions, &ids, &ends)) return -1;
    if (view(&opened->views, deleted, 4, columns) || view_numbers(&opened->views, articles, size, "articles", columns + 1) ||
        view_numbers(&opened->views, positions, size, "positions", columns + 2) ||
        view(&opened->views, ids, 1, &opened->ids) || view(&opened->views, ends, 4, columns + 3))
        return -1;
    opened->fields = calloc((size_t)fields + 1, sizeof *opened->fields);
    if (!opened->fields) return PyErr_NoMemory(), -1;
    opened->id_ends = (const uint32_t *)columns[3].data;
    opened->id_count = columns[3].length / 4;
    opened->segment = (Segment){opened->fields, size, (const uint32_t *)columns[0].data, columns[0].length / 4,
                                (const uint32_t *)columns[1].data, (const uint32_t *)columns[2].data, NULL};
    return 0;
}

static PyObject *reader_new(PyTypeObject *type, PyObject *args, PyObject *names) {
    (void)names;
    PyObject *segments;
    unsigned int fields;
    if (!PyArg_ParseTuple(args, "O!I", &PyTuple_Type, &segments, &fields)) return NULL;
    Py_ssize_t count = PyTuple_Size(segments);
    Reader *reader = (Reader *)PyType_GenericAlloc(type, 0);
    if (!reader) return NULL;
    reader->fields = fields;
    reader->opened = calloc((size_t)count + 1, sizeof *reader->opened);
    if (!reader->opened) {
        Py_DECREF(reader);
        return PyErr_NoMemory();
    }
    for (; reader->segments < count; reader->segments++) {
        Opened *opened = reader->opened + reader->segments;
        if (!open_segment(PyTuple_GetItem(segments, reader->segments), fields, opened)) continue;
        reader->segments++; /* so that what it has is released */
        Py_DECREF(reader);
        return NULL;
    }
    return (PyObject *)reader;
}

/* (segment, number, postings, positions, length codes, saturations, norms) */
static PyObject *reader_add_field(PyObject *self, PyObject *args) {
    Reader *reader = (Reader *)self;
    PyObject *objects[5];
    Bytes columns[5];
    Py_ssize_t segment;
    unsigned int number;
    if (!PyArg_ParseTuple(args, "nIOOOOO", &segment, &number, objects, objects + 1, objects + 2, objects + 3, objects + 4))
        return NULL;
    if (segment < 0 || segment >= reader->segments || number >= reader->fields) {
        PyErr_SetString(PyExc_ValueError, "there is no such segment or field");
        return NULL;
    }
    Opened *opened = reader->opened + segment;
    size_t alignments[] = {1, 1, 1, sizeof(double), sizeof(double)};
    for (int i = 0; i < 5; i++)
        if (view(&opened->views, objects[i], alignments[i], columns + i)) return NULL;
    if (columns[2].length != opened->segment.size || columns[3].length != SHORT * CODES * sizeof(double) ||
        columns[4].length != CODES * sizeof(double)) {
        PyErr_SetString(PyExc_ValueError, "a field has not a length for each document, or not all of its tables");
        return NULL;
    }
    opened->fields[number] = (Field){columns[0], columns[1], columns[2], (const double *)columns[3].data,
                                     (const double *)columns[4].data};
    Py_RETURN_NONE;
}

static void word_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Word *word = (Word *)self;
    for (Py_ssize_t i = 0; word->compiled && i < word->segments; i++) {
        free(word->compiled[i].clauses);
        free(word->compiled[i].terms);
    }
    free(word->compiled);
    Py_XDECREF(word->reader);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int compile_term(const Segment *segment, PyObject *pair, Clause *clause, Term *term) {
    PyObject *entry = PyTuple_GetItem(pair, 0), *factor = entry ? PyTuple_GetItem(pair, 1) : NULL;
    if (!factor || parse_entry(entry, &term->entry)) return -1;
    term->factor = PyFloat_AsDouble(factor);
    if (term->factor == -1.0 && PyErr_Occurred()) return -1;
    const char *error = term_limits(segment, clause->field, term);
    if (error) return fail(error), -1;
    if (term->most > clause->most) clause->most = term->most;
    return 0;
}

/* A tuple of (number of the field, ((entry, factor), ...), rank). */
static int compile_clauses(const Opened *opened, uint32_t fields, PyObject *clauses, Compiled *compiled) {
    Py_ssize_t count = PyTuple_Size(clauses), terms = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *clause = PyTuple_GetItem(clauses, i), *alternatives = clause ? PyTuple_GetItem(clause, 1) : NULL;
        Py_ssize_t more = alternatives ? PyTuple_Size(alternatives) : -1;
        if (more < 0) return -1;
        terms += more;
    }
    if (count < 0) return -1;
    compiled->clauses = calloc((size_t)count + 1, sizeof *compiled->clauses);
    Term *term = compiled->terms = calloc((size_t)terms + 1, sizeof *compiled->terms);
    if (!compiled->clauses || !term) return PyErr_NoMemory(), -1;
    for (; compiled->count < (size_t)count; compiled->count++) {
        Clause *clause = compiled->clauses + compiled->count;
        PyObject *source = PyTuple_GetItem(clauses, (Py_ssize_t)compiled->count), *alternatives;
        if (!PyArg_ParseTuple(source, "IOd", &clause->field, &alternatives, &clause->rank)) return -1;
        if (clause->field >= fields || !opened->fields[clause->field].norms)
            return PyErr_SetString(PyExc_ValueError, "a clause asks for a field that was not added"), -1;
        clause->terms = term;
        for (; clause->count < (uint32_t)PyTuple_Size(alternatives); clause->count++)
            if (compile_term(&opened->segment, PyTuple_GetItem(alternatives, clause->count), clause, term++)) return -1;
    }
    return 0;
}

static PyObject *reader_word(PyObject *self, PyObject *clauses) {
    Reader *reader = (Reader *)self;
    if (PyTuple_Size(clauses) != reader->segments) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "a word has clauses for every segment");
        return NULL;
    }
    Word *word = (Word *)PyType_GenericAlloc(word_type, 0);
    if (!word) return NULL;
    Py_INCREF(reader);
    word->reader = reader;
    word->segments = reader->segments;
    word->compiled = calloc((size_t)reader->segments + 1, sizeof *word->compiled);
    if (!word->compiled) PyErr_NoMemory();
    for (Py_ssize_t i = 0; word->compiled && i < reader->segments; i++) {
        if (!compile_clauses(reader->opened + i, reader->fields, PyTuple_GetItem(clauses, i), word->compiled + i)) continue;
        reader->failed = i;
        Py_DECREF(word);
        return NULL;
    }
    return (PyObject *)word;
}

static PyObject *reader_failed(PyObject *self, void *closure) {
    (void)closure;
    return PyLong_FromSsize_t(((Reader *)self)->failed);
}

static PyMethodDef reader_methods[] = {
    {"add_field", reader_add_field, METH_VARARGS, NULL},
    {"articles", (PyCFunction)(void (*)(void))reader_articles, METH_FASTCALL, NULL},
    {"best", (PyCFunction)(void (*)(void))reader_best, METH_FASTCALL, NULL},
    {"close", reader_close, METH_NOARGS, NULL},
    {"count_best", (PyCFunction)(void (*)(void))reader_count_best, METH_FASTCALL, NULL},
    {"matches", reader_matches, METH_VARARGS, NULL},
    {"score", reader_score, METH_VARARGS, NULL},
    {"top", reader_top, METH_VARARGS, NULL},
    {"word", reader_word, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef reader_attributes[] = {{"failed", reader_failed, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

static PyType_Slot reader_slots[] = {
    {Py_tp_new, (void *)reader_new},       {Py_tp_dealloc, (void *)reader_dealloc},
    {Py_tp_methods, reader_methods},       {Py_tp_getset, reader_attributes},
    {0, NULL},
};

static PyType_Slot word_slots[] = {{Py_tp_dealloc, (void *)word_dealloc}, {0, NULL}};

static PyType_Spec reader_spec = {"kzsearch._native.Reader", sizeof(Reader), 0, Py_TPFLAGS_DEFAULT, reader_slots};
static PyType_Spec word_spec = {"kzsearch._native.Word", sizeof(Word), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, word_slots};

int add_types(PyObject *module) {
    PyObject *reader = PyType_FromSpec(&reader_spec), *word = PyType_FromSpec(&word_spec);
    if (!reader || !word) return -1;
    Py_XDECREF(word_type);
    word_type = (PyTypeObject *)word;
    return PyModule_AddObject(module, "Reader", reader);
}
