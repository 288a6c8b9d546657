/* The type Stretches of the module; kzsearch/columns/stretches.py says what it is for. */
#ifndef KZSEARCH_STRETCHES_H
#define KZSEARCH_STRETCHES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

int add_stretches(PyObject *module);

#endif
