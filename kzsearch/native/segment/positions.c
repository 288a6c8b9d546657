/* Random access to the positions of one posting: the frequencies before it in its block say where they begin.
 *
 * Most frequencies are packed in one or two bits, and are summed up by counting set bits, 64 at a time.
 */
#include "segment/positions.h"

#include "segment/packing.h"

/* Return the sum of the first `count` of some packed numbers of one or two bits. */
static uint64_t sum_narrow(const uint8_t *data, uint32_t count, unsigned width) {
    uint64_t sum = 0, low_bits = width == 1 ? UINT64_MAX : 0x5555555555555555;
    for (uint32_t bits = count * width; bits; data += 8) {
        uint64_t word = load_u64(data);
        if (bits < 64) word &= ((uint64_t)1 << bits) - 1;
        sum += count_set_bits(word & low_bits) + 2 * count_set_bits(word & ~low_bits);
        bits -= bits < 64 ? bits : 64;
    }
    return sum;
}

/* Return how many positions of the block come before those of the current posting. */
static uint64_t count_positions_before(PostingsCursor *c) {
    if (!c->tf_width) return c->index;
    if (c->tf_width <= 2 && can_load_narrow_tfs(c))
        return c->index + sum_narrow(c->packed_tfs, c->index, c->tf_width);
    cursor_decode_tfs(c);
    for (; c->positions_before_index < c->index; c->positions_before_index++)
        c->positions_before += c->tfs[c->positions_before_index];
    return c->positions_before;
}

const char *cursor_read_positions(PostingsCursor *c, Bytes positions, U32Array *out) {
    uint64_t start = c->positions_start + (c->block ? skip_positions_end(&c->skip_table, c->block - 1) : 0);
    if (start >= c->positions_end || c->positions_end > positions.length)
        return "positions lie outside of those of their field";
    unsigned width = positions.data[start];
    if (width > MAX_BIT_WIDTH) return "positions have too many bits";
    uint64_t before = count_positions_before(c);
    uint32_t count = cursor_tf(c);
    uint64_t bits = (c->positions_end - start - 1) * 8;
    if ((before + count) * width > bits) return "positions run past the end of their list";
    if (!width && count > 1) count = 1; /* all of them are 0 */
    if (u32_reserve(out, count)) return OUT_OF_MEMORY;
    const uint8_t *data = positions.data + start + 1;
    size_t left = positions.length - (size_t)start - 1;
    uint64_t mask = ((uint64_t)1 << width) - 1, bit = before * width;
    uint32_t position = 0;
    for (uint32_t i = 0; i < count; i++, bit += width) {
        size_t byte = (size_t)(bit >> 3);
        uint64_t word = 0;
        if (byte + 8 <= left) word = load_u64(data + byte);
        else
            for (size_t j = 0; byte + j < left && j < 8; j++) word |= (uint64_t)data[byte + j] << 8 * j;
        position += (uint32_t)(word >> (bit & 7) & mask);
        out->values[out->count++] = position;
    }
    return NULL;
}

const char *decode_positions(Bytes postings, Bytes positions, const TermInfo *info, uint32_t max_doc,
                             U32Array *out) {
    PostingsCursor cursor;
    const char *error = cursor_open(&cursor, postings, info, max_doc);
    for (; !error && cursor.block < cursor.block_count; cursor_next_block(&cursor)) {
        error = cursor_decode_block(&cursor);
        for (; !error && cursor.index < cursor.count; cursor.index++) {
            size_t before = out->count;
            error = cursor_read_positions(&cursor, positions, out);
            if (!error && out->count - before != cursor_tf(&cursor))
                error = "a term has the same position in a document several times";
        }
        if (error) break;
    }
    return error;
}

const char *encode_position_block(const uint32_t **positions, const uint32_t *tfs, uint32_t count,
                                  U32Array *deltas, Buffer *out) {
    uint32_t all_bits = 0;
    deltas->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (u32_reserve(deltas, tfs[i])) return OUT_OF_MEMORY;
        uint32_t previous = 0;
        for (uint32_t j = 0; j < tfs[i]; j++) {
            uint32_t position = *(*positions)++;
            if (position < previous) return "positions must ascend";
            all_bits |= deltas->values[deltas->count++] = position - previous;
            previous = position;
        }
    }
    unsigned width = bit_width(all_bits);
    if (buffer_reserve(out, 2 + packed_bytes(deltas->count, width))) return OUT_OF_MEMORY;
    out->data[out->length++] = (uint8_t)width;
    pack(out, deltas->values, deltas->count, width);
    return NULL;
}
