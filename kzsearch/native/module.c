/* kzsearch._native: dictionary.c and lists.c for Python, and the types of reader.h. kzsearch/columns/lists.py and
 * kzsearch/engine/native.py say what the functions and methods mean.
 *
 * Limited API of CPython 3.10, so that one build serves all later versions. Arguments are checked here: sizes of
 * buffers, numbers of fields; the contents of posting lists where they are unpacked.
 */
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "bulk.h"
#include "dictionary.h"
#include "reader.h"
#include "stretches.h"

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
    for (size_t at = 0; !error && cursor.block < cursor.blocks; cursor_leave(&cursor)) {
        if ((error = cursor_load(&cursor))) break;
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
    PyObject *objects[4], *result = NULL;
    unsigned int size;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOI", objects, objects + 1, objects + 2, objects + 3, &size)) return NULL;
    Views views = {0};
    Bytes ids, frequencies, codes, positions = {0};
    Buffer postings = {0}, places = {0};
    int placed = objects[2] != Py_None;
    if (view(&views, objects[0], 4, &ids) || view_numbers(&views, objects[1], ids.length / 4, "frequencies", &frequencies) ||
        view(&views, objects[3], 1, &codes))
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
                                    codes, size, placed ? (const uint32_t *)positions.data : NULL, &postings, &places);
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

/* ((terms, starts, count), ...) */
static Dictionary *parse_dictionaries(PyObject *source, Views *views, Py_ssize_t *count, uint64_t *terms) {
    *count = PyTuple_Size(source);
    Dictionary *found = *count < 0 ? NULL : calloc((size_t)*count + 1, sizeof *found);
    if (!found && *count >= 0) PyErr_NoMemory();
    for (Py_ssize_t i = 0; found && i < *count; i++) {
        PyObject *blocks, *starts;
        unsigned long long size;
        if (!PyArg_ParseTuple(PyTuple_GetItem(source, i), "OOK", &blocks, &starts, &size) ||
            view(views, blocks, 1, &found[i].terms) || view(views, starts, 4, &found[i].starts)) {
            free(found);
            return NULL;
        }
        found[i].count = size;
        *terms += found[i].starts.length / 4 * TERMS_OF_A_BLOCK;
    }
    return found;
}

static PyObject *list_of_frequent(const Dictionary *dictionaries, const Frequent *found, size_t count) {
    PyObject *list = PyList_New((Py_ssize_t)count);
    Buffer term = {0};
    for (size_t i = 0; list && i < count; i++) {
        const Dictionary *d = dictionaries + found[i].dictionary;
        const char *error = term_at(d->terms, d->starts, d->count, found[i].ordinal, &term);
        PyObject *pair = error ? fail(error)
                               : Py_BuildValue("(NK)", as_bytes(term.data, term.length),
                                               (unsigned long long)found[i].documents);
        if (!pair || PyList_SetItem(list, (Py_ssize_t)i, pair)) Py_CLEAR(list);
    }
    free(term.data);
    return list;
}

static PyObject *native_frequent(PyObject *self, PyObject *args) {
    PyObject *sources, *key, *list = NULL;
    unsigned long long wanted;
    (void)self;
    if (!PyArg_ParseTuple(args, "O!OK", &PyTuple_Type, &sources, &key, &wanted)) return NULL;
    Views views = {0};
    Bytes prefix;
    Py_ssize_t count;
    uint64_t most = 0; /* there are no more */
    size_t used = 0;
    Frequent *found = NULL;
    Dictionary *dictionaries = parse_dictionaries(sources, &views, &count, &most);
    if (!dictionaries || view(&views, key, 1, &prefix)) goto done;
    if (wanted < most) most = wanted;
    found = malloc((size_t)(most + 1) * sizeof *found);
    const char *error = OUT_OF_MEMORY;
    Py_BEGIN_ALLOW_THREADS
    if (found) error = frequent_terms(dictionaries, (size_t)count, prefix, (size_t)most, found, &used);
    Py_END_ALLOW_THREADS
    list = error ? fail(error) : list_of_frequent(dictionaries, found, used);
done:
    free(found);
    free(dictionaries);
    release(&views);
    return list;
}

static PyMethodDef methods[] = {
    {"decode", native_decode, METH_VARARGS, NULL},
    {"decode_positions", native_decode_positions, METH_VARARGS, NULL},
    {"encode", native_encode, METH_VARARGS, NULL},
    {"encode_stream", native_encode_stream, METH_VARARGS, NULL},
    {"find", native_find, METH_VARARGS, NULL},
    {"frequent", native_frequent, METH_VARARGS, NULL},
    {"invert", native_invert, METH_VARARGS, NULL},
    {"quote", (PyCFunction)(void (*)(void))native_quote, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static int execute(PyObject *module) {
    PyObject *errors = PyImport_ImportModule("kzsearch.errors");
    if (!errors) return -1;
    Py_XDECREF(format_error);
    format_error = PyObject_GetAttrString(errors, "IndexFormatError");
    Py_DECREF(errors);
    return format_error && !add_types(module) ? add_stretches(module) : -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "kzsearch._native", "Kernels over columns; see kzsearch.search.kernel_native.", 0, methods, slots,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
