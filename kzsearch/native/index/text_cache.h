/* The type TextCache of the module; kzsearch/index/text_cache.py uses it. */
#ifndef KZSEARCH_INDEX_TEXT_CACHE_H
#define KZSEARCH_INDEX_TEXT_CACHE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

int add_text_cache_type(PyObject *module);

#endif
