/* A cache of the words of chunks, the pieces of text between blanks.
 *
 * Most chunks have the same words in every text, and most chunks of a text have been seen before: then
 * reading it is a hash look-up a chunk, without a Python object. The table is open-addressed with linear
 * probing and points into an arena; chunks are looked up in batches, with prefetches, so that their cache
 * misses overlap.
 */
#include "index/text_cache.h"

#include <stdlib.h>
#include <string.h>

#include "arguments.h"

enum { CONTEXT_DEPENDENT = UINT32_MAX /* as WORD_COUNT: the chunk may have other words in another text */ };

/* A chunk in the arena: the length of its text, the count of its words, their numbers, the text. So most of
 * them lie in one cache line. */
enum { TEXT_LENGTH, WORD_COUNT, WORDS };

typedef struct {
    uint32_t hash, start_plus_one; /* where the chunk begins in the arena; 0 in an empty slot */
} Slot;

typedef struct {
    PyObject_HEAD
    Slot *slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t chunk_count;
    U32Array arena;
} TextCache;

static void text_cache_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    TextCache *cache = (TextCache *)self;
    free(cache->slots);
    free(cache->arena.values);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static int grow_table(TextCache *cache) {
    size_t count = cache->slot_count ? 2 * cache->slot_count : 1024;
    Slot *slots = calloc(count, sizeof *slots);
    if (!slots) return -1;
    for (size_t i = 0; i < cache->slot_count; i++) {
        if (!cache->slots[i].start_plus_one) continue;
        size_t at = cache->slots[i].hash & (count - 1);
        while (slots[at].start_plus_one) at = (at + 1) & (count - 1);
        slots[at] = cache->slots[i];
    }
    free(cache->slots);
    cache->slots = slots;
    cache->slot_count = count;
    return 0;
}

/* A chunk of a text that is being read. */
typedef struct {
    const uint8_t *text;
    size_t length;
    uint32_t hash;
} Chunk;

/* Return the entry of a chunk in the arena, or NULL. */
static const uint32_t *find_entry(const TextCache *cache, const Chunk *chunk) {
    if (!cache->slot_count) return NULL;
    size_t mask = cache->slot_count - 1;
    for (size_t at = chunk->hash & mask; cache->slots[at].start_plus_one; at = (at + 1) & mask) {
        if (cache->slots[at].hash != chunk->hash) continue;
        const uint32_t *entry = cache->arena.values + cache->slots[at].start_plus_one - 1;
        size_t count = entry[WORD_COUNT] == CONTEXT_DEPENDENT ? 0 : entry[WORD_COUNT];
        if (entry[TEXT_LENGTH] == chunk->length && !memcmp(entry + WORDS + count, chunk->text, chunk->length))
            return entry;
    }
    return NULL;
}

/* Add a chunk with its words. Return its entry, or NULL when memory is short. */
static const uint32_t *add_entry(TextCache *cache, const Chunk *chunk, U32Array words,
                                 int context_dependent) {
    size_t count = words.count, size = WORDS + count + chunk->length / 4 + 1;
    U32Array *arena = &cache->arena;
    if (2 * cache->chunk_count >= cache->slot_count && grow_table(cache)) return NULL;
    if (chunk->length >= UINT32_MAX || arena->count + size >= UINT32_MAX || u32_reserve(arena, size))
        return NULL;
    size_t at = chunk->hash & (cache->slot_count - 1);
    while (cache->slots[at].start_plus_one) at = (at + 1) & (cache->slot_count - 1);
    cache->slots[at] = (Slot){chunk->hash, (uint32_t)arena->count + 1};
    uint32_t *entry = arena->values + arena->count;
    entry[TEXT_LENGTH] = (uint32_t)chunk->length;
    entry[WORD_COUNT] = context_dependent ? CONTEXT_DEPENDENT : (uint32_t)count;
    if (count) memcpy(entry + WORDS, words.values, count * 4);
    memcpy(entry + WORDS + count, chunk->text, chunk->length);
    arena->count += size;
    cache->chunk_count++;
    return entry;
}

