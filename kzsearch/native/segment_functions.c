/* segment/ for Python: posting lists, dictionaries, stored texts. */
#include "arguments.h"
#include "functions.h"
#include "segment/positions.h"
#include "segment/term_dictionary.h"
#include "segment/text_codec.h"

#include <stdlib.h>
#include <string.h>

/* (postings, term info, max_doc) -> (docs, tfs) */
PyObject *native_decode_postings(PyObject *module, PyObject *args) {
    PyObject *source, *tuple, *result = NULL;
    unsigned int max_doc;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOI", &source, &tuple, &max_doc)) return NULL;
    BufferList buffers = {0};
    Bytes postings;
    TermInfo info;
    PostingsCursor cursor;
    uint32_t *docs = NULL, *tfs;
    if (get_buffer(&buffers, source, 1, &postings) || parse_term_info(tuple, &info)) goto done;
    const char *error = cursor_open(&cursor, postings, &info, max_doc);
    if (!error && !(docs = malloc((size_t)info.doc_freq * 8))) error = OUT_OF_MEMORY;
    tfs = error ? NULL : docs + info.doc_freq;
    for (size_t at = 0; !error && cursor.block < cursor.block_count; cursor_next_block(&cursor)) {
        if ((error = cursor_decode_block(&cursor))) break;
        memcpy(docs + at, cursor.docs, 4 * (size_t)cursor.count);
        cursor_decode_tfs(&cursor);
        memcpy(tfs + at, cursor.tfs, 4 * (size_t)cursor.count);
        at += cursor.count;
    }
    result = error ? raise_format_error(error)
                   : Py_BuildValue("(NN)", new_bytes(docs, (size_t)info.doc_freq * 4),
                                   new_bytes(tfs, (size_t)info.doc_freq * 4));
done:
    free(docs);
    release_buffers(&buffers);
    return result;
}

/* (postings, positions, term info, max_doc) -> positions */
PyObject *native_decode_positions(PyObject *module, PyObject *args) {
    PyObject *sources[2], *tuple, *result = NULL;
    unsigned int max_doc;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOI", sources, sources + 1, &tuple, &max_doc)) return NULL;
    BufferList buffers = {0};
    Bytes postings, positions;
    TermInfo info;
    U32Array found = {0};
    if (!get_buffer(&buffers, sources[0], 1, &postings) && !get_buffer(&buffers, sources[1], 1, &positions) &&
        !parse_term_info(tuple, &info)) {
        const char *error = decode_positions(postings, positions, &info, max_doc, &found);
        result = error ? raise_format_error(error) : new_bytes(found.values, found.count * 4);
    }
    free(found.values);
    release_buffers(&buffers);
    return result;
}

/* (docs, tfs, positions or None, norms, max_doc) -> (postings, positions) */
PyObject *native_encode_postings(PyObject *module, PyObject *args) {
    PyObject *objects[4], *result = NULL;
    unsigned int max_doc;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOOI", objects, objects + 1, objects + 2, objects + 3, &max_doc))
        return NULL;
    BufferList buffers = {0};
    Bytes docs, tfs, norms, positions = {0};
    Buffer postings_out = {0}, positions_out = {0};
    if (get_buffer(&buffers, objects[0], 4, &docs) ||
        get_u32_buffer(&buffers, objects[1], docs.length / 4, "tfs", &tfs) ||
        get_buffer(&buffers, objects[3], 1, &norms))
        goto done;
    size_t doc_freq = docs.length / 4;
    if (objects[2] != Py_None) {
        if (get_buffer(&buffers, objects[2], 4, &positions)) goto done;
        uint64_t total = 0;
        for (size_t i = 0; i < doc_freq; i++) total += ((const uint32_t *)tfs.data)[i];
        if (total != positions.length / 4) {
            raise_value_error("there must be as many positions as the term frequencies say");
            goto done;
        }
    }
    const char *error = encode_postings(
        (const uint32_t *)docs.data, (const uint32_t *)tfs.data, doc_freq, norms, max_doc,
        objects[2] != Py_None ? (const uint32_t *)positions.data : NULL, &postings_out, &positions_out);
    result = error ? raise_value_error(error)
                   : Py_BuildValue("(NN)", new_bytes(postings_out.data, postings_out.length),
                                   new_bytes(positions_out.data, positions_out.length));
done:
    free(postings_out.data);
    free(positions_out.data);
    release_buffers(&buffers);
    return result;
}

