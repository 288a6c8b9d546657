/* kzsearch._native: lists.c, invert.c, field.c and search.c for Python. See engine/native.py for what the functions mean.
 *
 * Limited API of CPython 3.10, so that one build serves all later versions. Arguments are checked here: sizes of
 * buffers, numbers of fields; the contents of posting lists where they are unpacked.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdlib.h>
#include <string.h>

#include "dictionary.h"
#include "field.h"
#include "invert.h"
#include "search.h"

#if defined(Py_LIMITED_API) && Py_LIMITED_API + 0 < 0x030B0000
/* The buffer protocol became part of the limited API with 3.11, as it had been since 3.0. */
typedef struct bufferinfo {
    void *buf;
    PyObject *obj;
    Py_ssize_t len, itemsize;
    int readonly, ndim;
    char *format;
    Py_ssize_t *shape, *strides, *suboffsets;
    void *internal;
} Py_buffer;
#define PyBUF_SIMPLE 0
PyAPI_FUNC(int) PyObject_GetBuffer(PyObject *, Py_buffer *, int);
PyAPI_FUNC(void) PyBuffer_Release(Py_buffer *);
#endif

static PyObject *format_error; /* kzsearch.errors.IndexFormatError */

/* The buffers of the arguments of one call. */
typedef struct {
    Py_buffer *views;
    size_t count, room;
} Views;

static void release(Views *views) {
    for (size_t i = 0; i < views->count; i++) PyBuffer_Release(views->views + i);
    free(views->views);
}

