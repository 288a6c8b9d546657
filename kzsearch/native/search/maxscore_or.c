/* Disjunctions by MaxScore (scan.c); a single term by block-max skipping alone. */
#include "search/maxscore_or.h"

#include <stdlib.h>

#include "search/bm25.h"
#include "search/scan.h"

static void collect_window(const Window *w, TopK *top) {
    for (uint32_t i = 0; i < w->candidates.count; i++) {
        uint32_t offset = w->candidates.offsets[i];
        if (w->scores[offset] >= top_k_threshold(top))
            top_k_collect(top, w->start + offset, w->scores[offset]);
    }
}

/* A single list needs no window: blocks that cannot reach the threshold are skipped. */
static const char *single_term_top_k(const Segment *segment, uint32_t number, const WeightedTerm *term,
                                     TopK *top) {
    PostingsCursor cursor;
    const Field *field = segment->fields + number;
    const char *error = cursor_open(&cursor, field->postings, &term->info, segment->max_doc);
    size_t next_deleted = 0;
    double scores[BLOCK_SIZE];
    for (; !error && cursor.block < cursor.block_count; cursor_next_block(&cursor)) {
        double threshold = top_k_threshold(top);
        if (cursor.block_count > 1 && block_max_score(&cursor, cursor.block, field, term->weight) < threshold)
            continue;
        if ((error = cursor_decode_block(&cursor))) break;
        score_block(&cursor, cursor.count, field, term->weight, scores);
        for (uint32_t i = 0; i < cursor.count; i++) {
            if (scores[i] < threshold || !(scores[i] > 0)) continue;
            if (is_deleted(segment, &next_deleted, cursor.docs[i])) continue;
            top_k_collect(top, cursor.docs[i], scores[i]);
            threshold = top_k_threshold(top);
        }
    }
    return error;
}

const char *or_top_k(const Query *query, const Conjunct *conjunct, TopK *top) {
    if (!top->k) return NULL;
    if (conjunct->term_count == 1)
        return single_term_top_k(query->segment, conjunct->clauses[0]->field, conjunct->clauses[0]->terms,
                                 top);
    Scan scan;
    const char *error = scan_open(&scan, query, conjunct);
    for (; !error && scan_next_window(&scan, top_k_threshold(top), &error); scan_clear_window(&scan))
        collect_window(scan.window, top);
    scan_close(&scan);
    return error;
}

const char *or_count_top_k(const Query *query, const Conjunct *conjunct, TopK *top, uint64_t *total) {
    Scan scan;
    const char *error = scan_open(&scan, query, conjunct);
    for (; !error && scan_next_window(&scan, 0, &error); scan_clear_window(&scan)) {
        *total += scan.window->candidates.count;
        if (top->k) collect_window(scan.window, top);
    }
    scan_close(&scan);
    return error;
}

const char *hits_reserve(Hits *hits, size_t more) {
    if (hits->capacity - hits->docs.count >= more) return NULL;
    size_t capacity = 2 * hits->capacity + more;
    double *scores = realloc(hits->scores, capacity * sizeof *scores);
    if (scores) hits->scores = scores;
    if (!scores || u32_reserve(&hits->docs, capacity - hits->docs.count)) return OUT_OF_MEMORY;
    hits->capacity = capacity;
    return NULL;
}

const char *or_match_all(const Query *query, const Conjunct *conjunct, Hits *hits) {
    Scan scan;
    const char *error = scan_open(&scan, query, conjunct);
    for (; !error && scan_next_window(&scan, 0, &error); scan_clear_window(&scan)) {
        const Window *w = scan.window;
        if ((error = hits_reserve(hits, WINDOW_SIZE))) break;
        for (uint32_t i = 0; i < w->candidates.count; i++) {
            hits->docs.values[hits->docs.count] = w->start + w->candidates.offsets[i];
            hits->scores[hits->docs.count++] = w->scores[w->candidates.offsets[i]];
        }
    }
    scan_close(&scan);
    return error;
}

const char *or_score_docs(const Query *query, const Conjunct *conjunct, const uint32_t *docs, size_t count,
                          double absent, double *scores) {
    Scan scan;
    WindowDocs here;
    uint32_t max_doc = query->segment->max_doc;
    const char *error = scan_open(&scan, query, conjunct);
    for (size_t from = 0, to = 0; from < count && !error; from = to) {
        uint32_t start = docs[from] / WINDOW_SIZE * WINDOW_SIZE;
        if (docs[from] >= max_doc || (from && docs[from] <= docs[from - 1])) {
            error = "documents must ascend within their segment";
            break;
        }
        for (here.count = 0; to < count && docs[to] - start < WINDOW_SIZE && docs[to] < max_doc &&
                             (to == from || docs[to] > docs[to - 1]);
             to++)
            here.offsets[here.count++] = (uint16_t)(docs[to] - start);
        error = scan_score_docs(&scan, start, &here);
        for (size_t i = from; i < to && !error; i++) {
            double score = scan.window->scores[docs[i] - start];
            scores[i] = score > 0 ? score : absent;
        }
        if (!error) scan_clear_window(&scan);
    }
    scan_close(&scan);
    return error;
}
