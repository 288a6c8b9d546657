/* A whole field in one step: from its tokens to its dictionary, posting lists and positions. */
#ifndef KZSEARCH_INDEX_FIELD_ENCODER_H
#define KZSEARCH_INDEX_FIELD_ENCODER_H

#include "index/inverter.h"
#include "segment/term_dictionary.h"

/* The terms of a field, joined, in ascending order, by their ordinals. */
typedef struct {
    Bytes bytes;
    const uint32_t *ends;
} TermTable;

typedef struct {
    TermDictionaryWriter dictionary; /* of the terms that have postings */
    Buffer postings, positions;
    Bytes last_term; /* of the dictionary, in the TermTable */
} EncodedField;

/* Encode a field; free it also after an error.
 *   terms: as many as the stream has; order and ends are checked here
 *   keep_positions: whether positions are encoded
 *   doc_lengths: of every document, all 0; filled with the number of its terms */
const char *encode_field(const TokenStream *stream, const TermTable *terms, int keep_positions,
                         uint32_t *doc_lengths, EncodedField *field);

void encoded_field_free(EncodedField *field);

#endif
