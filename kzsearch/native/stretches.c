/* A memory of what stretches of text between blanks consist of: the numbers of their words. */
#include "stretches.h"

#include <stdlib.h>
#include <string.h>

#include "arguments.h"

enum { NO_NUMBERS = UINT32_MAX /* in place of their count: the stretch may consist of other words elsewhere */ };

/* A stretch lies in the arena as the length of its text, the count of its numbers, these, and the text: so all that is
 * needed of most lies in one line of a cache. */
enum { LENGTH, COUNT, NUMBERS };

/* A place of the hash table; 0 in `end` is an empty one. */
typedef struct {
    uint32_t hash, end; /* where the stretch begins in the arena, and one */
} Slot;

typedef struct {
    PyObject_HEAD
    Slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t count;
    Numbers arena;
} Memory;

static void memory_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Memory *memory = (Memory *)self;
    free(memory->slots);
    free(memory->arena.values);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int grow_table(Memory *m) {
    size_t count = m->slot_count ? 2 * m->slot_count : 1024;
    Slot *slots = calloc(count, sizeof *slots);
    if (!slots) return -1;
    for (size_t i = 0; i < m->slot_count; i++) {
        if (!m->slots[i].end) continue;
        size_t at = m->slots[i].hash & (count - 1);
        while (slots[at].end) at = (at + 1) & (count - 1);
        slots[at] = m->slots[i];
    }
    free(m->slots);
    m->slots = slots;
    m->slot_count = count;
    return 0;
}

static const uint32_t *find(const Memory *m, const uint8_t *bytes, size_t length, uint32_t hash) {
    if (!m->slot_count) return NULL;
    for (size_t at = hash & (m->slot_count - 1); m->slots[at].end; at = (at + 1) & (m->slot_count - 1)) {
        if (m->slots[at].hash != hash) continue;
        const uint32_t *stretch = m->arena.values + m->slots[at].end - 1;
        size_t count = stretch[COUNT] == NO_NUMBERS ? 0 : stretch[COUNT];
        if (stretch[LENGTH] == length && !memcmp(stretch + NUMBERS + count, bytes, length)) return stretch;
    }
    return NULL;
}

/* Remembers a stretch; `dependent`: whether what it consists of depends on the text. */
static const uint32_t *add(Memory *m, const uint8_t *bytes, size_t length, uint32_t hash, Numbers numbers, int dependent) {
    size_t count = numbers.count, room = NUMBERS + count + length / 4 + 1;
    if (2 * m->count >= m->slot_count && grow_table(m)) return NULL;
    if (length >= UINT32_MAX || m->arena.count + room >= UINT32_MAX || numbers_reserve(&m->arena, room)) return NULL;
    size_t at = hash & (m->slot_count - 1);
    while (m->slots[at].end) at = (at + 1) & (m->slot_count - 1);
    m->slots[at] = (Slot){hash, (uint32_t)m->arena.count + 1};
    uint32_t *stretch = m->arena.values + m->arena.count;
    stretch[LENGTH] = (uint32_t)length;
    stretch[COUNT] = dependent ? NO_NUMBERS : (uint32_t)count;
    if (count) memcpy(stretch + NUMBERS, numbers.values, count * 4);
    memcpy(stretch + NUMBERS + count, bytes, length);
    m->arena.count += room;
    m->count++;
    return stretch;
}

/* What words are asked for, and their numbers. */
typedef struct {
    PyObject *words_alone, *numbers;
} Source;

/* Appends the numbers of words. */
static int look_up(PyObject *words, PyObject *numbers, Numbers *found) {
    Py_ssize_t count = PySequence_Size(words);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *word = PySequence_GetItem(words, i), *number = word ? PyObject_GetItem(numbers, word) : NULL;
        unsigned long value = number ? PyLong_AsUnsignedLong(number) : 0;
        Py_XDECREF(word);
        Py_XDECREF(number);
        if (PyErr_Occurred()) return -1;
        if (numbers_reserve(found, 1)) return PyErr_NoMemory(), -1;
        found->values[found->count++] = (uint32_t)value;
    }
    return count < 0 ? -1 : 0;
}

/* Asks for the words of a stretch, and remembers their numbers. */
static const uint32_t *ask(Memory *m, const uint8_t *bytes, size_t length, uint32_t hash, const Source *source) {
    PyObject *text = PyUnicode_DecodeUTF8((const char *)bytes, (Py_ssize_t)length, NULL);
    PyObject *words = text ? PyObject_CallFunctionObjArgs(source->words_alone, text, NULL) : NULL;
    const uint32_t *stretch = NULL;
    Numbers found = {0};
    if (words && (words == Py_None || !look_up(words, source->numbers, &found))) {
        stretch = add(m, bytes, length, hash, found, words == Py_None);
        if (!stretch) PyErr_NoMemory();
    }
    free(found.values);
    Py_XDECREF(words);
    Py_XDECREF(text);
    return stretch;
}

/* A stretch of a text that is being read. */
typedef struct {
    const uint8_t *bytes;
    size_t length;
    uint32_t hash;
} Piece;

