/* A bounded binary heap, and grouping by article in the order of the documents. */
#include "search/top_k.h"

#include <stdlib.h>

/* Columns of the segment are looked up only for equal scores: each look-up is a cache miss. */
static int ranks_below(const Segment *s, Hit a, Hit b) {
    if (a.score != b.score) return a.score < b.score;
    if (s->article_ordinals[a.doc] != s->article_ordinals[b.doc])
        return s->article_ordinals[a.doc] > s->article_ordinals[b.doc];
    if (s->section_ordinals[a.doc] != s->section_ordinals[b.doc])
        return s->section_ordinals[a.doc] > s->section_ordinals[b.doc];
    return a.doc > b.doc;
}

/* Put a hit in the place of the top of a heap of `count` hits. */
static void sift_down(TopK *top, size_t count, Hit hit) {
    Hit *hits = top->hits;
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && ranks_below(top->segment, hits[child + 1], hits[child])) child++;
        if (!ranks_below(top->segment, hits[child], hit)) break;
        hits[at] = hits[child];
    }
    hits[at] = hit;
}

static void insert(TopK *top, Hit hit) {
    if (top->count == top->k) {
        if (top->k && ranks_below(top->segment, top->hits[0], hit)) sift_down(top, top->count, hit);
        return;
    }
    size_t at = top->count++;
    for (size_t parent; at && ranks_below(top->segment, hit, top->hits[parent = (at - 1) / 2]); at = parent)
        top->hits[at] = top->hits[parent];
    top->hits[at] = hit;
}

const char *top_k_open(TopK *top, const Segment *segment, size_t k, int by_article, double min_score) {
    if (k > segment->max_doc) k = segment->max_doc;
    *top = (TopK){.k = k, .min_score = min_score, .by_article = by_article, .segment = segment};
    top->hits = malloc((k + 1) * sizeof *top->hits);
    return top->hits ? NULL : OUT_OF_MEMORY;
}

/* Whether no article starts after `earlier` up to `later`. */
static int same_article(const Segment *segment, uint32_t earlier, uint32_t later) {
    uint32_t word = (earlier + 1) / 64, last = later / 64;
    uint64_t starts = segment->article_starts[word] & UINT64_MAX << (earlier + 1) % 64;
    for (; word < last; starts = segment->article_starts[++word])
        if (starts) return 0;
    return !(starts & UINT64_MAX >> (63 - later % 64));
}

void top_k_collect(TopK *top, uint32_t doc, double score) {
    Hit hit = {score, doc};
    if (!top->by_article) {
        insert(top, hit);
        return;
    }
    if (top->has_pending) {
        if (doc > top->last_doc && same_article(top->segment, top->last_doc, doc)) {
            if (ranks_below(top->segment, top->pending, hit)) top->pending = hit;
            top->last_doc = doc;
            return;
        }
        insert(top, top->pending);
    }
    top->pending = hit;
    top->last_doc = doc;
    top->has_pending = 1;
}

void top_k_finish(TopK *top) {
    if (top->has_pending) insert(top, top->pending);
    top->has_pending = 0;
    for (size_t count = top->count; count > 1; count--) { /* heapsort */
        Hit worst = top->hits[0];
        sift_down(top, count - 1, top->hits[count - 1]);
        top->hits[count - 1] = worst;
    }
}