static int view(Views *views, PyObject *object, size_t alignment, Bytes *bytes) {
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

static int view_numbers(Views *views, PyObject *object, size_t expected, const char *name, Bytes *bytes) {
    if (view(views, object, 4, bytes)) return -1;
    if (bytes->length == expected * 4) return 0;
    PyErr_Format(PyExc_ValueError, "%s: expected %zu numbers, not %zu bytes", name, expected, bytes->length);
    return -1;
}

static PyObject *fail(const char *error) {
    if (error == OUT_OF_MEMORY) return PyErr_NoMemory();
    PyErr_SetString(format_error, error);
    return NULL;
}

static PyObject *as_bytes(const void *data, size_t length) {
    return PyBytes_FromStringAndSize(data, (Py_ssize_t)length);
}

static int parse_entry(PyObject *object, Entry *entry) {
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

/* A field is (postings, positions, codes, saturations, norms); the last three only where scores are asked for. */
static int parse_field(Views *views, PyObject *object, uint32_t size, int scored, Field *field) {
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

typedef struct {
    Query query;
    Views views;
    Field *fields;
    Part *parts; /* each with clauses and terms of its own */
} Parsed;

static void parsed_free(Parsed *parsed) {
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

static int parse_query(PyObject *fields, PyObject *parts, uint32_t size, Parsed *parsed) {
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

static int parse_deleted(PyObject *object, Parsed *parsed) {
    Bytes deleted;
    if (view(&parsed->views, object, 4, &deleted)) return -1;
    parsed->query.deleted = (const uint32_t *)deleted.data;
    parsed->query.deleted_count = deleted.length / 4;
    return 0;
}

static int parse_order(Views *views, PyObject *articles, PyObject *positions, uint32_t size, Best *best) {
    Bytes columns[2];
    if (view_numbers(views, articles, size, "articles", columns)) return -1;
    if (view_numbers(views, positions, size, "positions", columns + 1)) return -1;
    best->articles = (const uint32_t *)columns[0].data;
    best->positions = (const uint32_t *)columns[1].data;
    if (best->most > size) best->most = size;
    best->hits = malloc((best->most + 1) * sizeof *best->hits);
    return best->hits ? 0 : (PyErr_NoMemory(), -1);
}

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

static int parse_stream(PyObject *args, Views *views, Stream *stream, int *placed) {
    PyObject *objects[4];
    const uint32_t **columns[] = {&stream->words, &stream->ends, &stream->offsets, &stream->ordinals};
    size_t counts[4];
    unsigned int terms;
    if (!PyArg_ParseTuple(args, "OOOOIp", objects, objects + 1, objects + 2, objects + 3, &terms, placed)) return -1;
    for (int i = 0; i < 4; i++) {
        Bytes column;
        if (view(views, objects[i], 4, &column)) return -1;
        *columns[i] = (const uint32_t *)column.data;
        counts[i] = column.length / 4;
    }
    if (!counts[2]) {
        PyErr_SetString(PyExc_ValueError, "there must be an end of the terms");
        return -1;
    }
    stream->word_count = counts[0];
    stream->documents = counts[1];
    stream->vocabulary = counts[2] - 1;
    stream->ordinal_count = counts[3];
    stream->terms = terms;
    return 0;
}

/* Numbers that are filled after their object was made, but before anybody else sees it. */
static PyObject *zeros(size_t count, uint32_t **numbers) {
    PyObject *bytes = count > PY_SSIZE_T_MAX / 4 ? PyErr_NoMemory() : PyBytes_FromStringAndSize(NULL, (Py_ssize_t)count * 4);
    if (!bytes) return NULL;
    *numbers = (uint32_t *)PyBytes_AsString(bytes);
    memset(*numbers, 0, count * 4);
    return bytes;
}

/* (documents, occurrences, ids, frequencies, positions, lengths) */
static PyObject *native_invert(PyObject *self, PyObject *args) {
    PyObject *columns[6] = {0}, *result = NULL;
    uint32_t *ids, *frequencies, *positions;
    (void)self;
    Views views = {0};
    Stream stream;
    Counts counts = {0};
    int placed;
    const char *error;
    if (parse_stream(args, &views, &stream, &placed)) goto done;
    if (!(columns[0] = zeros(stream.terms, &counts.documents)) ||
        !(columns[1] = zeros(stream.terms, &counts.occurrences)) ||
        !(columns[5] = zeros(stream.documents, &counts.lengths)))
        goto done;
    Py_BEGIN_ALLOW_THREADS
    error = stream_check(&stream);
    if (!error) error = stream_count(&stream, &counts);
    Py_END_ALLOW_THREADS
    if (!error && (!(columns[2] = zeros((size_t)counts.postings, &ids)) ||
                   !(columns[3] = zeros((size_t)counts.postings, &frequencies)) ||
                   !(columns[4] = zeros(placed ? (size_t)counts.places : 0, &positions))))
        goto done;
    if (!error) {
        Py_BEGIN_ALLOW_THREADS
        error = stream_place(&stream, &counts, ids, frequencies, placed ? positions : NULL);
        Py_END_ALLOW_THREADS
    }
    if (error == OUT_OF_MEMORY) PyErr_NoMemory();
    else if (error) PyErr_SetString(PyExc_ValueError, error);
    else result = PyTuple_Pack(6, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]);
done:
    for (int i = 0; i < 6; i++) Py_XDECREF(columns[i]);
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

static int parse_postings(PyObject *args, Views *views, Postings *postings) {
    PyObject *objects[7];
    Bytes columns[7];
    if (!PyArg_ParseTuple(args, "OOOOOOO", objects, objects + 1, objects + 2, objects + 3, objects + 4, objects + 5,
                          objects + 6))
        return -1;
    if (view(views, objects[0], 1, columns) || view(views, objects[1], 4, columns + 1)) return -1;
    size_t terms = columns[1].length / 4;
    if (view_numbers(views, objects[2], terms, "documents", columns + 2) ||
        view_numbers(views, objects[3], terms, "occurrences", columns + 3) || view(views, objects[4], 4, columns + 4) ||
        view_numbers(views, objects[5], columns[4].length / 4, "frequencies", columns + 5) ||
        (objects[6] != Py_None && view(views, objects[6], 4, columns + 6)))
        return -1;
    const uint32_t **targets[] = {&postings->ends, &postings->documents, &postings->occurrences, &postings->ids,
                                  &postings->frequencies, &postings->positions};
    for (int i = 0; i < 6; i++) *targets[i] = (const uint32_t *)columns[i + 1].data;
    postings->terms = columns[0];
    postings->term_count = terms;
    postings->posting_count = columns[4].length / 4;
    if (objects[6] == Py_None) postings->positions = NULL;
    else postings->position_count = columns[6].length / 4;
    return 0;
}

/* (dictionary, starts, postings, positions, number of terms) */
static PyObject *native_encode_field(PyObject *self, PyObject *args) {
    (void)self;
    PyObject *result = NULL;
    Views views = {0};
    Postings postings = {0};
    EncodedField field = {0};
    if (!parse_postings(args, &views, &postings)) {
        const char *error;
        Py_BEGIN_ALLOW_THREADS
        error = field_encode(&postings, &field);
        Py_END_ALLOW_THREADS
        if (error == OUT_OF_MEMORY) PyErr_NoMemory();
        else if (error) PyErr_SetString(PyExc_ValueError, error);
        else
            result = Py_BuildValue("(NNNNI)", as_bytes(field.dictionary.data, field.dictionary.length),
                                   as_bytes(field.starts.values, field.starts.count * 4),
                                   as_bytes(field.postings.data, field.postings.length),
                                   as_bytes(field.positions.data, field.positions.length), field.terms);
    }
    free(field.dictionary.data);
    free(field.starts.values);
    free(field.postings.data);
    free(field.positions.data);
    release(&views);
    return result;
}

static PyMethodDef methods[] = {
    {"best", native_best, METH_VARARGS, NULL},
    {"decode", native_decode, METH_VARARGS, NULL},
    {"decode_positions", native_decode_positions, METH_VARARGS, NULL},
    {"encode", native_encode, METH_VARARGS, NULL},
    {"encode_field", native_encode_field, METH_VARARGS, NULL},
    {"find", native_find, METH_VARARGS, NULL},
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
