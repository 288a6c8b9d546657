#include "window.h"

/* Adds postings of a block whose frequencies, less one, are packed in so few bits that all are in the table. */
INLINE uint32_t add_packed(Window *w, uint32_t *touched, const Cursor *c, uint32_t stop, const Field *field, double factor,
                           unsigned bits, Way way) {
    uint32_t i = c->at;
    while (i < stop) {
        uint64_t word = load_u64(c->packed + (i * bits >> 3)) >> (i * bits & 7), mask = (1u << bits) - 1;
        uint32_t end = stop - i < 57 / bits ? stop : i + 57 / bits;
        for (; i < end; i++, word >>= bits)
            add_posting(w, touched, c->ids[i] - w->start,
                        factor * field->saturations[(word & mask) * CODES + field->codes.data[c->ids[i]]], way);
    }
    return i;
}

/* Adds the postings of a block from the place up to `stop`. */
INLINE void add_all(Window *w, uint32_t *touched, Cursor *c, uint32_t stop, const Field *field, double factor, Way way) {
    const uint8_t *codes = field->codes.data;
    uint32_t i = c->at;
    if (!c->repeats) {
        for (; i < stop; i++)
            add_posting(w, touched, c->ids[i] - w->start, factor * field->saturations[codes[c->ids[i]]], way);
    } else if (c->repeats <= 3 && frequencies_readable(c)) {
        if (c->repeats == 1) add_packed(w, touched, c, stop, field, factor, 1, way);
        else if (c->repeats == 2) add_packed(w, touched, c, stop, field, factor, 2, way);
        else add_packed(w, touched, c, stop, field, factor, 3, way);
    } else {
        cursor_frequencies(c);
        for (; i < stop; i++)
            add_posting(w, touched, c->ids[i] - w->start, earned(field, factor, c->frequencies[i], codes[c->ids[i]]), way);
    }
}

/* Adds of the postings of a block from the place up to `stop` those of documents that may be good. */
INLINE void add_good(Window *w, uint32_t *touched, Cursor *c, uint32_t stop, const Field *field, double factor, Way way) {
    for (uint32_t i = c->at; i < stop; i++) {
        uint32_t place = c->ids[i] - w->start;
        if (!(w->may_be_good[place / ROW] >> place % ROW & 1)) continue;
        c->at = i;
        add_posting(w, touched, place, earned(field, factor, cursor_frequency(c), field->codes.data[c->ids[i]]), way);
    }
}

/* The rows of two places and all between. */
static uint64_t rows_between(uint32_t first, uint32_t last) {
    return UINT64_MAX >> (63 - last / ROW) & UINT64_MAX << first / ROW;
}

static void add_block(Window *w, Cursor *c, uint32_t stop, const Field *field, double factor, Way way) {
    uint32_t touched = w->touched.count, alternative = w->alternative.count;
    if (way == SUM) add_all(w, &touched, c, stop, field, factor, SUM);
    else if (way == BEST) add_all(w, &alternative, c, stop, field, factor, BEST);
    else if (way == SUM_IF_GOOD) add_good(w, &touched, c, stop, field, factor, SUM_IF_GOOD);
    else add_good(w, &alternative, c, stop, field, factor, BEST_IF_GOOD);
    w->touched.count = touched;
    w->alternative.count = alternative;
}

/* Whether a block that is not loaded has nothing for the window: its documents earn less than `least`, even with
 * `others` for all other clauses, or none of them can be good. */
static int has_nothing(const Window *w, const Cursor *c, const Field *field, double factor, Way way, double others,
                       double least) {
    if (c->blocks == 1) return 0;
    if (way == SUM || way == BEST)
        return least > 0 && block_most(c, c->block, field, factor) + others < least;
    uint32_t first = c->document > w->start ? c->document - w->start : 0;
    uint64_t last = (uint64_t)table_last(c, c->block) - w->start;
    return !(w->good_rows & rows_between(first, last < WINDOW ? (uint32_t)last : WINDOW - 1));
}

const char *add_term(Window *w, Cursor *c, const Field *field, double factor, Way way, double others, double least) {
    uint64_t end = (uint64_t)w->start + WINDOW;
    if (c->document < w->start) cursor_seek(c, w->start);
    while (c->block < c->blocks && c->document < end) {
        if (!c->loaded && has_nothing(w, c, field, factor, way, others, least)) {
            if (table_last(c, c->block) >= end) break;
            cursor_leave(c);
            continue;
        }
        if (!(c->loaded && c->whole)) {
            const char *error = cursor_load(c);
            if (error) return error;
            continue; /* it may begin behind the window */
        }
        if (c->document < w->start) c->at = block_find(c, c->at, w->start);
        uint32_t stop = c->last < end ? c->count : block_find(c, c->at, (uint32_t)end);
        if (c->at < stop) add_block(w, c, stop, field, factor, way);
        if (stop == c->count) {
            cursor_leave(c);
        } else {
            c->at = stop;
            c->document = c->ids[stop];
        }
    }
    return NULL;
}
