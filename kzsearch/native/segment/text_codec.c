/* JSON escaping in one pass over UTF-8: a table look-up a character, escapes for what the table lacks. */
#include "segment/text_codec.h"

static uint8_t *put_unicode_escape(uint8_t *at, uint32_t unit) {
    *at++ = '\\';
    *at++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) *at++ = (uint8_t)"0123456789abcdef"[unit >> shift & 15];
    return at;
}

static uint8_t *put_escape(uint8_t *at, uint32_t character) {
    static const char short_escapes[] =
        "\"\"\\\\\bb\ff\nn\rr\tt"; /* pairs: the character, the letter of its escape */
    for (const char *pair = short_escapes; *pair; pair += 2) {
        if (character != (uint8_t)*pair) continue;
        *at++ = '\\';
        *at++ = (uint8_t)pair[1];
        return at;
    }
    if (character < CODEC_TABLE_SIZE) return put_unicode_escape(at, character);
    uint32_t rest = character - CODEC_TABLE_SIZE; /* a surrogate pair */
    at = put_unicode_escape(at, 0xD800 + (rest >> 10));
    return put_unicode_escape(at, 0xDC00 + (rest & 0x3FF));
}

/* Decode a character and move `*text` past it. */
static inline uint32_t next_character(const uint8_t **text) {
    const uint8_t *t = *text;
    if (t[0] < 0x80) return *text += 1, t[0];
    if (t[0] < 0xE0) return *text += 2, (t[0] & 0x1Fu) << 6 | (t[1] & 0x3F);
    if (t[0] < 0xF0) return *text += 3, (t[0] & 0x0Fu) << 12 | (t[1] & 0x3Fu) << 6 | (t[2] & 0x3F);
    return *text += 4, (t[0] & 0x07u) << 18 | (t[1] & 0x3Fu) << 12 | (t[2] & 0x3Fu) << 6 | (t[3] & 0x3F);
}

size_t escape_json(const uint8_t *text, size_t length, const uint8_t *table, uint8_t *out) {
    uint8_t *at = out;
    for (const uint8_t *end = text + length; text < end;) {
        uint32_t character = next_character(&text);
        uint8_t byte = character < CODEC_TABLE_SIZE ? table[character] : 0;
        if (byte) *at++ = byte;
        else at = put_escape(at, character);
    }
    return (size_t)(at - out);
}
