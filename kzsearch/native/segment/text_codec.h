/* Stored texts: JSON escaping into an eight-bit code; the twin of kzsearch/segment/text_codec.py. */
#ifndef KZSEARCH_SEGMENT_TEXT_CODEC_H
#define KZSEARCH_SEGMENT_TEXT_CODEC_H

#include "common.h"

enum { MAX_ESCAPE_GROWTH = 6 /* a control character of one byte becomes \u0000 */ };

/* Write a text as it stands between the quotation marks of a JSON string. Return the number of bytes.
 *   text: valid UTF-8, as CPython makes it
 *   table: for each code point below CODEC_TABLE_SIZE its byte, or 0 where it must be escaped
 *   out: room for MAX_ESCAPE_GROWTH * length bytes */
size_t escape_json(const uint8_t *text, size_t length, const uint8_t *table, uint8_t *out);

#endif
