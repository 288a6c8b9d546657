/* Conjunctions, window by window: the rarest conjunct leads, the others score what remains of its documents.
 *
 * Each conjunct has a window of its own. Queries of single terms and of simple phrases are
 * answered by term_intersection.c, which is faster.
 */
#include "search/boolean_and.h"

#include <stdlib.h>

#include "search/maxscore_or.h"
#include "search/phrase.h"
#include "search/scan.h"
#include "search/term_intersection.h"

typedef struct {
    Scan scan;
    const Conjunct *conjunct;
    U32Array phrase_docs; /* documents that match a phrase, deleted ones included */
    size_t next_phrase_doc;
    uint64_t cost;   /* an upper bound of its documents */
    int window_used; /* whether the window of the scan must be cleared */
} Member;

typedef struct {
    const Query *query;
    Member *members;  /* in the order of the conjuncts, in which scores are added */
    Member **by_cost; /* the rarest first */
    WindowDocs docs;  /* documents of the window that all conjuncts so far match */
    uint32_t start;   /* of the window */
    size_t next_deleted;
    TopK *top;       /* where hits go; or NULL */
    Hits *hits;      /* the same */
    uint64_t *total; /* the same */
} BooleanAnd;

static const char *and_open(BooleanAnd *x) {
    const Query *query = x->query;
    x->members = calloc(query->conjunct_count + 1, sizeof *x->members);
    x->by_cost = calloc(query->conjunct_count + 1, sizeof *x->by_cost);
    if (!x->members || !x->by_cost) return OUT_OF_MEMORY;
    for (size_t p = 0; p < query->conjunct_count; p++) {
        Member *member = x->members + p;
        member->conjunct = query->conjuncts + p;
        const char *error = scan_open(&member->scan, query, member->conjunct);
        if (!error && is_phrase(member->conjunct))
            error = find_phrase_docs(query->segment, member->conjunct, &member->phrase_docs);
        if (error) return error;
        member->cost =
            is_phrase(member->conjunct) ? member->phrase_docs.count : conjunct_cost(member->conjunct);
        size_t at = p;
        for (; at && member->cost < x->by_cost[at - 1]->cost; at--) x->by_cost[at] = x->by_cost[at - 1];
        x->by_cost[at] = member;
    }
    return NULL;
}

static void and_close(BooleanAnd *x) {
    for (size_t p = 0; x->members && p < x->query->conjunct_count && x->members[p].conjunct; p++) {
        scan_close(&x->members[p].scan);
        free(x->members[p].phrase_docs.values);
    }
    free(x->members);
    free(x->by_cost);
}

/* Take the documents of a phrase in the next window that has any. */
static int next_phrase_window(BooleanAnd *x, Member *member) {
    const U32Array *docs = &member->phrase_docs;
    size_t *next = &member->next_phrase_doc;
    x->docs.count = 0;
    while (!x->docs.count && *next < docs->count) {
        x->start = docs->values[*next] / WINDOW_SIZE * WINDOW_SIZE;
        for (; *next < docs->count && docs->values[*next] - x->start < WINDOW_SIZE; ++*next)
            if (!is_deleted(x->query->segment, &x->next_deleted, docs->values[*next]))
                x->docs.offsets[x->docs.count++] = (uint16_t)(docs->values[*next] - x->start);
    }
    return x->docs.count > 0;
}

/* Take the documents of the rarest conjunct in the next window that has any. */
static int next_window(BooleanAnd *x, const char **error) {
    Member *rarest = x->by_cost[0];
    if (is_phrase(rarest->conjunct)) return next_phrase_window(x, rarest);
    if (!scan_next_window(&rarest->scan, 0, error)) return 0;
    rarest->window_used = 1;
    x->docs = rarest->scan.window->candidates;
    x->start = rarest->scan.window->start;
    return 1;
}

static void keep_phrase_docs(BooleanAnd *x, Member *member) {
    const U32Array *docs = &member->phrase_docs;
    size_t *next = &member->next_phrase_doc;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < x->docs.count; i++) {
        uint32_t doc = x->start + x->docs.offsets[i];
        while (*next < docs->count && docs->values[*next] < doc) ++*next;
        if (*next < docs->count && docs->values[*next] == doc) x->docs.offsets[kept++] = x->docs.offsets[i];
    }
    x->docs.count = kept;
}

/* Score the documents of the window for a conjunct, and drop those that do not match it. */
static const char *keep_matching(BooleanAnd *x, Member *member) {
    if (is_phrase(member->conjunct) && member != x->by_cost[0]) keep_phrase_docs(x, member);
    const char *error = scan_score_docs(&member->scan, x->start, &x->docs);
    member->window_used = 1;
    if (error || is_phrase(member->conjunct)) return error;
    const double *scores = member->scan.window->scores;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < x->docs.count; i++) {
        x->docs.offsets[kept] = x->docs.offsets[i];
        kept += scores[x->docs.offsets[i]] > 0;
    }
    x->docs.count = kept;
    return NULL;
}

static const char *collect_window(BooleanAnd *x) {
    if (x->hits && hits_reserve(x->hits, x->docs.count)) return OUT_OF_MEMORY;
    if (x->total) *x->total += x->docs.count;
    for (uint32_t i = 0; i < x->docs.count; i++) {
        uint32_t offset = x->docs.offsets[i], doc = x->start + offset;
        double score = 0;
        for (size_t p = 0; p < x->query->conjunct_count; p++)
            score += x->members[p].scan.window->scores[offset];
        if (x->top && score >= top_k_threshold(x->top)) top_k_collect(x->top, doc, score);
        if (x->hits) {
            x->hits->docs.values[x->hits->docs.count] = doc;
            x->hits->scores[x->hits->docs.count++] = score;
        }
    }
    return NULL;
}

static const char *and_run(BooleanAnd *x) {
    size_t count = x->query->conjunct_count;
    const char *error = and_open(x);
    while (!error && next_window(x, &error)) {
        /* The rarest conjunct is scored already unless it is a phrase. */
        for (size_t i = x->by_cost[0]->window_used; i < count && x->docs.count && !error; i++)
            error = keep_matching(x, x->by_cost[i]);
        if (!error && x->docs.count) error = collect_window(x);
        for (size_t p = 0; p < count && !error; p++)
            if (x->members[p].window_used) {
                scan_clear_window(&x->members[p].scan);
                x->members[p].window_used = 0;
            }
    }
    and_close(x);
    return error;
}

static const char *and_top_k(const Query *query, TopK *top, uint64_t *total) {
    if (is_term_intersection(query)) return intersection_top_k(query, top, total);
    BooleanAnd x = {.query = query, .top = top->k ? top : NULL, .total = total};
    return and_run(&x);
}

static int is_single_or(const Query *query) {
    return query->conjunct_count == 1 && !is_phrase(query->conjuncts);
}

const char *query_top_k(const Query *query, TopK *top) {
    return is_single_or(query) ? or_top_k(query, query->conjuncts, top) : and_top_k(query, top, NULL);
}

const char *query_count_top_k(const Query *query, TopK *top, uint64_t *total) {
    return is_single_or(query) ? or_count_top_k(query, query->conjuncts, top, total)
                               : and_top_k(query, top, total);
}

const char *query_match_all(const Query *query, Hits *hits) {
    if (is_single_or(query)) return or_match_all(query, query->conjuncts, hits);
    BooleanAnd x = {.query = query, .hits = hits};
    return and_run(&x);
}
