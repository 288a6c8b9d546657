/* The functions of the module; kzsearch/_native.pyi says what they take and return. */
#ifndef KZSEARCH_FUNCTIONS_H
#define KZSEARCH_FUNCTIONS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* segment_functions.c */
PyObject *native_decode_positions(PyObject *module, PyObject *args);
PyObject *native_decode_postings(PyObject *module, PyObject *args);
PyObject *native_encode_postings(PyObject *module, PyObject *args);
PyObject *native_escape_text(PyObject *module, PyObject *const *args, Py_ssize_t count);
PyObject *native_find_term(PyObject *module, PyObject *args);
PyObject *native_frequent_terms(PyObject *module, PyObject *args);

/* index_functions.c */
PyObject *native_encode_field(PyObject *module, PyObject *args);
PyObject *native_invert(PyObject *module, PyObject *args);

#endif
