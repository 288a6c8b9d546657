/* Dictionary look-ups: binary search over the first terms of the blocks, then a scan of one block.
 *
 * The most frequent terms with a prefix come from a merge of the sorted dictionaries into a bounded heap.
 */
#include "segment/term_dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "segment/packing.h"

static int compare_bytes(const uint8_t *left, size_t left_length, const uint8_t *right, size_t right_length) {
    size_t shorter = left_length < right_length ? left_length : right_length;
    int order = shorter ? memcmp(left, right, shorter) : 0;
    return order ? order : (left_length > right_length) - (left_length < right_length);
}

/* Decodes the terms of a block one after the other. */
typedef struct {
    Bytes blocks;
    size_t at;
    uint64_t postings, positions; /* where those of the next term begin */
    Buffer term;
    TermInfo info;
} TermReader;

static const char *reader_open_block(TermReader *reader, const TermDictionary *dictionary, size_t block) {
    const char *error = NULL;
    reader->blocks = dictionary->blocks;
    reader->at = ((const uint32_t *)dictionary->starts.data)[block];
    reader->term.length = 0;
    if (reader->at > reader->blocks.length) return "a block of terms lies outside of its dictionary";
    reader->postings = read_varint(reader->blocks, &reader->at, &error);
    reader->positions = error ? 0 : read_varint(reader->blocks, &reader->at, &error);
    return error;
}

static const char *reader_next(TermReader *reader) {
    const char *error = NULL;
    Bytes blocks = reader->blocks;
    Buffer *term = &reader->term;
    uint64_t shared = read_varint(blocks, &reader->at, &error), numbers[4];
    uint64_t rest = error ? 0 : read_varint(blocks, &reader->at, &error);
    if (error) return error;
    if (shared > term->length || rest > blocks.length - reader->at) return "a term runs past its block";
    term->length = (size_t)shared;
    if (buffer_reserve(term, (size_t)rest + 1)) return OUT_OF_MEMORY;
    memcpy(term->data + shared, blocks.data + reader->at, (size_t)rest);
    term->length += (size_t)rest;
    reader->at += (size_t)rest;
    for (int i = 0; i < 4 && !error; i++) numbers[i] = read_varint(blocks, &reader->at, &error);
    if (error) return error;
    reader->info = (TermInfo){numbers[0],        numbers[0] + numbers[1],
                              reader->postings,  reader->postings + numbers[2],
                              reader->positions, reader->positions + numbers[3]};
    reader->postings += numbers[2];
    reader->positions += numbers[3];
    return NULL;
}

static int compare_term(const TermReader *reader, Bytes term) {
    return compare_bytes(reader->term.data, reader->term.length, term.data, term.length);
}

/* Find how many blocks begin with a term <= `term`: it can only be in the last of them. */
static const char *count_blocks_up_to(TermReader *reader, const TermDictionary *dictionary, Bytes term,
                                      size_t *count) {
    size_t low = 0, high = dictionary->starts.length / 4;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *error = reader_open_block(reader, dictionary, middle);
        if (!error) error = reader_next(reader);
        if (error) return error;
        if (compare_term(reader, term) <= 0) low = middle + 1;
        else high = middle;
    }
    *count = low;
    return NULL;
}

const char *find_term(const TermDictionary *dictionary, Bytes term, uint64_t *ordinal, TermInfo *info,
                      int *found) {
    TermReader reader = {0};
    size_t blocks = 0;
    uint64_t count = dictionary->term_count;
    const char *error = count_blocks_up_to(&reader, dictionary, term, &blocks);
    uint64_t first = blocks ? (uint64_t)(blocks - 1) * TERMS_PER_BLOCK : count;
    if (!error && first < count) error = reader_open_block(&reader, dictionary, blocks - 1);
    *found = 0;
    for (uint64_t number = first; !error && number < count && number < first + TERMS_PER_BLOCK; number++) {
        int order;
        if ((error = reader_next(&reader)) || (order = compare_term(&reader, term)) > 0) break;
        if (order) continue;
        *found = 1;
        *ordinal = number;
        *info = reader.info;
        break;
    }
    free(reader.term.data);
    return error;
}