/* What resolves chunks that are not cached. */
typedef struct {
    PyObject *chunk_words; /* a function: text -> words, or None if they depend on the context */
    PyObject *numbers;     /* a mapping: word -> number */
} Resolver;

/* Append the numbers of words. Return 0, or -1 with an exception set. */
static int number_words(PyObject *words, PyObject *numbers, U32Array *found) {
    Py_ssize_t count = PySequence_Size(words);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *word = PySequence_GetItem(words, i),
                 *number = word ? PyObject_GetItem(numbers, word) : NULL;
        unsigned long value = number ? PyLong_AsUnsignedLong(number) : 0;
        Py_XDECREF(word);
        Py_XDECREF(number);
        if (PyErr_Occurred()) return -1;
        if (u32_reserve(found, 1)) return PyErr_NoMemory(), -1;
        found->values[found->count++] = (uint32_t)value;
    }
    return count < 0 ? -1 : 0;
}

/* Resolve a chunk and add it. Return its entry, or NULL with an exception set. */
static const uint32_t *resolve(TextCache *cache, const Chunk *chunk, const Resolver *resolver) {
    PyObject *text = PyUnicode_DecodeUTF8((const char *)chunk->text, (Py_ssize_t)chunk->length, NULL);
    PyObject *words = text ? PyObject_CallFunctionObjArgs(resolver->chunk_words, text, NULL) : NULL;
    const uint32_t *entry = NULL;
    U32Array found = {0};
    if (words && (words == Py_None || !number_words(words, resolver->numbers, &found))) {
        entry = add_entry(cache, chunk, found, words == Py_None);
        if (!entry) PyErr_NoMemory();
    }
    free(found.values);
    Py_XDECREF(words);
    Py_XDECREF(text);
    return entry;
}

static int is_blank(uint8_t byte) { return byte == ' ' || byte == '\n'; }

/* Set the top bit of every byte that is 0, and perhaps of bytes after the first of them. */
static uint64_t mark_zero_bytes(uint64_t bytes) {
    const uint64_t ones = 0x0101010101010101;
    return (bytes - ones) & ~bytes & ones << 7;
}

/* Return how many of eight bytes come before the first blank. */
static size_t bytes_before_blank(uint64_t bytes) {
    const uint64_t ones = 0x0101010101010101;
    uint64_t blanks = mark_zero_bytes(bytes ^ ones * ' ') | mark_zero_bytes(bytes ^ ones * '\n');
    return blanks ? (size_t)lowest_bit(blanks) / 8 : 8;
}

/* Cut off what comes before the first blank, eight bytes at a time, with its hash (a multiplicative one). */
static Chunk cut_at_blank(const uint8_t *text, size_t length) {
    const uint64_t multiplier = 0x9E3779B97F4A7C15; /* 2 ** 64 / golden ratio */
    uint64_t hash = 0, tail = 0;
    size_t at = 0, more = 8;
    for (; length - at >= 8; at += 8) {
        uint64_t bytes = load_u64(text + at);
        if ((more = bytes_before_blank(bytes)) < 8) {
            tail = bytes & (((uint64_t)1 << 8 * more) - 1);
            break;
        }
        hash = (hash ^ bytes) * multiplier, hash ^= hash >> 29;
    }
    if (more == 8)
        for (more = 0; at + more < length && !is_blank(text[at + more]); more++)
            tail |= (uint64_t)text[at + more] << 8 * more;
    at += more;
    hash = (hash ^ tail ^ (uint64_t)at << 58) * multiplier;
    return (Chunk){text, at, (uint32_t)(hash >> 32)};
}

/* Whether a word may go on after the line break at `at`: after a hyphen, a soft hyphen or a not sign. */
static int is_hyphenated(const uint8_t *text, size_t at) {
    if (at && text[at - 1] == '\r') at--;
    return at && (text[at - 1] == '-' || (at > 1 && text[at - 2] == 0xC2 && (text[at - 1] | 1) == 0xAD));
}

