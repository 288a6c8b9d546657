/* Intersection of posting lists, by one of two algorithms.
 *
 * Lists of different lengths: the documents of the shortest list are looked up in the others, in ascending
 * order of length (small versus small), a block at a time: those that a bitmap excludes are dropped first,
 * and what the other look-ups will read is prefetched. Documents that cannot reach the threshold are not
 * looked up at all.
 *
 * Lists of similar lengths: set_intersection.c.
 */
#include "search/term_intersection.h"

#include <stdlib.h>

#include "search/bm25.h"
#include "search/intersection.h"
#include "search/phrase.h"

/* Whether a document that matches the conjunct is in all of its lists. */
static int is_strict(const Conjunct *conjunct) {
    if (conjunct->term_count != conjunct->clause_count) return 0;
    if (!is_phrase(conjunct)) return conjunct->clause_count == 1;
    if (conjunct->phrase_field_count != 1 || conjunct->slot_count != conjunct->clause_count) return 0;
    for (size_t i = 0; i < conjunct->slot_count; i++)
        if (!conjunct->slots[i]) return 0;
    return 1;
}

int is_term_intersection(const Query *query) {
    for (size_t p = 0; p < query->conjunct_count; p++)
        if (!is_strict(query->conjuncts + p)) return 0;
    return 1;
}

/* Open the list of a clause, and insert its scorer by document frequency. */
static const char *add_scorer(Intersection *x, const Clause *clause) {
    const Segment *segment = x->query->segment;
    TermScorer *scorer = x->scorers + x->count;
    scorer->clause = clause;
    scorer->field = segment->fields + clause->field;
    scorer->term = clause->terms;
    const char *error =
        cursor_open(&scorer->cursor, scorer->field->postings, &scorer->term->info, segment->max_doc);
    if (error) return error;
    size_t at = x->count++;
    for (; at && scorer->term->info.doc_freq < x->by_doc_freq[at - 1]->term->info.doc_freq; at--)
        x->by_doc_freq[at] = x->by_doc_freq[at - 1];
    x->by_doc_freq[at] = scorer;
    return NULL;
}

static const char *intersection_open(Intersection *x, const Query *query) {
    *x = (Intersection){.query = query};
    size_t count = 0;
    for (size_t p = 0; p < query->conjunct_count; p++) count += query->conjuncts[p].clause_count;
    x->scratch = query->scratch->intersection;
    query->scratch->intersection = NULL;
    if (!x->scratch && !(x->scratch = calloc(1, sizeof *x->scratch))) return OUT_OF_MEMORY;
    x->scorers = count > INLINE_TERMS ? malloc(count * sizeof *x->scorers) : x->scratch->scorers;
    x->by_doc_freq = count > INLINE_TERMS ? malloc(count * sizeof *x->by_doc_freq) : x->scratch->by_doc_freq;
    if (!x->scorers || !x->by_doc_freq) return OUT_OF_MEMORY;
    for (size_t p = 0; p < query->conjunct_count; p++) {
        const Conjunct *conjunct = query->conjuncts + p;
        x->has_phrases |= is_phrase(conjunct);
        for (size_t i = 0; i < conjunct->clause_count; i++) {
            const char *error = add_scorer(x, conjunct->clauses[i]);
            if (error) return error;
        }
    }
    return NULL;
}

static void intersection_close(Intersection *x) {
    if (!x->scratch) return;
    if (x->scorers != x->scratch->scorers) free(x->scorers);
    if (x->by_doc_freq != x->scratch->by_doc_freq) free(x->by_doc_freq);
    if (x->query->scratch->intersection) intersection_scratch_free(x->scratch);
    else x->query->scratch->intersection = x->scratch;
}

void intersection_scratch_free(struct IntersectionScratch *scratch) {
    if (!scratch) return;
    free(scratch->chain[0].values);
    free(scratch->chain[1].values);
    free(scratch);
}

static double current_score(TermScorer *scorer) {
    return bm25_score(scorer->field, scorer->term->weight, cursor_tf(&scorer->cursor),
                      scorer->field->norms.data[scorer->cursor.doc]);
}

/* Sum up the clauses of each conjunct, then the conjuncts: the order in which the reference adds them. */
static double sum_scores(Intersection *x) {
    double sum = 0;
    TermScorer *scorer = x->scorers;
    for (size_t p = 0; p < x->query->conjunct_count; p++) {
        double conjunct = 0;
        for (size_t i = 0; i < x->query->conjuncts[p].clause_count; i++) conjunct += current_score(scorer++);
        sum += conjunct;
    }
    return sum;
}

static const char *all_phrases_match(Intersection *x, int *matches) {
    TermScorer *first = x->scorers;
    *matches = 1;
    for (size_t p = 0; p < x->query->conjunct_count && *matches;
         first += x->query->conjuncts[p++].clause_count) {
        const Conjunct *conjunct = x->query->conjuncts + p;
        if (!is_phrase(conjunct)) continue;
        const char *error = phrase_matches(conjunct, &first->cursor, sizeof *first, first->field->positions,
                                           x->scratch->chain, matches);
        if (error) return error;
    }
    return NULL;
}