const char *term_of_ordinal(const TermDictionary *dictionary, uint64_t ordinal, Buffer *term) {
    TermReader reader = {.term = *term};
    if (ordinal >= dictionary->term_count || ordinal / TERMS_PER_BLOCK >= dictionary->starts.length / 4)
        return "an ordinal is that of no term";
    const char *error = reader_open_block(&reader, dictionary, (size_t)(ordinal / TERMS_PER_BLOCK));
    for (uint64_t i = 0; !error && i <= ordinal % TERMS_PER_BLOCK; i++) error = reader_next(&reader);
    *term = reader.term;
    return error;
}

/* The most frequent terms: a heap with the rarest term on top */

static int is_rarer(const FrequentTerm *a, const FrequentTerm *b) {
    return a->doc_freq != b->doc_freq ? a->doc_freq < b->doc_freq : a->order > b->order;
}

static int by_doc_freq(const void *a, const void *b) { return is_rarer(a, b) ? 1 : -1; }

static void replace_rarest(FrequentTerm *heap, size_t count, FrequentTerm term) {
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && is_rarer(heap + child + 1, heap + child)) child++;
        if (!is_rarer(heap + child, &term)) break;
        heap[at] = heap[child];
    }
    heap[at] = term;
}

static void heap_offer(FrequentTerm *heap, size_t *count, size_t limit, FrequentTerm term) {
    if (*count == limit) {
        if (limit && is_rarer(heap, &term)) replace_rarest(heap, limit, term);
        return;
    }
    size_t at = (*count)++;
    for (size_t parent; at && is_rarer(&term, heap + (parent = (at - 1) / 2)); at = parent)
        heap[at] = heap[parent];
    heap[at] = term;
}

/* Walks over the terms of a dictionary that have a prefix. */
typedef struct {
    const TermDictionary *dictionary;
    TermReader reader; /* at term `number` */
    uint64_t number;
    int exhausted;
} PrefixCursor;

static const char *prefix_next(PrefixCursor *cursor, Bytes prefix) {
    const TermDictionary *d = cursor->dictionary;
    for (;;) {
        uint64_t number = ++cursor->number;
        if (number >= d->term_count || number / TERMS_PER_BLOCK >= d->starts.length / 4) break;
        const char *error = NULL;
        if (number % TERMS_PER_BLOCK == 0)
            error = reader_open_block(&cursor->reader, d, (size_t)(number / TERMS_PER_BLOCK));
        if (!error) error = reader_next(&cursor->reader);
        if (error) return error;
        const Buffer *term = &cursor->reader.term;
        int order = compare_bytes(term->data, term->length < prefix.length ? term->length : prefix.length,
                                  prefix.data, prefix.length);
        if (!order) return NULL;
        if (order > 0) break;
    }
    cursor->exhausted = 1;
    return NULL;
}

static const char *prefix_open(PrefixCursor *cursor, const TermDictionary *dictionary, Bytes prefix) {
    size_t blocks = 0;
    cursor->dictionary = dictionary;
    const char *error = count_blocks_up_to(&cursor->reader, dictionary, prefix, &blocks);
    /* The number before that of the first term of the block; it wraps around. */
    cursor->number = (blocks ? (uint64_t)(blocks - 1) * TERMS_PER_BLOCK : 0) - 1;
    return error ? error : prefix_next(cursor, prefix);
}

/* Return the cursor at the smallest term, the first of several; NULL when all are exhausted. */
static PrefixCursor *smallest_of(PrefixCursor *cursors, size_t count) {
    PrefixCursor *smallest = NULL;
    for (size_t i = 0; i < count; i++) {
        const Buffer *term = &cursors[i].reader.term;
        if (cursors[i].exhausted) continue;
        if (!smallest || compare_bytes(term->data, term->length, smallest->reader.term.data,
                                       smallest->reader.term.length) < 0)
            smallest = cursors + i;
    }
    return smallest;
}