/* Return the chunk at a place of a text; it is empty at a blank. */
static Chunk next_chunk(const uint8_t *text, size_t length, size_t at) {
    Chunk chunk = cut_at_blank(text + at, length - at);
    for (size_t end;
         (end = at + chunk.length) < length && text[end] == '\n' && is_hyphenated(text + at, chunk.length);) {
        for (end++; end < length && text[end] == ' ';) end++;
        Chunk rest = cut_at_blank(text + end, length - end);
        chunk.length = end - at + rest.length;
        chunk.hash = chunk.hash * 0x9E3779B1u ^ rest.hash;
    }
    return chunk;
}

enum { BATCH_CHUNKS = 64 };

/* Cut off the next chunks, and prefetch their slots, then their entries. Return how many there are. */
static size_t next_batch(const TextCache *cache, const uint8_t *text, size_t length, size_t *at,
                         Chunk chunks[BATCH_CHUNKS]) {
    size_t count = 0;
    while (*at < length && count < BATCH_CHUNKS) {
        Chunk chunk = next_chunk(text, length, *at);
        *at += chunk.length + 1;
        if (!chunk.length) continue;
        if (cache->slot_count) PREFETCH(cache->slots + (chunk.hash & (cache->slot_count - 1)));
        chunks[count++] = chunk;
    }
    for (size_t i = 0; cache->slot_count && i < count; i++) {
        uint32_t start = cache->slots[chunks[i].hash & (cache->slot_count - 1)].start_plus_one;
        if (start) PREFETCH(cache->arena.values + start - 1);
    }
    return count;
}

enum { READ = 0, DEPENDS_ON_CONTEXT = 1, FAILED = -1 /* an exception is set */ };

/* Append the numbers of the words of a text. */
static int read_text(TextCache *cache, const uint8_t *text, size_t length, const Resolver *resolver,
                     U32Array *words) {
    Chunk chunks[BATCH_CHUNKS];
    for (size_t at = 0, count; (count = next_batch(cache, text, length, &at, chunks));) {
        for (size_t i = 0; i < count; i++) {
            const uint32_t *entry = find_entry(cache, chunks + i);
            if (!entry && !(entry = resolve(cache, chunks + i, resolver))) return FAILED;
            if (entry[WORD_COUNT] == CONTEXT_DEPENDENT) return DEPENDS_ON_CONTEXT;
            if (u32_reserve(words, entry[WORD_COUNT])) return PyErr_NoMemory(), FAILED;
            for (uint32_t j = 0; j < entry[WORD_COUNT]; j++) words->values[words->count++] = entry[WORDS + j];
        }
    }
    return READ;
}

/* (text, chunk_words, numbers) -> numbers of the words; None if they depend on the context */
static PyObject *text_cache_read(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Py_ssize_t length;
    if (count != 3) return raise_value_error("expected a text, a function and a mapping");
    const char *text = PyUnicode_AsUTF8AndSize(args[0], &length);
    if (!text) { /* it has lone surrogates */
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    U32Array words = {0};
    PyObject *result = NULL;
    Resolver resolver = {args[1], args[2]};
    int state = read_text((TextCache *)self, (const uint8_t *)text, (size_t)length, &resolver, &words);
    if (state == READ) result = new_bytes(words.values, words.count * 4);
    else if (state == DEPENDS_ON_CONTEXT) result = Py_None, Py_INCREF(result);
    free(words.values);
    return result;
}

static PyObject *get_size_bytes(PyObject *self, void *closure) {
    (void)closure;
    const TextCache *cache = (TextCache *)self;
    return PyLong_FromSize_t(cache->slot_count * sizeof *cache->slots +
                             cache->arena.capacity * sizeof *cache->arena.values);
}

static PyMethodDef methods[] = {
    {"read", (PyCFunction)(void (*)(void))text_cache_read, METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {{"size_bytes", get_size_bytes, NULL, NULL, NULL},
                                   {NULL, NULL, NULL, NULL, NULL}};

static PyType_Slot slots[] = {
    {Py_tp_dealloc, (void *)text_cache_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_getset, attributes},
    {0, NULL},
};

static PyType_Spec spec = {"kzsearch._native.TextCache", sizeof(TextCache), 0, Py_TPFLAGS_DEFAULT, slots};

int add_text_cache_type(PyObject *module) {
    PyObject *type = PyType_FromSpec(&spec);
    return type ? PyModule_AddObject(module, "TextCache", type) : -1;
}
