/* kzsearch._native: dictionary.c, lists.c, search.c and phrase.c for Python. kzsearch/engine/native.py and
 * kzsearch/columns/lists.py say what the functions mean.
 *
 * Limited API of CPython 3.10, so that one build serves all later versions. Arguments are checked here: sizes of
 * buffers, numbers of fields; the contents of posting lists where they are unpacked.
 */
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "bulk.h"
#include "dictionary.h"

static PyObject *hit_list(Best *best) {
    best_sort(best);
    PyObject *list = PyList_New((Py_ssize_t)best->count);
    for (size_t i = 0; list && i < best->count; i++) {
        PyObject *pair = Py_BuildValue("(Id)", best->hits[i].document, best->hits[i].score);
        if (!pair || PyList_SetItem(list, (Py_ssize_t)i, pair)) Py_CLEAR(list);
    }
    return list;
}

static PyObject *native_best(PyObject *self, PyObject *args) {
    PyObject *fields, *parts, *deleted, *articles, *positions, *result = NULL;
    unsigned int size;
    Py_ssize_t most;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOIOOOn", &fields, &parts, &size, &deleted, &articles, &positions, &most))
        return NULL;
    Parsed parsed = {0};
    Best best = {.most = most > 0 ? (size_t)most : 0};
    if (!parse_query(fields, parts, size, &parsed) && !parse_deleted(deleted, &parsed) &&
        !parse_order(&parsed.views, articles, positions, size, &best)) {
        const char *error;
        Py_BEGIN_ALLOW_THREADS
        error = query_best(&parsed.query, &best);
        Py_END_ALLOW_THREADS
        result = error ? fail(error) : Py_BuildValue("(KN)", (unsigned long long)best.total, hit_list(&best));
    }
    free(best.hits);
    parsed_free(&parsed);
    return result;
}

static PyObject *native_matches(PyObject *self, PyObject *args) {
    PyObject *fields, *parts, *deleted, *result = NULL;
    unsigned int size;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOIO", &fields, &parts, &size, &deleted)) return NULL;
    Parsed parsed = {0};
    Hits hits = {{0}};
    if (!parse_query(fields, parts, size, &parsed) && !parse_deleted(deleted, &parsed)) {
        const char *error;
        Py_BEGIN_ALLOW_THREADS
        error = query_all(&parsed.query, &hits);
        Py_END_ALLOW_THREADS
        result = error ? fail(error)
                       : Py_BuildValue("(NN)", as_bytes(hits.ids.values, hits.ids.count * 4),
                                       as_bytes(hits.scores, hits.ids.count * sizeof(double)));
    }
    free(hits.ids.values);
    free(hits.scores);
    parsed_free(&parsed);
    return result;
}

static PyObject *native_score(PyObject *self, PyObject *args) {
    PyObject *fields, *parts, *documents, *result = NULL;
    unsigned int size;
    double absent;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOIOd", &fields, &parts, &size, &documents, &absent)) return NULL;
    Parsed parsed = {0};
    Bytes ids;
    double *scores = NULL;
    if (!parse_query(fields, parts, size, &parsed) && !view(&parsed.views, documents, 4, &ids)) {
        const char *error = OUT_OF_MEMORY;
        size_t count = ids.length / 4;
        scores = malloc((count + 1) * sizeof *scores);
        Py_BEGIN_ALLOW_THREADS
        if (scores) error = part_score(&parsed.query, parsed.parts, (const uint32_t *)ids.data, count, absent, scores);
        Py_END_ALLOW_THREADS
        result = error ? fail(error) : as_bytes(scores, count * sizeof *scores);
    }
    free(scores);
    parsed_free(&parsed);
    return result;
}

static PyObject *native_top(PyObject *self, PyObject *args) {
    PyObject *documents, *values, *articles, *positions, *result = NULL;
    Py_ssize_t most;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOn", &documents, &values, &articles, &positions, &most)) return NULL;
    Views views = {0};
    Bytes ids, scores, order;
    Best best = {.most = most > 0 ? (size_t)most : 0};
    if (view(&views, documents, 4, &ids) || view(&views, values, sizeof(double), &scores) ||
        view(&views, articles, 4, &order) ||
        parse_order(&views, articles, positions, (uint32_t)(order.length / 4), &best))
        goto done;
    const uint32_t *id = (const uint32_t *)ids.data;
    const double *score = (const double *)scores.data;
    if (ids.length / 4 != scores.length / sizeof(double)) {
        PyErr_SetString(PyExc_ValueError, "there must be as many scores as documents");
        goto done;
    }
    for (size_t i = 0; i < ids.length / 4; i++) {
        if (id[i] >= order.length / 4) {
            fail("a document lies outside of its segment");
            goto done;
        }
        best_offer(&best, id[i], score[i]);
    }
    result = hit_list(&best);
done:
    free(best.hits);
    release(&views);
    return result;
}