/* Sum up the document frequencies of the smallest term, and move all cursors that are at it. */
static const char *take_smallest(PrefixCursor *cursors, size_t count, PrefixCursor *smallest, Bytes prefix,
                                 uint64_t *doc_freq) {
    const Buffer *term = &smallest->reader.term;
    const char *error = NULL;
    *doc_freq = smallest->reader.info.doc_freq;
    for (PrefixCursor *cursor = smallest + 1; cursor < cursors + count && !error; cursor++) {
        const Buffer *other = &cursor->reader.term;
        if (cursor->exhausted || compare_bytes(term->data, term->length, other->data, other->length))
            continue;
        *doc_freq += cursor->reader.info.doc_freq;
        error = prefix_next(cursor, prefix);
    }
    return error ? error : prefix_next(smallest, prefix);
}

const char *find_frequent_terms(const TermDictionary *dictionaries, size_t count, Bytes prefix, size_t limit,
                                FrequentTerm *found, size_t *found_count) {
    PrefixCursor *cursors = calloc(count + 1, sizeof *cursors), *smallest;
    const char *error = cursors ? NULL : OUT_OF_MEMORY;
    for (size_t i = 0; i < count && !error; i++) error = prefix_open(cursors + i, dictionaries + i, prefix);
    for (uint64_t order = 0; !error && (smallest = smallest_of(cursors, count)); order++) {
        FrequentTerm term = {
            .order = order, .ordinal = smallest->number, .dictionary = (size_t)(smallest - cursors)};
        error = take_smallest(cursors, count, smallest, prefix, &term.doc_freq);
        if (!error) heap_offer(found, found_count, limit, term);
    }
    for (size_t i = 0; cursors && i < count; i++) free(cursors[i].reader.term.data);
    free(cursors);
    qsort(found, *found_count, sizeof *found, by_doc_freq);
    return error;
}

/* Writing */

static size_t shared_prefix(Bytes left, Bytes right) {
    size_t shorter = left.length < right.length ? left.length : right.length, shared = 0;
    while (shared < shorter && left.data[shared] == right.data[shared]) shared++;
    return shared;
}

static int ascends(Bytes previous, Bytes term, size_t shared) {
    if (shared == term.length) return 0;
    return shared == previous.length || previous.data[shared] < term.data[shared];
}

const char *dictionary_add_term(TermDictionaryWriter *writer, Bytes previous, Bytes term,
                                const TermInfo *info) {
    Buffer *blocks = &writer->blocks;
    size_t shared = writer->term_count ? shared_prefix(previous, term) : 0;
    if (writer->term_count && !ascends(previous, term, shared)) return "terms must ascend";
    if (buffer_reserve(blocks, term.length + 8 * MAX_VARINT_BYTES)) return OUT_OF_MEMORY;
    if (writer->term_count % TERMS_PER_BLOCK == 0) {
        shared = 0;
        if (blocks->length > UINT32_MAX) return "a field has too many terms";
        if (u32_reserve(&writer->starts, 1)) return OUT_OF_MEMORY;
        writer->starts.values[writer->starts.count++] = (uint32_t)blocks->length;
        append_varint(blocks, info->postings_start);
        append_varint(blocks, info->positions_start);
    }
    append_varint(blocks, shared);
    append_varint(blocks, term.length - shared);
    memcpy(blocks->data + blocks->length, term.data + shared, term.length - shared);
    blocks->length += term.length - shared;
    append_varint(blocks, info->doc_freq);
    append_varint(blocks, info->total_term_freq - info->doc_freq);
    append_varint(blocks, info->postings_end - info->postings_start);
    append_varint(blocks, info->positions_end - info->positions_start);
    writer->term_count++;
    return NULL;
}
