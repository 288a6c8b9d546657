/* Every function leaves an exception set when it fails; buffers are released by the caller, all at once. */
#include "arguments.h"

#include <stdlib.h>

PyObject *format_error;

void release_buffers(BufferList *list) {
    for (size_t i = 0; i < list->count; i++) PyBuffer_Release(list->buffers + i);
    free(list->buffers);
}

int get_buffer(BufferList *list, PyObject *object, size_t alignment, Bytes *bytes) {
    if (list->count == list->capacity) {
        size_t capacity = 2 * list->capacity + 16;
        Py_buffer *grown = realloc(list->buffers, capacity * sizeof *grown);
        if (!grown) return PyErr_NoMemory(), -1;
        list->buffers = grown;
        list->capacity = capacity;
    }
    Py_buffer *buffer = list->buffers + list->count;
    if (PyObject_GetBuffer(object, buffer, PyBUF_SIMPLE)) return -1;
    list->count++;
    if (buffer->len && (uintptr_t)buffer->buf % alignment) {
        PyErr_Format(PyExc_ValueError, "a buffer of numbers must be aligned to %zu bytes", alignment);
        return -1;
    }
    *bytes = (Bytes){buffer->buf, (size_t)buffer->len};
    return 0;
}

int get_u32_buffer(BufferList *list, PyObject *object, size_t expected, const char *name, Bytes *bytes) {
    if (get_buffer(list, object, 4, bytes)) return -1;
    if (bytes->length == expected * 4) return 0;
    PyErr_Format(PyExc_ValueError, "%s: expected %zu 32-bit numbers, not %zu bytes", name, expected,
                 bytes->length);
    return -1;
}

int parse_term_info(PyObject *tuple, TermInfo *info) {
    uint64_t *numbers[] = {&info->doc_freq,     &info->total_term_freq, &info->postings_start,
                           &info->postings_end, &info->positions_start, &info->positions_end};
    for (Py_ssize_t i = 1; i < TERM_INFO_NUMBERS; i++) {
        PyObject *number = PyTuple_GetItem(tuple, i);
        if (!number) return -1;
        *numbers[i - 1] = PyLong_AsUnsignedLongLong(number);
        if (*numbers[i - 1] == (uint64_t)-1 && PyErr_Occurred()) return -1;
    }
    return 0;
}

PyObject *raise_format_error(const char *error) {
    if (error == OUT_OF_MEMORY) return PyErr_NoMemory();
    PyErr_SetString(format_error, error);
    return NULL;
}

void set_segment_of_error(Py_ssize_t segment) {
    PyObject *type, *error, *trace, *number = NULL;
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    number = PyLong_FromSsize_t(segment);
    if (!number || PyObject_SetAttrString(error, "segment", number)) PyErr_Clear();
    Py_XDECREF(number);
    PyErr_Restore(type, error, trace);
}

PyObject *raise_value_error(const char *error) {
    if (error == OUT_OF_MEMORY) return PyErr_NoMemory();
    PyErr_SetString(PyExc_ValueError, error);
    return NULL;
}

PyObject *new_bytes(const void *data, size_t length) {
    return PyBytes_FromStringAndSize(data, (Py_ssize_t)length);
}