static PyObject *native_phrase(PyObject *self, PyObject *args) {
    PyObject *source, *slots, *result = NULL;
    unsigned int size;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOI", &source, &slots, &size)) return NULL;
    Views views = {0};
    Field field;
    Numbers ids = {0};
    Py_ssize_t count = PyTuple_Size(slots);
    Slot *parsed = count < 0 ? NULL : calloc((size_t)count + 1, sizeof *parsed);
    if (!parsed) return count < 0 ? NULL : PyErr_NoMemory();
    if (parse_field(&views, source, size, 0, &field)) goto done;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *entries = PyTuple_GetItem(slots, i);
        Py_ssize_t alternatives = PyTuple_Size(entries);
        Entry *target = alternatives < 0 ? NULL : calloc((size_t)alternatives + 1, sizeof *target);
        if (!target) {
            if (alternatives >= 0) PyErr_NoMemory();
            goto done;
        }
        parsed[i] = (Slot){target, (size_t)alternatives};
        for (Py_ssize_t j = 0; j < alternatives; j++)
            if (parse_entry(PyTuple_GetItem(entries, j), target + j)) goto done;
    }
    const char *error;
    Py_BEGIN_ALLOW_THREADS
    error = phrase_documents(field.postings, field.positions, size, parsed, (size_t)count, &ids);
    Py_END_ALLOW_THREADS
    result = error ? fail(error) : as_bytes(ids.values, ids.count * 4);
done:
    for (Py_ssize_t i = 0; i < count; i++) free((void *)parsed[i].entries);
    free(parsed);
    free(ids.values);
    release(&views);
    return result;
}

static PyObject *native_decode(PyObject *self, PyObject *args) {
    PyObject *source, *object, *result = NULL;
    unsigned int size;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOI", &source, &object, &size)) return NULL;
    Views views = {0};
    Bytes postings;
    Entry entry;
    Cursor cursor;
    uint32_t *ids = NULL, *frequencies;
    if (view(&views, source, 1, &postings) || parse_entry(object, &entry)) goto done;
    const char *error = cursor_open(&cursor, postings, &entry, size);
    if (!error && !(ids = malloc((size_t)entry.documents * 8))) error = OUT_OF_MEMORY;
    frequencies = error ? NULL : ids + entry.documents;
    for (size_t at = 0; !error && cursor.document != NO_DOCUMENT; error = cursor_next_block(&cursor)) {
        memcpy(ids + at, cursor.ids, 4 * (size_t)cursor.count);
        cursor_frequencies(&cursor);
        memcpy(frequencies + at, cursor.frequencies, 4 * (size_t)cursor.count);
        at += cursor.count;
    }
    result = error ? fail(error)
                   : Py_BuildValue("(NN)", as_bytes(ids, (size_t)entry.documents * 4),
                                   as_bytes(frequencies, (size_t)entry.documents * 4));
done:
    free(ids);
    release(&views);
    return result;
}

static PyObject *native_decode_positions(PyObject *self, PyObject *args) {
    PyObject *sources[2], *object, *result = NULL;
    unsigned int size;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOI", sources, sources + 1, &object, &size)) return NULL;
    Views views = {0};
    Bytes postings, positions;
    Entry entry;
    Numbers found = {0};
    if (!view(&views, sources[0], 1, &postings) && !view(&views, sources[1], 1, &positions) &&
        !parse_entry(object, &entry)) {
        const char *error = list_positions(postings, positions, &entry, size, &found);
        result = error ? fail(error) : as_bytes(found.values, found.count * 4);
    }
    free(found.values);
    release(&views);
    return result;
}

static PyObject *native_encode(PyObject *self, PyObject *args) {
    PyObject *objects[3], *result = NULL;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOO", objects, objects + 1, objects + 2)) return NULL;
    Views views = {0};
    Bytes ids, frequencies, positions = {0};
    Buffer postings = {0}, places = {0};
    int placed = objects[2] != Py_None;
    if (view(&views, objects[0], 4, &ids) || view_numbers(&views, objects[1], ids.length / 4, "frequencies", &frequencies))
        goto done;
    if (placed) {
        if (view(&views, objects[2], 4, &positions)) goto done;
        uint64_t count = 0;
        for (size_t i = 0; i < ids.length / 4; i++) count += ((const uint32_t *)frequencies.data)[i];
        if (count != positions.length / 4) {
            PyErr_SetString(PyExc_ValueError, "there must be as many positions as the frequencies say");
            goto done;
        }
    }
    const char *error = list_encode((const uint32_t *)ids.data, (const uint32_t *)frequencies.data, ids.length / 4,
                                    placed ? (const uint32_t *)positions.data : NULL, &postings, &places);
    if (error && error != OUT_OF_MEMORY) PyErr_SetString(PyExc_ValueError, error);
    else if (error) PyErr_NoMemory();
    else result = Py_BuildValue("(NN)", as_bytes(postings.data, postings.length), as_bytes(places.data, places.length));
done:
    free(postings.data);
    free(places.data);
    release(&views);
    return result;
}

