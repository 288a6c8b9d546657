/* Merging of the hits of several segments. Article ids are compared only where there are several: they are
 * far apart in memory. */
#include "search/search_results.h"

#include <stdlib.h>
#include <string.h>

void results_free(SearchResults *results) { free(results->hits); }

static int by_score(const void *a, const void *b) {
    double left = ((const RankedHit *)a)->hit.score, right = ((const RankedHit *)b)->hit.score;
    return (left < right) - (left > right);
}

double results_threshold(const SearchResults *results, size_t k) {
    return k && results->count >= k ? results->hits[k - 1].hit.score : 0;
}

const char *results_add(SearchResults *results, const TopK *top, Py_ssize_t segment, size_t k) {
    if (results->capacity < results->count + top->count) {
        RankedHit *grown = realloc(results->hits, (results->count + top->count) * sizeof *grown);
        if (!grown) return OUT_OF_MEMORY;
        results->hits = grown;
        results->capacity = results->count + top->count;
    }
    for (size_t i = 0; i < top->count; i++)
        results->hits[results->count++] = (RankedHit){.hit = top->hits[i], .segment = segment};
    if (segment && results->count) qsort(results->hits, results->count, sizeof *results->hits, by_score);
    while (results->count > k && results->hits[results->count - 1].hit.score < results->hits[k - 1].hit.score)
        results->count--;
    return NULL;
}

static int by_rank(const void *a, const void *b) {
    const RankedHit *left = a, *right = b;
    int order = by_score(a, b);
    if (order) return order;
    Bytes l = left->article_id, r = right->article_id;
    size_t shorter = l.length < r.length ? l.length : r.length;
    if ((order = shorter ? memcmp(l.data, r.data, shorter) : 0)) return order;
    if (l.length != r.length) return l.length < r.length ? -1 : 1;
    if (left->section_ordinal != right->section_ordinal)
        return left->section_ordinal < right->section_ordinal ? -1 : 1;
    if (left->segment != right->segment) return left->segment < right->segment ? -1 : 1;
    return left->hit.doc < right->hit.doc ? -1 : left->hit.doc > right->hit.doc;
}

/* Prefetch the article ids of all hits, step by step, so that the cache misses of each step overlap. */
static void prefetch_article_ids(const SearchResults *results, const Searcher *searcher) {
    for (size_t i = 0; i < results->count; i++) {
        const OpenSegment *open = searcher->segments + results->hits[i].segment;
        PREFETCH(open->segment.article_ordinals + results->hits[i].hit.doc);
    }
    for (size_t i = 0; i < results->count; i++) {
        const OpenSegment *open = searcher->segments + results->hits[i].segment;
        PREFETCH(open->article_id_ends + open->segment.article_ordinals[results->hits[i].hit.doc]);
    }
    for (size_t i = 0; i < results->count; i++) {
        const OpenSegment *open = searcher->segments + results->hits[i].segment;
        uint32_t article = open->segment.article_ordinals[results->hits[i].hit.doc];
        uint32_t start = article && article < open->article_count ? open->article_id_ends[article - 1] : 0;
        if (start < open->article_ids.length) PREFETCH(open->article_ids.data + start);
    }
}

/* Find the article id of a hit. Return 0, or -1 with an exception set. */
static int find_article_id(const Searcher *searcher, const RankedHit *hit, Bytes *id) {
    const OpenSegment *open = searcher->segments + hit->segment;
    uint32_t article = open->segment.article_ordinals[hit->hit.doc];
    if (article < open->article_count) {
        uint32_t start = article ? open->article_id_ends[article - 1] : 0,
                 end = open->article_id_ends[article];
        *id = (Bytes){open->article_ids.data + start, end - start};
        if (start <= end && end <= open->article_ids.length) return 0;
    }
    raise_format_error("the id of an article lies outside of the ids of its segment");
    return -1;
}

int results_rank(SearchResults *results, const Searcher *searcher, size_t k) {
    int several = 0;
    for (size_t i = 0; i < results->count; i++) several |= results->hits[i].segment != results->hits->segment;
    if (!several && results->count > k) results->count = k; /* the hits of one segment are sorted */
    prefetch_article_ids(results, searcher);
    if (!several) return 0;
    for (size_t i = 0; i < results->count; i++) {
        RankedHit *hit = results->hits + i;
        if (find_article_id(searcher, hit, &hit->article_id)) return set_segment_of_error(hit->segment), -1;
        hit->section_ordinal = searcher->segments[hit->segment].segment.section_ordinals[hit->hit.doc];
    }
    qsort(results->hits, results->count, sizeof *results->hits, by_rank);
    if (results->count > k) results->count = k;
    return 0;
}

static PyObject *make_hit(const Searcher *searcher, const RankedHit *hit, PyObject *id) {
    uint32_t doc = hit->hit.doc, section = searcher->segments[hit->segment].segment.section_ordinals[doc];
    return Py_BuildValue("(dOInI)", -hit->hit.score, id, section, hit->segment, doc);
}

static PyObject *make_article(const Searcher *searcher, const RankedHit *hit, PyObject *id) {
    (void)searcher;
    PyObject *score = PyFloat_FromDouble(hit->hit.score), *pair = score ? PyTuple_Pack(2, id, score) : NULL;
    Py_XDECREF(score);
    return pair;
}

static PyObject *make_list(const SearchResults *results, const Searcher *searcher,
                           PyObject *(*make_item)(const Searcher *, const RankedHit *, PyObject *)) {
    PyObject *list = PyList_New((Py_ssize_t)results->count);
    Bytes id;
    for (size_t i = 0; list && i < results->count; i++) {
        const RankedHit *hit = results->hits + i;
        PyObject *text =
            find_article_id(searcher, hit, &id)
                ? NULL
                : PyUnicode_DecodeUTF8((const char *)id.data, (Py_ssize_t)id.length, "surrogatepass");
        PyObject *item = text ? make_item(searcher, hit, text) : NULL;
        Py_XDECREF(text);
        if (item && !PyList_SetItem(list, (Py_ssize_t)i, item)) continue;
        set_segment_of_error(hit->segment);
        Py_CLEAR(list);
    }
    return list;
}

PyObject *results_as_hits(const SearchResults *results, const Searcher *searcher) {
    return make_list(results, searcher, make_hit);
}

PyObject *results_as_articles(const SearchResults *results, const Searcher *searcher) {
    return make_list(results, searcher, make_article);
}