/* (dictionary blocks, their starts, number of terms, term) -> term info, or None */
PyObject *native_find_term(PyObject *module, PyObject *args) {
    PyObject *sources[3], *result = NULL;
    unsigned long long count;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOKO", sources, sources + 1, &count, sources + 2)) return NULL;
    BufferList buffers = {0};
    TermDictionary dictionary = {.term_count = count};
    Bytes term;
    if (!get_buffer(&buffers, sources[0], 1, &dictionary.blocks) &&
        !get_buffer(&buffers, sources[1], 4, &dictionary.starts) &&
        !get_buffer(&buffers, sources[2], 1, &term)) {
        int found = 0;
        uint64_t ordinal = 0;
        TermInfo t;
        const char *error = find_term(&dictionary, term, &ordinal, &t, &found);
        if (error) raise_format_error(error);
        else if (found)
            result =
                Py_BuildValue("(KKKKKKK)", (unsigned long long)ordinal, (unsigned long long)t.doc_freq,
                              (unsigned long long)t.total_term_freq, (unsigned long long)t.postings_start,
                              (unsigned long long)t.postings_end, (unsigned long long)t.positions_start,
                              (unsigned long long)t.positions_end);
        else result = Py_None, Py_INCREF(result);
    }
    release_buffers(&buffers);
    return result;
}

/* Read ((blocks, starts, number of terms), ...). Add an upper bound of the terms to `*term_limit`. */
static TermDictionary *parse_dictionaries(PyObject *tuple, BufferList *buffers, Py_ssize_t *count,
                                          uint64_t *term_limit) {
    *count = PyTuple_Size(tuple);
    TermDictionary *found = *count < 0 ? NULL : calloc((size_t)*count + 1, sizeof *found);
    if (!found && *count >= 0) PyErr_NoMemory();
    for (Py_ssize_t i = 0; found && i < *count; i++) {
        PyObject *blocks, *starts;
        unsigned long long term_count;
        if (!PyArg_ParseTuple(PyTuple_GetItem(tuple, i), "OOK", &blocks, &starts, &term_count) ||
            get_buffer(buffers, blocks, 1, &found[i].blocks) ||
            get_buffer(buffers, starts, 4, &found[i].starts)) {
            free(found);
            return NULL;
        }
        found[i].term_count = term_count;
        *term_limit += found[i].starts.length / 4 * TERMS_PER_BLOCK;
    }
    return found;
}

static PyObject *frequent_term_list(const TermDictionary *dictionaries, const FrequentTerm *found,
                                    size_t count) {
    PyObject *list = PyList_New((Py_ssize_t)count);
    Buffer term = {0};
    for (size_t i = 0; list && i < count; i++) {
        const char *error = term_of_ordinal(dictionaries + found[i].dictionary, found[i].ordinal, &term);
        PyObject *pair = error ? raise_format_error(error)
                               : Py_BuildValue("(NK)", new_bytes(term.data, term.length),
                                               (unsigned long long)found[i].doc_freq);
        if (!pair || PyList_SetItem(list, (Py_ssize_t)i, pair)) Py_CLEAR(list);
    }
    free(term.data);
    return list;
}

/* (dictionaries, prefix, limit) -> [(term, doc_freq), ...] */
PyObject *native_frequent_terms(PyObject *module, PyObject *args) {
    PyObject *tuple, *key, *list = NULL;
    unsigned long long limit;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!OK", &PyTuple_Type, &tuple, &key, &limit)) return NULL;
    BufferList buffers = {0};
    Bytes prefix;
    Py_ssize_t count;
    uint64_t capacity = 0;
    size_t found_count = 0;
    FrequentTerm *found = NULL;
    TermDictionary *dictionaries = parse_dictionaries(tuple, &buffers, &count, &capacity);
    if (!dictionaries || get_buffer(&buffers, key, 1, &prefix)) goto done;
    if (limit < capacity) capacity = limit;
    found = malloc((size_t)(capacity + 1) * sizeof *found);
    const char *error = OUT_OF_MEMORY;
    Py_BEGIN_ALLOW_THREADS
    if (found)
        error =
            find_frequent_terms(dictionaries, (size_t)count, prefix, (size_t)capacity, found, &found_count);
    Py_END_ALLOW_THREADS
    list = error ? raise_format_error(error) : frequent_term_list(dictionaries, found, found_count);
done:
    free(found);
    free(dictionaries);
    release_buffers(&buffers);
    return list;
}

/* (text, table) -> bytes; None for a text with lone surrogates */
PyObject *native_escape_text(PyObject *module, PyObject *const *args, Py_ssize_t count) {
    BufferList buffers = {0};
    Bytes table;
    Py_ssize_t length;
    PyObject *result = NULL;
    (void)module;
    if (count != 2) return raise_value_error("expected a text and a table");
    const char *text = PyUnicode_AsUTF8AndSize(args[0], &length);
    if (!text) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    if (get_u32_buffer(&buffers, args[1], CODEC_TABLE_SIZE / 4, "the table", &table)) goto done;
    uint8_t *escaped = malloc((size_t)length * MAX_ESCAPE_GROWTH + 1);
    if (escaped)
        result = new_bytes(escaped, escape_json((const uint8_t *)text, (size_t)length, table.data, escaped));
    else PyErr_NoMemory();
    free(escaped);
done:
    release_buffers(&buffers);
    return result;
}