static PyObject *native_find(PyObject *self, PyObject *args) {
    PyObject *sources[3], *result = NULL;
    unsigned long long count;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOKO", sources, sources + 1, &count, sources + 2)) return NULL;
    Views views = {0};
    Bytes terms, starts, key;
    if (!view(&views, sources[0], 1, &terms) && !view(&views, sources[1], 4, &starts) &&
        !view(&views, sources[2], 1, &key)) {
        int found = 0;
        uint64_t ordinal = 0;
        Entry e;
        const char *error = find_term(terms, starts, count, key, &ordinal, &e, &found);
        if (error) fail(error);
        else if (found)
            result = Py_BuildValue("(KKKKKKK)", (unsigned long long)ordinal, (unsigned long long)e.documents,
                                   (unsigned long long)e.occurrences, (unsigned long long)e.postings,
                                   (unsigned long long)e.postings_end, (unsigned long long)e.positions,
                                   (unsigned long long)e.positions_end);
        else {
            result = Py_None;
            Py_INCREF(result);
        }
    }
    release(&views);
    return result;
}

static PyObject *native_terms(PyObject *self, PyObject *args) {
    PyObject *sources[2], *ordinals, *list = NULL;
    unsigned long long count;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOKO", sources, sources + 1, &count, &ordinals)) return NULL;
    Views views = {0};
    Bytes terms, starts;
    Buffer term = {0};
    Py_ssize_t wanted = PyTuple_Size(ordinals);
    if (wanted < 0 || view(&views, sources[0], 1, &terms) || view(&views, sources[1], 4, &starts)) goto done;
    list = PyList_New(wanted);
    for (Py_ssize_t i = 0; list && i < wanted; i++) {
        uint64_t ordinal = PyLong_AsUnsignedLongLong(PyTuple_GetItem(ordinals, i));
        const char *error = PyErr_Occurred() ? "" : term_at(terms, starts, count, ordinal, &term);
        if (error && !PyErr_Occurred()) fail(error);
        PyObject *bytes = error ? NULL : as_bytes(term.data, term.length);
        if (!bytes || PyList_SetItem(list, i, bytes)) Py_CLEAR(list);
    }
done:
    free(term.data);
    release(&views);
    return list;
}

static PyObject *native_frequent(PyObject *self, PyObject *args) {
    PyObject *sources[3], *list = NULL;
    unsigned long long count, wanted;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOKOK", sources, sources + 1, &count, sources + 2, &wanted)) return NULL;
    Views views = {0};
    Bytes terms, starts, prefix;
    Buffer term = {0};
    Frequent *found = NULL;
    size_t used = 0;
    if (view(&views, sources[0], 1, &terms) || view(&views, sources[1], 4, &starts) ||
        view(&views, sources[2], 1, &prefix))
        goto done;
    uint64_t most = starts.length / 4 * 16; /* there are no more */
    if (wanted < most) most = wanted;
    found = malloc((size_t)(most + 1) * sizeof *found);
    const char *error = OUT_OF_MEMORY;
    Py_BEGIN_ALLOW_THREADS
    if (found) error = frequent_terms(terms, starts, count, prefix, (size_t)most, found, &used);
    Py_END_ALLOW_THREADS
    list = error ? fail(error) : PyList_New((Py_ssize_t)used);
    for (size_t i = 0; list && i < used; i++) {
        error = term_at(terms, starts, count, found[i].ordinal, &term);
        PyObject *pair = error ? fail(error)
                               : Py_BuildValue("(NK)", as_bytes(term.data, term.length),
                                               (unsigned long long)found[i].documents);
        if (!pair || PyList_SetItem(list, (Py_ssize_t)i, pair)) Py_CLEAR(list);
    }
done:
    free(term.data);
    free(found);
    release(&views);
    return list;
}

static PyMethodDef methods[] = {
    {"best", native_best, METH_VARARGS, NULL},
    {"decode", native_decode, METH_VARARGS, NULL},
    {"decode_positions", native_decode_positions, METH_VARARGS, NULL},
    {"encode", native_encode, METH_VARARGS, NULL},
    {"encode_field", native_encode_field, METH_VARARGS, NULL},
    {"find", native_find, METH_VARARGS, NULL},
    {"frequent", native_frequent, METH_VARARGS, NULL},
    {"invert", native_invert, METH_VARARGS, NULL},
    {"matches", native_matches, METH_VARARGS, NULL},
    {"phrase", native_phrase, METH_VARARGS, NULL},
    {"score", native_score, METH_VARARGS, NULL},
    {"terms", native_terms, METH_VARARGS, NULL},
    {"top", native_top, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int execute(PyObject *module) {
    (void)module;
    PyObject *errors = PyImport_ImportModule("kzsearch.errors");
    if (!errors) return -1;
    Py_XDECREF(format_error);
    format_error = PyObject_GetAttrString(errors, "IndexFormatError");
    Py_DECREF(errors);
    return format_error ? 0 : -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "kzsearch._native", "Kernels over columns; see kzsearch.engine.native.", 0, methods, slots,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
