/* The documents of one part.
 *
 * For the best ones, most postings of frequent words are never read. That is MaxScore (Turtle and Flood, Query
 * evaluation: strategies and optimizations, 1995): clauses that earn less together than the worst of the best hits
 * so far cannot make a hit alone, and are looked up only in documents that lack no more than they can add.
 */
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"

/* The best of a window. */
static void offer_window(const Window *w, Best *best) {
    for (uint32_t i = 0; i < w->good.count; i++) {
        uint32_t place = w->good.places[i];
        if (w->scores[place] >= best_least(best)) best_offer(best, w->start + place, w->scores[place]);
    }
}

/* One list needs no window. */
static const char *term_best(const Segment *segment, uint32_t number, const Term *term, Best *best) {
    Cursor cursor;
    const Field *field = segment->fields + number;
    const char *error = cursor_open(&cursor, field->postings, &term->entry, segment->size);
    size_t deleted = 0;
    double scores[BLOCK];
    for (; !error && cursor.block < cursor.blocks; cursor_leave(&cursor)) {
        double least = best_least(best);
        if (cursor.blocks > 1 && block_most(&cursor, cursor.block, field, term->factor) < least) continue;
        if ((error = cursor_load(&cursor))) break;
        block_earns(&cursor, cursor.count, field, term->factor, scores);
        for (uint32_t i = 0; i < cursor.count; i++) {
            if (scores[i] < least || !(scores[i] > 0)) continue;
            while (deleted < segment->deleted_count && segment->deleted[deleted] < cursor.ids[i]) deleted++;
            if (deleted < segment->deleted_count && segment->deleted[deleted] == cursor.ids[i]) continue;
            best_offer(best, cursor.ids[i], scores[i]);
            least = best_least(best);
        }
    }
    return error;
}

const char *part_best(const Query *query, const Part *part, Best *best) {
    if (!best->most) return NULL;
    if (part->term_count == 1) return term_best(query->segment, part->clauses[0]->field, part->clauses[0]->terms, best);
    Scan scan;
    const char *error = scan_open(&scan, query, part);
    for (; !error && scan_next(&scan, best_least(best), &error); scan_clear(&scan)) offer_window(scan.window, best);
    scan_close(&scan);
    return error;
}

const char *part_count_best(const Query *query, const Part *part, Best *best, uint64_t *total) {
    Scan scan;
    const char *error = scan_open(&scan, query, part);
    for (; !error && scan_next(&scan, 0, &error); scan_clear(&scan)) {
        *total += scan.window->good.count;
        if (best->most) offer_window(scan.window, best);
    }
    scan_close(&scan);
    return error;
}

const char *hits_reserve(Hits *hits, size_t more) {
    if (hits->room - hits->ids.count >= more) return NULL;
    size_t room = 2 * hits->room + more;
    double *scores = realloc(hits->scores, room * sizeof *scores);
    if (scores) hits->scores = scores;
    if (!scores || numbers_reserve(&hits->ids, room - hits->ids.count)) return OUT_OF_MEMORY;
    hits->room = room;
    return NULL;
}

const char *part_all(const Query *query, const Part *part, Hits *hits) {
    Scan scan;
    const char *error = scan_open(&scan, query, part);
    for (; !error && scan_next(&scan, 0, &error); scan_clear(&scan)) {
        const Window *w = scan.window;
        if ((error = hits_reserve(hits, WINDOW))) break;
        for (uint32_t i = 0; i < w->good.count; i++) {
            hits->ids.values[hits->ids.count] = w->start + w->good.places[i];
            hits->scores[hits->ids.count++] = w->scores[w->good.places[i]];
        }
    }
    scan_close(&scan);
    return error;
}

const char *part_score(const Query *query, const Part *part, const uint32_t *ids, size_t count, double absent,
                       double *scores) {
    Scan scan;
    Places given;
    const char *error = scan_open(&scan, query, part);
    for (size_t from = 0, to = 0; from < count && !error; from = to) {
        uint32_t start = ids[from] / WINDOW * WINDOW;
        if (ids[from] >= query->segment->size || (from && ids[from] <= ids[from - 1])) {
            error = "documents must ascend within their segment";
            break;
        }
        for (given.count = 0; to < count && ids[to] - start < WINDOW && ids[to] < query->segment->size &&
                              (to == from || ids[to] > ids[to - 1]); to++)
            given.places[given.count++] = (uint16_t)(ids[to] - start);
        error = scan_given(&scan, start, &given);
        for (size_t i = from; i < to && !error; i++) {
            double score = scan.window->scores[ids[i] - start];
            scores[i] = score > 0 ? score : absent;
        }
        if (!error) scan_clear(&scan);
    }
    scan_close(&scan);
    return error;
}