enum { PARTS = 64 /* are cut off and looked for at once: what is not in a cache is waited for together */ };

static int is_blank(uint8_t byte) { return byte == ' ' || byte == '\n'; }

/* The top bit of every byte that is 0, and perhaps of bytes behind the first such. */
static uint64_t zero_bytes(uint64_t bytes) {
    const uint64_t ones = 0x0101010101010101;
    return (bytes - ones) & ~bytes & ones << 7;
}

/* How many of the 8 bytes at `text` come before the first blank. */
static size_t before_blank(uint64_t bytes) {
    const uint64_t ones = 0x0101010101010101;
    uint64_t blanks = zero_bytes(bytes ^ ones * ' ') | zero_bytes(bytes ^ ones * '\n');
    return blanks ? (size_t)lowest_bit(blanks) / 8 : 8;
}

/* The stretch that a text begins with. */
static Piece first_piece(const uint8_t *text, size_t length) {
    const uint64_t odd = 0x9E3779B97F4A7C15;
    uint64_t hash = 0, last = 0;
    size_t at = 0, more = 8;
    for (; length - at >= 8; at += 8) {
        uint64_t bytes = load_u64(text + at);
        if ((more = before_blank(bytes)) < 8) {
            last = bytes & (((uint64_t)1 << 8 * more) - 1);
            break;
        }
        hash = (hash ^ bytes) * odd, hash ^= hash >> 29;
    }
    if (more == 8)
        for (more = 0; at + more < length && !is_blank(text[at + more]); more++) last |= (uint64_t)text[at + more] << 8 * more;
    at += more;
    hash = (hash ^ last ^ (uint64_t)at << 58) * odd;
    return (Piece){text, at, (uint32_t)(hash >> 32)};
}

/* The next stretches of a text from `*at` on. */
static size_t cut(const Memory *m, const uint8_t *text, size_t length, size_t *at, Piece parts[PARTS]) {
    size_t count = 0;
    while (*at < length && count < PARTS) {
        Piece piece = first_piece(text + *at, length - *at);
        *at += piece.length + 1;
        if (!piece.length) continue;
        if (m->slot_count) PREFETCH(m->slots + (piece.hash & (m->slot_count - 1)));
        parts[count++] = piece;
    }
    for (size_t i = 0; m->slot_count && i < count; i++) {
        uint32_t end = m->slots[parts[i].hash & (m->slot_count - 1)].end;
        if (end) PREFETCH(m->arena.values + end - 1);
    }
    return count;
}

/* Appends the numbers of a text. 1: its words depend on their neighbours; -1: an exception is set. */
static int read_text(Memory *m, const uint8_t *text, size_t length, const Source *source, Numbers *read) {
    Piece parts[PARTS];
    for (size_t at = 0, count; (count = cut(m, text, length, &at, parts));) {
        for (size_t i = 0; i < count; i++) {
            const Piece *p = parts + i;
            const uint32_t *stretch = find(m, p->bytes, p->length, p->hash);
            if (!stretch && !(stretch = ask(m, p->bytes, p->length, p->hash, source))) return -1;
            if (stretch[COUNT] == NO_NUMBERS) return 1;
            if (numbers_reserve(read, stretch[COUNT])) return PyErr_NoMemory(), -1;
            for (uint32_t j = 0; j < stretch[COUNT]; j++) read->values[read->count++] = stretch[NUMBERS + j];
        }
    }
    return 0;
}

/* (text, function that gives the words of a stretch, or None; a mapping of words to numbers) -> numbers, or None */
static PyObject *memory_read(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Py_ssize_t length;
    if (count != 3) return PyErr_SetString(PyExc_ValueError, "expected a text, a function and a mapping"), NULL;
    const char *text = PyUnicode_AsUTF8AndSize(args[0], &length);
    if (!text) { /* it has lone surrogates */
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    Numbers read = {0};
    PyObject *result = NULL;
    Source source = {args[1], args[2]};
    int state = read_text((Memory *)self, (const uint8_t *)text, (size_t)length, &source, &read);
    if (state == 0) result = as_bytes(read.values, read.count * 4);
    else if (state == 1) result = Py_None, Py_INCREF(result);
    free(read.values);
    return result;
}

static PyObject *memory_size(PyObject *self, void *closure) {
    (void)closure;
    const Memory *m = (Memory *)self;
    return PyLong_FromSize_t(m->slot_count * sizeof *m->slots + m->arena.room * sizeof *m->arena.values);
}

static PyMethodDef methods[] = {
    {"read", (PyCFunction)(void (*)(void))memory_read, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {{"size_bytes", memory_size, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

static PyType_Slot slots[] = {
    {Py_tp_dealloc, (void *)memory_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_getset, attributes},
    {0, NULL},
};

static PyType_Spec spec = {"kzsearch._native.Stretches", sizeof(Memory), 0, Py_TPFLAGS_DEFAULT, slots};

int add_stretches(PyObject *module) {
    PyObject *type = PyType_FromSpec(&spec);
    return type ? PyModule_AddObject(module, "Stretches", type) : -1;
}
