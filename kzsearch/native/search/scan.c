/* MaxScore (Turtle and Flood, Query evaluation: strategies and optimizations, 1995), as Lucene's
 * MaxScoreBulkScorer does it in windows.
 *
 * Clauses are in descending order of their maximum scores. The last ones, which together cannot reach the
 * threshold, are not essential: a document that only they match is no hit. The essential ones are added to
 * the window, which gives the candidates; then the others complete the scores of the candidates, most of
 * which drop out on the way.
 */
#include "search/scan.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "search/bm25.h"
#include "search/term_intersection.h"

/* Bounds are sums in another order than scores: rounding must not make them lower. */
static const double ROUNDING_SLACK = 1 + 1e-12;

static int is_clear(const Window *w) {
    return !(w->scored.count || w->clause_scored.count || w->candidate_rows);
}

void scan_close(Scan *scan) {
    free(scan->cursors);
    free(scan->max_scores_from);
    free(scan->postings_a_window);
    free(scan->first_cursors);
    if (scan->window && is_clear(scan->window) && !scan->scratch->window)
        scan->scratch->window = scan->window;
    else free(scan->window);
}

void scratch_free(Scratch *scratch) {
    free(scratch->window);
    intersection_scratch_free(scratch->intersection);
    *scratch = (Scratch){NULL, NULL};
}

static Window *take_window(Scratch *scratch) {
    Window *window = scratch->window;
    scratch->window = NULL;
    return window ? window : calloc(1, sizeof *window);
}

static const char *open_clause(Scan *scan, size_t number) {
    const Clause *clause = scan->conjunct->clauses[number];
    const Field *field = scan->segment->fields + clause->field;
    for (uint32_t t = 0; t < clause->term_count; t++) {
        const char *error = cursor_open(scan->cursors + scan->first_cursors[number] + t, field->postings,
                                        &clause->terms[t].info, scan->segment->max_doc);
        if (error) return error;
    }
    return NULL;
}

const char *scan_open(Scan *scan, const Query *query, const Conjunct *conjunct) {
    size_t count = conjunct->clause_count, cursor = 0;
    *scan = (Scan){
        .segment = query->segment, .conjunct = conjunct, .essential_count = count, .scratch = query->scratch};
    scan->first_cursors = malloc((count + 1) * sizeof *scan->first_cursors);
    scan->cursors = malloc((conjunct->term_count + 1) * sizeof *scan->cursors);
    scan->max_scores_from = malloc((count + 1) * sizeof *scan->max_scores_from);
    scan->postings_a_window = calloc(count + 1, sizeof *scan->postings_a_window);
    scan->window = take_window(scan->scratch);
    if (!scan->first_cursors || !scan->cursors || !scan->max_scores_from || !scan->postings_a_window ||
        !scan->window)
        return OUT_OF_MEMORY;
    for (size_t i = 0; i < count; cursor += conjunct->clauses[i++]->term_count) {
        scan->first_cursors[i] = cursor;
        for (uint32_t t = 0; t < conjunct->clauses[i]->term_count; t++)
            scan->postings_a_window[i] +=
                conjunct->clauses[i]->terms[t].info.doc_freq * WINDOW_SIZE / query->segment->max_doc + 1;
        const char *error = open_clause(scan, i);
        if (error) return error;
    }
    scan->max_scores_from[count] = 0;
    for (size_t i = count; i--;)
        scan->max_scores_from[i] =
            (scan->max_scores_from[i + 1] + conjunct->clauses[i]->max_score) * ROUNDING_SLACK;
    return NULL;
}

/* Add all postings of a clause in the window, of candidates only if `mode` says so. */
static const char *add_clause(Scan *scan, size_t number, Mode mode, double min_score) {
    const Clause *clause = scan->conjunct->clauses[number];
    const Field *field = scan->segment->fields + clause->field;
    PostingsCursor *cursors = scan->cursors + scan->first_cursors[number];
    double others_max = scan->max_scores_from[0] - clause->max_score;
    const char *error = NULL;
    for (uint32_t t = 0; t < clause->term_count && !error; t++)
        error = window_add_term(scan->window, cursors + t, field, clause->terms[t].weight, mode, others_max,
                                min_score);
    return error;
}

