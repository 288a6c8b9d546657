/* The module kzsearch._native: its functions and types, and the constants that it shares with Python.
 *
 * It is built for the limited API of CPython 3.10, so that one build serves all later versions. Arguments are
 * checked in *_functions.c and in search/; the contents of posting lists where they are decoded.
 */
#include "arguments.h"
#include "functions.h"
#include "index/text_cache.h"
#include "search/searcher.h"

/* Return the constants by name. */
static PyObject *native_constants(PyObject *module, PyObject *nothing) {
    static const struct {
        const char *name;
        long value;
    } constants[] = {
#define KZSEARCH_NAMED(name, value) {#name, value},
        KZSEARCH_CONSTANTS(KZSEARCH_NAMED)
#undef KZSEARCH_NAMED
    };
    (void)module, (void)nothing;
    PyObject *found = PyDict_New();
    for (size_t i = 0; found && i < sizeof constants / sizeof *constants; i++) {
        PyObject *value = PyLong_FromLong(constants[i].value);
        if (!value || PyDict_SetItemString(found, constants[i].name, value)) Py_CLEAR(found);
        Py_XDECREF(value);
    }
    return found;
}

static PyMethodDef methods[] = {
    {"constants", native_constants, METH_NOARGS, NULL},
    {"decode_positions", native_decode_positions, METH_VARARGS, NULL},
    {"decode_postings", native_decode_postings, METH_VARARGS, NULL},
    {"encode_field", native_encode_field, METH_VARARGS, NULL},
    {"encode_postings", native_encode_postings, METH_VARARGS, NULL},
    {"escape_text", (PyCFunction)(void (*)(void))native_escape_text, METH_FASTCALL, NULL},
    {"find_term", native_find_term, METH_VARARGS, NULL},
    {"frequent_terms", native_frequent_terms, METH_VARARGS, NULL},
    {"invert", native_invert, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int execute(PyObject *module) {
    PyObject *errors = PyImport_ImportModule("kzsearch.errors");
    if (!errors) return -1;
    Py_XDECREF(format_error);
    format_error = PyObject_GetAttrString(errors, "IndexFormatError");
    Py_DECREF(errors);
    return format_error && !add_search_types(module) ? add_text_cache_type(module) : -1;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "kzsearch._native",
    "The compiled part of kzsearch.",
    0,
    methods,
    slots,
    NULL,
    NULL,
    NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
