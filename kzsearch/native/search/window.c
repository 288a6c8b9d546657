/* Term-at-a-time scoring inside a window, with block-max skipping. */
#include "search/window.h"

#include "search/bm25.h"

/* Add postings whose tf - 1 has so few bits that every tf is tabulated. Return the index after them. */
INLINE uint32_t add_narrow_tfs(Window *w, uint32_t *scored, const PostingsCursor *c, uint32_t stop,
                               const Field *field, double weight, unsigned width, Mode mode) {
    uint32_t i = c->index;
    while (i < stop) {
        uint64_t word = load_u64(c->packed_tfs + (i * width >> 3)) >> (i * width & 7),
                 mask = (1u << width) - 1;
        uint32_t end = stop - i < 57 / width ? stop : i + 57 / width; /* 64 bits less a shift of up to 7 */
        for (; i < end; i++, word >>= width)
            add_score(w, scored, c->docs[i] - w->start,
                      weight * field->saturations[(word & mask) * NORM_COUNT + field->norms.data[c->docs[i]]],
                      mode);
    }
    return i;
}

/* Add the postings of a block from the current one to `stop`. */
INLINE void add_all(Window *w, uint32_t *scored, PostingsCursor *c, uint32_t stop, const Field *field,
                    double weight, Mode mode) {
    const uint8_t *norms = field->norms.data;
    uint32_t i = c->index;
    if (!c->tf_width) {
        for (; i < stop; i++)
            add_score(w, scored, c->docs[i] - w->start, weight * field->saturations[norms[c->docs[i]]], mode);
    } else if (c->tf_width <= 3 && can_load_narrow_tfs(c)) {
        if (c->tf_width == 1) add_narrow_tfs(w, scored, c, stop, field, weight, 1, mode);
        else if (c->tf_width == 2) add_narrow_tfs(w, scored, c, stop, field, weight, 2, mode);
        else add_narrow_tfs(w, scored, c, stop, field, weight, 3, mode);
    } else {
        cursor_decode_tfs(c);
        for (; i < stop; i++)
            add_score(w, scored, c->docs[i] - w->start,
                      bm25_score(field, weight, c->tfs[i], norms[c->docs[i]]), mode);
    }
}

/* Add those of candidates. */
INLINE void add_candidates(Window *w, uint32_t *scored, PostingsCursor *c, uint32_t stop, const Field *field,
                           double weight, Mode mode) {
    for (uint32_t i = c->index; i < stop; i++) {
        uint32_t offset = c->docs[i] - w->start;
        if (!(w->candidate_bits[offset / ROW_SIZE] >> offset % ROW_SIZE & 1)) continue;
        c->index = i;
        add_score(w, scored, offset, bm25_score(field, weight, cursor_tf(c), field->norms.data[c->docs[i]]),
                  mode);
    }
}

static void add_block(Window *w, PostingsCursor *c, uint32_t stop, const Field *field, double weight,
                      Mode mode) {
    uint32_t scored = w->scored.count, clause_scored = w->clause_scored.count;
    if (mode == MODE_SUM) add_all(w, &scored, c, stop, field, weight, MODE_SUM);
    else if (mode == MODE_MAX) add_all(w, &clause_scored, c, stop, field, weight, MODE_MAX);
    else if (mode == MODE_SUM_CANDIDATES)
        add_candidates(w, &scored, c, stop, field, weight, MODE_SUM_CANDIDATES);
    else add_candidates(w, &clause_scored, c, stop, field, weight, MODE_MAX_CANDIDATES);
    w->scored.count = scored;
    w->clause_scored.count = clause_scored;
}

/* Return the bits of the rows of two offsets and of all between. */
static uint64_t rows_between(uint32_t first, uint32_t last) {
    return UINT64_MAX >> (63 - last / ROW_SIZE) & UINT64_MAX << first / ROW_SIZE;
}

/* Whether a block that is not loaded adds nothing that matters: no document of it can reach `min_score`, or
 * none is a candidate. */
static int can_skip_block(const Window *w, const PostingsCursor *c, const Field *field, double weight,
                          Mode mode, double others_max, double min_score) {
    if (c->block_count == 1) return 0;
    if (mode == MODE_SUM || mode == MODE_MAX)
        return min_score > 0 && block_max_score(c, c->block, field, weight) + others_max < min_score;
    uint32_t first = c->doc > w->start ? c->doc - w->start : 0;
    uint64_t last = (uint64_t)skip_last_doc(&c->skip_table, c->block) - w->start;
    return !(w->candidate_rows & rows_between(first, last < WINDOW_SIZE ? (uint32_t)last : WINDOW_SIZE - 1));
}

const char *window_add_term(Window *w, PostingsCursor *c, const Field *field, double weight, Mode mode,
                            double others_max, double min_score) {
    uint64_t end = (uint64_t)w->start + WINDOW_SIZE;
    if (c->doc < w->start) cursor_seek_block(c, w->start);
    while (c->block < c->block_count && c->doc < end) {
        if (!c->loaded && can_skip_block(w, c, field, weight, mode, others_max, min_score)) {
            if (skip_last_doc(&c->skip_table, c->block) >= end) break;
            cursor_next_block(c);
            continue;
        }
        if (!(c->loaded && c->all_decoded)) {
            const char *error = cursor_decode_block(c);
            if (error) return error;
            continue; /* it may begin after the window */
        }
        if (c->doc < w->start) c->index = block_lower_bound(c, c->index, w->start);
        uint32_t stop = c->last_doc < end ? c->count : block_lower_bound(c, c->index, (uint32_t)end);
        if (c->index < stop) add_block(w, c, stop, field, weight, mode);
        if (stop == c->count) {
            cursor_next_block(c);
        } else {
            c->index = stop;
            c->doc = c->docs[stop];
        }
    }
    return NULL;
}