/* Add clause_scores, the best term of each document, to the scores. */
static void add_clause_scores(Window *w) {
    uint32_t scored = w->scored.count;
    for (uint32_t i = 0; i < w->clause_scored.count; i++) {
        uint32_t offset = w->clause_scored.offsets[i];
        add_score(w, &scored, offset, w->clause_scores[offset], MODE_SUM);
        w->clause_scores[offset] = 0;
    }
    w->scored.count = scored;
    w->clause_scored.count = 0;
}

static const char *add_essential_clauses(Scan *scan, double min_score) {
    for (size_t i = 0; i < scan->essential_count; i++) {
        int several = scan->conjunct->clauses[i]->term_count > 1;
        const char *error = add_clause(scan, i, several ? MODE_MAX : MODE_SUM, min_score);
        if (error) return error;
        if (several) add_clause_scores(scan->window);
    }
    return NULL;
}

/* Collect the documents that score `min_score` so far, ascending: a bitmap sorts them. */
static void find_candidates(Window *w, double min_score) {
    for (uint32_t i = 0; i < w->scored.count; i++) {
        uint32_t offset = w->scored.offsets[i], row = offset / ROW_SIZE;
        uint64_t reaches = w->scores[offset] >= min_score;
        w->candidate_bits[row] |= reaches << offset % ROW_SIZE;
        w->candidate_rows |= reaches << row;
    }
    uint32_t count = 0;
    for (uint64_t rows = w->candidate_rows; rows; rows &= rows - 1) {
        uint32_t row = lowest_bit(rows);
        for (uint64_t left = w->candidate_bits[row]; left; left &= left - 1)
            w->candidates.offsets[count++] = (uint16_t)(row * ROW_SIZE + lowest_bit(left));
    }
    w->candidates.count = count;
}

static void drop_deleted(Scan *scan) {
    const Segment *segment = scan->segment;
    size_t next = scan->next_deleted;
    while (next < segment->deleted_count && segment->deleted[next] < scan->window->start) next++;
    for (; next < segment->deleted_count && segment->deleted[next] < scan->end; next++)
        scan->window->scores[segment->deleted[next] - scan->window->start] = 0;
    scan->next_deleted = next;
}

/* Find the indexes of the candidates that a list may contain. Branch-free, because no branch could be
 * predicted. */
static uint32_t filter_candidates(const Window *w, const PostingsCursor *cursor, uint16_t *indexes) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < w->candidates.count; i++) {
        indexes[count] = (uint16_t)i;
        count += cursor_may_contain(cursor, w->start + w->candidates.offsets[i]);
    }
    return count;
}

static const char *look_up_term(Window *w, PostingsCursor *cursor, const Field *field, double weight,
                                Mode mode) {
    uint16_t indexes[WINDOW_SIZE];
    uint32_t count = filter_candidates(w, cursor, indexes), block = cursor->block;
    WindowDocs *scored = mode == MODE_SUM_CANDIDATES ? &w->scored : &w->clause_scored;
    for (uint32_t i = 0; i < count; i++)
        cursor_prefetch(cursor, w->start + w->candidates.offsets[indexes[i]], (Bytes){0}, &block);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t offset = w->candidates.offsets[indexes[i]], doc = w->start + offset;
        const char *error = cursor_advance(cursor, doc);
        if (error) return error;
        if (cursor->doc == doc)
            add_score(w, &scored->count, offset,
                      bm25_score(field, weight, cursor_tf(cursor), field->norms.data[doc]), mode);
    }
    return NULL;
}

/* Look every candidate up in the lists of a clause. */
static const char *look_up_clause(Scan *scan, size_t number) {
    const Clause *clause = scan->conjunct->clauses[number];
    const Field *field = scan->segment->fields + clause->field;
    PostingsCursor *cursors = scan->cursors + scan->first_cursors[number];
    Mode mode = clause->term_count > 1 ? MODE_MAX_CANDIDATES : MODE_SUM_CANDIDATES;
    const char *error = NULL;
    for (uint32_t t = 0; t < clause->term_count && !error; t++)
        error = look_up_term(scan->window, cursors + t, field, clause->terms[t].weight, mode);
    return error;
}

enum {
    LOOKUP_COST = 24,     /* of one look-up, in units of the time to pass over a posting; measured */
    BITMAP_TEST_COST = 2, /* of seeing in a bitmap that a look-up is not needed */
};

