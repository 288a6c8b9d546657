/* invert.c and field.c for Python; kzsearch/columns/bulk.py says what the functions mean. */
#include "bulk.h"

#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "field.h"
#include "invert.h"

static int parse_stream(PyObject *const *objects, Views *views, unsigned int terms, Stream *stream) {
    const uint32_t **columns[] = {&stream->words, &stream->ends, &stream->offsets, &stream->ordinals};
    size_t counts[4];
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
PyObject *native_invert(PyObject *self, PyObject *args) {
    PyObject *columns[6] = {0}, *result = NULL;
    uint32_t *ids, *frequencies, *positions;
    (void)self;
    Views views = {0};
    Stream stream;
    Counts counts = {0};
    int placed;
    const char *error;
    PyObject *objects[4];
    unsigned int terms;
    if (!PyArg_ParseTuple(args, "OOOOIp", objects, objects + 1, objects + 2, objects + 3, &terms, &placed)) return NULL;
    if (parse_stream(objects, &views, terms, &stream)) goto done;
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

static PyObject *encoded(const EncodedField *field) {
    return Py_BuildValue("(NNNNI)", as_bytes(field->dictionary.data, field->dictionary.length),
                         as_bytes(field->starts.values, field->starts.count * 4),
                         as_bytes(field->postings.data, field->postings.length),
                         as_bytes(field->positions.data, field->positions.length), field->terms);
}

/* (words, ends, offsets, ordinals, terms, their ends, whether positions are kept)
 * -> ((dictionary, starts, postings, positions, number of terms), lengths) */
PyObject *native_encode_stream(PyObject *self, PyObject *args) {
    PyObject *objects[6], *column = NULL, *result = NULL;
    uint32_t *lengths;
    Bytes terms, ends;
    Views views = {0};
    Stream stream;
    EncodedField field = {0};
    int placed;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOOOp", objects, objects + 1, objects + 2, objects + 3, objects + 4, objects + 5, &placed))
        return NULL;
    if (!view(&views, objects[4], 1, &terms) && !view(&views, objects[5], 4, &ends) &&
        !parse_stream(objects, &views, (unsigned int)(ends.length / 4), &stream) &&
        (column = zeros(stream.documents, &lengths))) {
        const char *error;
        Py_BEGIN_ALLOW_THREADS
        error = stream_encode(&stream, terms, (const uint32_t *)ends.data, placed, lengths, &field);
        Py_END_ALLOW_THREADS
        if (error == OUT_OF_MEMORY) PyErr_NoMemory();
        else if (error) PyErr_SetString(PyExc_ValueError, error);
        else result = Py_BuildValue("(NO)", encoded(&field), column);
    }
    Py_XDECREF(column);
    field_free(&field);
    release(&views);
    return result;
}
