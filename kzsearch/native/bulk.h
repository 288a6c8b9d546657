/* Functions of the module that write whole fields and records. */
#ifndef KZSEARCH_BULK_H
#define KZSEARCH_BULK_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

PyObject *native_invert(PyObject *self, PyObject *args);
PyObject *native_encode_stream(PyObject *self, PyObject *args);
PyObject *native_quote(PyObject *self, PyObject *const *args, Py_ssize_t count);

#endif
