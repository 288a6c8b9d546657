/* Arguments of the functions of the module: buffers and entries. All of it needs the GIL. */
#ifndef KZSEARCH_ARGUMENTS_H
#define KZSEARCH_ARGUMENTS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

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

extern PyObject *format_error; /* kzsearch.errors.IndexFormatError */

/* The buffers of the arguments of one call. */
typedef struct {
    Py_buffer *views;
    size_t count, room;
} Views;

void release(Views *views);
/* The functions return -1 with an exception set, or 0. A buffer must begin at a multiple of `alignment`. */
int view(Views *views, PyObject *object, size_t alignment, Bytes *bytes);
int view_numbers(Views *views, PyObject *object, size_t expected, const char *name, Bytes *bytes);
int parse_entry(PyObject *object, Entry *entry);

/* Raises what a function of lists.h found wrong; gives NULL. */
PyObject *fail(const char *error);
PyObject *as_bytes(const void *data, size_t length);

#endif
