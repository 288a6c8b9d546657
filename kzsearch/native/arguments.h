/* Conversion of Python arguments, and of errors to exceptions. All of it needs the GIL. */
#ifndef KZSEARCH_ARGUMENTS_H
#define KZSEARCH_ARGUMENTS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "segment/postings.h"

#if defined(Py_LIMITED_API) && Py_LIMITED_API + 0 < 0x030B0000
/* The buffer protocol joined the limited API in 3.11, with the layout that it had in all versions before. */
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

/* The buffers that are held for one call, or for the life of an object. */
typedef struct {
    Py_buffer *buffers;
    size_t count, capacity;
} BufferList;

void release_buffers(BufferList *list);

/* These return 0, or -1 with an exception set. */

/* Hold the buffer of an object; it must begin at a multiple of `alignment` bytes. */
int get_buffer(BufferList *list, PyObject *object, size_t alignment, Bytes *bytes);
/* Hold a buffer of exactly `expected` 32-bit numbers. */
int get_u32_buffer(BufferList *list, PyObject *object, size_t expected, const char *name, Bytes *bytes);
/* Read a tuple (ordinal, doc_freq, total_term_freq, and the four byte offsets); the ordinal is ignored. */
int parse_term_info(PyObject *tuple, TermInfo *info);

/* Raise an error that was found in the bytes of an index: MemoryError or IndexFormatError. Return NULL. */
PyObject *raise_format_error(const char *error);
/* Set the attribute `segment` of the exception that was raised. */
void set_segment_of_error(Py_ssize_t segment);
/* Raise an error that was found in arguments: MemoryError or ValueError. Return NULL. */
PyObject *raise_value_error(const char *error);

PyObject *new_bytes(const void *data, size_t length);

#endif
