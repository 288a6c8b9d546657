/* Texts as JSON has them, in an eight-bit code: kzsearch/columns/eightbit.py. */
#include <stdlib.h>

#include "arguments.h"
#include "bulk.h"

enum { PLANE = 1 << 16, ESCAPED = 6 /* bytes of \u0000 */ };

static uint8_t *put_escape(uint8_t *at, uint32_t unit) {
    *at++ = '\\';
    *at++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) *at++ = (uint8_t)"0123456789abcdef"[unit >> shift & 15];
    return at;
}

/* A character that JSON or the code does not have as it is. */
static uint8_t *put_odd(uint8_t *at, uint32_t character) {
    static const char short_ones[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* in pairs with their letters */
    for (const char *pair = short_ones; *pair; pair += 2) {
        if (character != (uint8_t)*pair) continue;
        *at++ = '\\';
        *at++ = (uint8_t)pair[1];
        return at;
    }
    if (character < PLANE) return put_escape(at, character);
    at = put_escape(at, 0xD800 + ((character - PLANE) >> 10));
    return put_escape(at, 0xDC00 + ((character - PLANE) & 0x3FF));
}

/* Takes the character at a place of a text in UTF-8, as CPython makes it: it need not be checked. */
static inline uint32_t take_character(const uint8_t **text) {
    const uint8_t *t = *text;
    if (t[0] < 0x80) return *text += 1, t[0];
    if (t[0] < 0xE0) return *text += 2, (t[0] & 0x1Fu) << 6 | (t[1] & 0x3F);
    if (t[0] < 0xF0) return *text += 3, (t[0] & 0x0Fu) << 12 | (t[1] & 0x3Fu) << 6 | (t[2] & 0x3F);
    return *text += 4, (t[0] & 0x07u) << 18 | (t[1] & 0x3Fu) << 12 | (t[2] & 0x3Fu) << 6 | (t[3] & 0x3F);
}

static size_t quote(const uint8_t *text, size_t length, const uint8_t *table, uint8_t *room) {
    uint8_t *at = room;
    for (const uint8_t *end = text + length; text < end;) {
        uint32_t character = take_character(&text);
        uint8_t byte = character < PLANE ? table[character] : 0;
        if (byte) *at++ = byte;
        else at = put_odd(at, character);
    }
    return (size_t)(at - room);
}

/* (text, the byte for each code point of the basic plane, or 0 where it must be escaped) -> bytes; None for a text
 * with lone surrogates */
PyObject *native_quote(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Views views = {0};
    Bytes table;
    Py_ssize_t length;
    PyObject *result = NULL;
    (void)self;
    if (count != 2) return PyErr_SetString(PyExc_ValueError, "expected a text and a table"), NULL;
    const char *text = PyUnicode_AsUTF8AndSize(args[0], &length);
    if (!text) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    if (view_numbers(&views, args[1], PLANE / 4, "the table", &table)) goto done;
    /* A control sign takes six times its byte, a character of two bytes thrice. */
    uint8_t *room = malloc((size_t)length * ESCAPED + 1);
    if (room) result = as_bytes(room, quote((const uint8_t *)text, (size_t)length, table.data, room));
    else PyErr_NoMemory();
    free(room);
done:
    release(&views);
    return result;
}