/* Return an upper bound of what all lists but the shortest score in its current document. */
static double others_bound(const Intersection *x) {
    double bound = 0;
    uint32_t doc = x->by_doc_freq[0]->cursor.doc;
    for (size_t i = 1; i < x->count; i++) {
        const TermScorer *scorer = x->by_doc_freq[i];
        bound += bm25_bound(scorer->field, scorer->term, scorer->field->norms.data[doc]);
    }
    return bound * (1 + 1e-12); /* rounding must not make it lower */
}

const char *others_contain(Intersection *x, size_t first, uint32_t doc, int *contain) {
    *contain = 1;
    for (size_t i = first; i < x->count && *contain; i++) {
        const char *error = cursor_advance(&x->by_doc_freq[i]->cursor, doc);
        if (error) return error;
        *contain = x->by_doc_freq[i]->cursor.doc == doc;
    }
    return NULL;
}

const char *collect_intersection(Intersection *x, uint32_t doc) {
    int matches;
    if (is_deleted(x->query->segment, &x->next_deleted, doc)) return NULL;
    double score = sum_scores(x), threshold = top_k_threshold(x->top);
    if (score < threshold && !x->total) return NULL;
    const char *error = all_phrases_match(x, &matches);
    if (error || !matches) return error;
    if (x->total) ++*x->total;
    if (x->top->k && score >= threshold) top_k_collect(x->top, doc, score);
    return NULL;
}

/* Find the postings of the block of the shortest list that no bitmap excludes: their indexes. Branch-free. */
static uint32_t filter_by_bitmaps(const Intersection *x, uint8_t *indexes) {
    const PostingsCursor *shortest = &x->by_doc_freq[0]->cursor;
    uint32_t count = shortest->count;
    for (uint32_t i = 0; i < count; i++) indexes[i] = (uint8_t)i;
    for (size_t list = 1; list < x->count; list++) {
        const PostingsCursor *cursor = &x->by_doc_freq[list]->cursor;
        uint32_t kept = 0;
        if (!cursor->bitmap) continue;
        for (uint32_t i = 0; i < count; i++) {
            indexes[kept] = indexes[i];
            kept += cursor_may_contain(cursor, shortest->docs[indexes[i]]);
        }
        count = kept;
    }
    return count;
}

static void prefetch_others(const Intersection *x, const uint8_t *indexes, uint32_t count) {
    const PostingsCursor *shortest = &x->by_doc_freq[0]->cursor;
    for (size_t list = 1; list < x->count; list++) {
        const TermScorer *scorer = x->by_doc_freq[list];
        uint32_t block = scorer->cursor.block;
        Bytes positions = x->has_phrases ? scorer->field->positions : (Bytes){0};
        for (uint32_t i = 0; i < count; i++)
            cursor_prefetch(&scorer->cursor, shortest->docs[indexes[i]], positions, &block);
    }
}

/* Look the documents of the shortest list up in the others. */
static const char *intersect_by_lookup(Intersection *x) {
    PostingsCursor *c = &x->by_doc_freq[0]->cursor;
    uint8_t indexes[BLOCK_SIZE];
    for (; c->block < c->block_count; cursor_next_block(c)) {
        const char *error = cursor_decode_block(c);
        if (error) return error;
        uint32_t count = filter_by_bitmaps(x, indexes);
        prefetch_others(x, indexes, count);
        for (uint32_t i = 0; i < count; i++) {
            int contain;
            double threshold = x->total ? 0 : top_k_threshold(x->top);
            c->index = indexes[i];
            uint32_t doc = c->doc = c->docs[c->index];
            if (threshold > 0 && current_score(x->by_doc_freq[0]) + others_bound(x) < threshold) continue;
            if (!(error = others_contain(x, 1, doc, &contain)) && contain)
                error = collect_intersection(x, doc);
            if (error) return error;
        }
    }
    return NULL;
}

enum {
    SIMILAR_LENGTHS = 32, /* the second list has at most so many times the documents of the first */
    LOOKUP_COST = 32,     /* of one look-up, in units of the time to pass over a posting; measured */
};

/* Whether reading the two shortest lists side by side takes less time than looking documents up. */
static int prefers_sets(const Intersection *x) {
    if (x->count < 2) return 0;
    uint64_t first = x->by_doc_freq[0]->term->info.doc_freq, second = x->by_doc_freq[1]->term->info.doc_freq;
    if (!x->by_doc_freq[1]->cursor.bitmap) return second / SIMILAR_LENGTHS <= first;
    return second <= first + LOOKUP_COST * first * second / x->query->segment->max_doc;
}

const char *intersection_top_k(const Query *query, TopK *top, uint64_t *total) {
    Intersection x;
    const char *error = intersection_open(&x, query);
    x.top = top;
    x.total = total;
    if (!error) error = prefers_sets(&x) ? intersect_by_sets(&x) : intersect_by_lookup(&x);
    intersection_close(&x);
    return error;
}
