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
