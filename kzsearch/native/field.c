#include "field.h"

#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

enum { VARINT_BYTES = 10 };

static void put_varint(Buffer *buffer, uint64_t number) {
    for (; number > 0x7F; number >>= 7) buffer->data[buffer->length++] = (uint8_t)(number & 0x7F) | 0x80;
    buffer->data[buffer->length++] = (uint8_t)number;
}

static size_t shared_bytes(Bytes before, Bytes term) {
    size_t most = before.length < term.length ? before.length : term.length, shared = 0;
    while (shared < most && before.data[shared] == term.data[shared]) shared++;
    return shared;
}

static int ascends(Bytes before, Bytes term, size_t shared) {
    if (shared == term.length) return 0;
    return shared == before.length || before.data[shared] < term.data[shared];
}

/* Appends a term whose list was encoded: its postings and positions begin at these bytes, and are the last. */
static const char *put_term(EncodedField *field, Bytes before, Bytes term, uint32_t documents, uint64_t occurrences,
                            size_t postings, size_t positions) {
    Buffer *dictionary = &field->dictionary;
    size_t shared = field->terms ? shared_bytes(before, term) : 0;
    if (field->terms && !ascends(before, term, shared)) return "terms must ascend";
    if (buffer_reserve(dictionary, term.length + 8 * VARINT_BYTES)) return OUT_OF_MEMORY;
    if (field->terms % TERMS_OF_A_BLOCK == 0) {
        shared = 0;
        if (dictionary->length > UINT32_MAX) return "a field has too many terms";
        if (numbers_reserve(&field->starts, 1)) return OUT_OF_MEMORY;
        field->starts.values[field->starts.count++] = (uint32_t)dictionary->length;
        put_varint(dictionary, postings);
        put_varint(dictionary, positions);
    }
    put_varint(dictionary, shared);
    put_varint(dictionary, term.length - shared);
    memcpy(dictionary->data + dictionary->length, term.data + shared, term.length - shared);
    dictionary->length += term.length - shared;
    put_varint(dictionary, documents);
    put_varint(dictionary, occurrences - documents);
    put_varint(dictionary, field->postings.length - postings);
    put_varint(dictionary, field->positions.length - positions);
    field->terms++;
    return NULL;
}

const char *field_encode(const Postings *p, EncodedField *field) {
    size_t posting = 0, position = 0, start = p->start;
    for (size_t i = 0; i < p->term_count; i++) {
        uint32_t documents = p->documents[i];
        if (p->ends[i] < start || p->ends[i] > p->terms.length) return "the ends of terms must ascend";
        Bytes term = {p->terms.data + start, p->ends[i] - start};
        start = p->ends[i];
        if (!documents) continue;
        if (documents > p->posting_count - posting) return "there are fewer postings than the terms say";
        uint64_t occurrences = 0;
        for (uint32_t j = 0; j < documents; j++) occurrences += p->frequencies[posting + j];
        if (occurrences != p->occurrences[i]) return "a term occurs as often as its frequencies say";
        if (p->positions && occurrences > p->position_count - position)
            return "there are fewer positions than the terms say";
        size_t postings_at = field->postings.length, positions_at = field->positions.length;
        const char *error = list_encode(p->ids + posting, p->frequencies + posting, documents, p->codes, p->size,
                                        p->positions ? p->positions + position : NULL, &field->postings,
                                        &field->positions);
        if (!error) error = put_term(field, field->last, term, documents, occurrences, postings_at, positions_at);
        if (error) return error;
        field->last = term;
        posting += documents;
        if (p->positions) position += (size_t)occurrences;
    }
    return NULL;
}

void field_free(EncodedField *field) {
    free(field->dictionary.data);
    free(field->starts.values);
    free(field->postings.data);
    free(field->positions.data);
}