/* Whether looking the candidates up takes less time than reading all postings of a clause in the window. */
static int prefers_lookup(const Scan *scan, size_t number) {
    uint64_t candidates = scan->window->candidates.count, postings = scan->postings_a_window[number];
    if (candidates * LOOKUP_COST < postings) return 1;
    const Clause *clause = scan->conjunct->clauses[number];
    for (uint32_t t = 0; t < clause->term_count; t++)
        if (!scan->cursors[scan->first_cursors[number] + t].bitmap) return 0;
    return candidates * (BITMAP_TEST_COST * clause->term_count + LOOKUP_COST * postings / WINDOW_SIZE) <
           postings;
}

/* Add a clause to the scores of the candidates. */
static const char *complete_clause(Scan *scan, size_t number, double min_score) {
    int several = scan->conjunct->clauses[number]->term_count > 1;
    const char *error =
        prefers_lookup(scan, number)
            ? look_up_clause(scan, number)
            : add_clause(scan, number, several ? MODE_MAX_CANDIDATES : MODE_SUM_CANDIDATES, min_score);
    if (several) add_clause_scores(scan->window);
    return error;
}

/* Drop the candidates that cannot reach `min_score` with the `missing` that they may still get. */
static void drop_hopeless(Window *w, double missing, double min_score) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < w->candidates.count; i++) {
        uint16_t offset = w->candidates.offsets[count] = w->candidates.offsets[i];
        count += w->scores[offset] + missing >= min_score;
    }
    w->candidates.count = count;
}

static const char *complete_scores(Scan *scan, double min_score) {
    Window *w = scan->window;
    const char *error = NULL;
    for (size_t i = scan->essential_count; i < scan->conjunct->clause_count && w->candidates.count && !error;
         i++) {
        error = complete_clause(scan, i, min_score);
        drop_hopeless(w, scan->max_scores_from[i + 1], min_score);
    }
    return error;
}

/* Return a lower bound of the next document of the essential clauses. */
static uint32_t next_doc(const Scan *scan) {
    uint32_t next = NO_MORE_DOCS;
    size_t count = scan->essential_count < scan->conjunct->clause_count
                       ? scan->first_cursors[scan->essential_count]
                       : scan->conjunct->term_count;
    for (size_t i = 0; i < count; i++)
        if (scan->cursors[i].block < scan->cursors[i].block_count && scan->cursors[i].doc < next)
            next = scan->cursors[i].doc;
    return next;
}

int scan_next_window(Scan *scan, double min_score, const char **error) {
    while (scan->essential_count && scan->max_scores_from[scan->essential_count - 1] < min_score)
        scan->essential_count--;
    uint32_t next = next_doc(scan);
    if (next == NO_MORE_DOCS) return 0;
    uint64_t start = next / WINDOW_SIZE * WINDOW_SIZE;
    if (UNLIKELY(start < scan->end)) start = scan->end; /* only in damaged lists */
    if (start >= scan->segment->max_doc) return 0;
    double candidate_min = min_score - scan->max_scores_from[scan->essential_count];
    scan->window->start = (uint32_t)start;
    scan->end = start + WINDOW_SIZE;
    *error = add_essential_clauses(scan, min_score);
    if (*error) return 0;
    if (scan->segment->deleted_count) drop_deleted(scan);
    find_candidates(scan->window, candidate_min > 0 ? candidate_min : DBL_TRUE_MIN);
    *error = complete_scores(scan, min_score);
    return !*error;
}

const char *scan_score_docs(Scan *scan, uint32_t start, const WindowDocs *docs) {
    Window *w = scan->window;
    const char *error = NULL;
    scan->essential_count = 0;
    w->start = start;
    w->candidates.count = docs->count;
    memcpy(w->candidates.offsets, docs->offsets, docs->count * sizeof *docs->offsets);
    for (uint32_t i = 0; i < docs->count; i++) {
        w->candidate_bits[docs->offsets[i] / ROW_SIZE] |= (uint64_t)1 << docs->offsets[i] % ROW_SIZE;
        w->candidate_rows |= (uint64_t)1 << docs->offsets[i] / ROW_SIZE;
    }
    for (size_t i = 0; i < scan->conjunct->clause_count && !error; i++) error = complete_clause(scan, i, 0);
    return error;
}

void scan_clear_window(Scan *scan) {
    Window *w = scan->window;
    for (uint32_t i = 0; i < w->scored.count; i++) w->scores[w->scored.offsets[i]] = 0;
    for (uint64_t rows = w->candidate_rows; rows; rows &= rows - 1) w->candidate_bits[lowest_bit(rows)] = 0;
    w->scored.count = w->candidates.count = w->candidate_rows = 0;
}
