/* index/ for Python: inversion and encoding of whole fields. */
#include "arguments.h"
#include "functions.h"
#include "index/field_encoder.h"

#include <string.h>

/* Read (words, doc ends, word starts, terms); they are validated without the GIL. */
static int parse_stream(PyObject *const *objects, BufferList *buffers, unsigned int term_count,
                        TokenStream *stream) {
    const uint32_t **columns[] = {&stream->words, &stream->doc_ends, &stream->word_starts, &stream->terms};
    size_t counts[4];
    for (int i = 0; i < 4; i++) {
        Bytes column;
        if (get_buffer(buffers, objects[i], 4, &column)) return -1;
        *columns[i] = (const uint32_t *)column.data;
        counts[i] = column.length / 4;
    }
    if (!counts[2]) return raise_value_error("the starts of the terms of words must have an end"), -1;
    stream->token_count = counts[0];
    stream->doc_count = counts[1];
    stream->vocabulary_size = counts[2] - 1;
    stream->word_term_count = counts[3];
    stream->term_count = term_count;
    return 0;
}

/* Return a bytes object of zeros; its numbers may be filled until anybody else sees it. */
static PyObject *new_numbers(size_t count, uint32_t **numbers) {
    if (count > PY_SSIZE_T_MAX / 4) return PyErr_NoMemory();
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)count * 4);
    if (!bytes) return NULL;
    *numbers = (uint32_t *)PyBytes_AsString(bytes);
    memset(*numbers, 0, count * 4);
    return bytes;
}

/* (words, doc ends, word starts, terms, number of terms, whether positions are wanted)
 * -> (doc_freqs, total_term_freqs, docs, tfs, positions, doc_lengths) */
PyObject *native_invert(PyObject *module, PyObject *args) {
    PyObject *objects[4], *columns[6] = {0}, *result = NULL;
    uint32_t *docs = NULL, *tfs = NULL, *positions = NULL;
    (void)module;
    BufferList buffers = {0};
    TokenStream stream;
    TermCounts counts = {0};
    int wanted;
    const char *error;
    unsigned int term_count;
    if (!PyArg_ParseTuple(args, "OOOOIp", objects, objects + 1, objects + 2, objects + 3, &term_count,
                          &wanted))
        return NULL;
    if (parse_stream(objects, &buffers, term_count, &stream)) goto done;
    if (!(columns[0] = new_numbers(stream.term_count, &counts.doc_freqs)) ||
        !(columns[1] = new_numbers(stream.term_count, &counts.total_term_freqs)) ||
        !(columns[5] = new_numbers(stream.doc_count, &counts.doc_lengths)))
        goto done;
    Py_BEGIN_ALLOW_THREADS
    error = stream_validate(&stream);
    if (!error) error = stream_count(&stream, &counts);
    Py_END_ALLOW_THREADS
    if (!error && (!(columns[2] = new_numbers((size_t)counts.posting_count, &docs)) ||
                   !(columns[3] = new_numbers((size_t)counts.posting_count, &tfs)) ||
                   !(columns[4] = new_numbers(wanted ? (size_t)counts.position_count : 0, &positions))))
        goto done;
    if (!error) {
        Py_BEGIN_ALLOW_THREADS
        error = stream_invert(&stream, &counts, docs, tfs, wanted ? positions : NULL);
        Py_END_ALLOW_THREADS
    }
    if (error) raise_value_error(error);
    else result = PyTuple_Pack(6, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]);
done:
    for (int i = 0; i < 6; i++) Py_XDECREF(columns[i]);
    release_buffers(&buffers);
    return result;
}

static PyObject *encoded_field_tuple(const EncodedField *field) {
    const TermDictionaryWriter *dictionary = &field->dictionary;
    return Py_BuildValue("(NNNNI)", new_bytes(dictionary->blocks.data, dictionary->blocks.length),
                         new_bytes(dictionary->starts.values, dictionary->starts.count * 4),
                         new_bytes(field->postings.data, field->postings.length),
                         new_bytes(field->positions.data, field->positions.length), dictionary->term_count);
}

/* (words, doc ends, word starts, terms, joined terms, their ends, whether positions are kept)
 * -> ((dictionary blocks, their starts, postings, positions, number of terms), doc_lengths) */
PyObject *native_encode_field(PyObject *module, PyObject *args) {
    PyObject *objects[6], *lengths = NULL, *result = NULL;
    uint32_t *doc_lengths = NULL;
    Bytes joined, ends;
    BufferList buffers = {0};
    TokenStream stream;
    EncodedField field = {0};
    int keep_positions;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOOOOp", objects, objects + 1, objects + 2, objects + 3, objects + 4,
                          objects + 5, &keep_positions))
        return NULL;
    if (!get_buffer(&buffers, objects[4], 1, &joined) && !get_buffer(&buffers, objects[5], 4, &ends) &&
        !parse_stream(objects, &buffers, (unsigned int)(ends.length / 4), &stream) &&
        (lengths = new_numbers(stream.doc_count, &doc_lengths))) {
        const char *error;
        TermTable terms = {joined, (const uint32_t *)ends.data};
        Py_BEGIN_ALLOW_THREADS
        error = encode_field(&stream, &terms, keep_positions, doc_lengths, &field);
        Py_END_ALLOW_THREADS
        if (error) raise_value_error(error);
        else result = Py_BuildValue("(NO)", encoded_field_tuple(&field), lengths);
    }
    Py_XDECREF(lengths);
    encoded_field_free(&field);
    release_buffers(&buffers);
    return result;
}
