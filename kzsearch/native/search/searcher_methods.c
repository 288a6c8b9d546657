/* The methods of Searcher that answer queries. They release the GIL while they search a segment. */
#include "search/boolean_and.h"
#include "search/compile_query.h"
#include "search/maxscore_or.h"
#include "search/search_results.h"

#include <stdlib.h>

/* What of a query is wanted. */
typedef struct {
    size_t k;
    int by_article; /* whether only the best section of an article counts */
    int counted;    /* whether all documents that match are counted */
} Request;

static const char *search_segment(const Query *query, const Request *request, Py_ssize_t segment,
                                  SearchResults *results) {
    TopK top;
    double min_score = results_threshold(results, request->k);
    const char *error = top_k_open(&top, query->segment, request->k, request->by_article, min_score);
    if (!error)
        error = request->counted ? query_count_top_k(query, &top, &results->total) : query_top_k(query, &top);
    top_k_finish(&top);
    if (!error) error = results_add(results, &top, segment, request->k);
    free(top.hits);
    return error;
}

/* Search all segments. Return 0, or -1 with an exception set. */
static int search(Searcher *searcher, PyObject *conjuncts, const Request *request, SearchResults *results) {
    int failed = 0;
    for (Py_ssize_t segment = 0; segment < searcher->segment_count && !failed; segment++) {
        CompiledQuery compiled = {.matches_nothing = 0};
        failed = compile_query(&compiled, searcher, conjuncts, segment);
        if (!failed && !compiled.matches_nothing) {
            const char *error;
            Py_BEGIN_ALLOW_THREADS
            error = search_segment(&compiled.query, request, segment, results);
            Py_END_ALLOW_THREADS
            if (error) {
                raise_format_error(error);
                set_segment_of_error(segment);
                failed = 1;
            }
        }
        compiled_query_free(&compiled, searcher);
    }
    return failed || results_rank(results, searcher, request->k) ? -1 : 0;
}

/* Read (conjuncts, k). */
static int parse_k(PyObject *const *args, Py_ssize_t count, size_t *k) {
    Py_ssize_t wanted = count == 2 ? PyLong_AsSsize_t(args[1]) : -1;
    if (wanted < 0 && !PyErr_Occurred()) raise_value_error("expected conjuncts and a number of hits");
    *k = (size_t)wanted;
    return wanted < 0 ? -1 : 0;
}

/* Answer (conjuncts, k) with a list of hits or articles. */
static PyObject *answer(PyObject *self, PyObject *const *args, Py_ssize_t count, Request request,
                        SearchResults *results) {
    Searcher *searcher = (Searcher *)self;
    PyObject *list = NULL;
    searcher->active_calls++;
    if (!parse_k(args, count, &request.k) && !search(searcher, args[0], &request, results))
        list = (request.by_article ? results_as_articles : results_as_hits)(results, searcher);
    searcher->active_calls--;
    results_free(results);
    return list;
}

/* (conjuncts, k) -> hits */
PyObject *searcher_top_k(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    SearchResults results = {.count = 0};
    return answer(self, args, count, (Request){.counted = 0}, &results);
}

/* (conjuncts, k) -> (number of documents that match, hits) */
PyObject *searcher_count_top_k(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    SearchResults results = {.count = 0};
    PyObject *list = answer(self, args, count, (Request){.counted = 1}, &results);
    return list ? Py_BuildValue("(KN)", (unsigned long long)results.total, list) : NULL;
}

/* Mark the documents at which articles start. Return 0 if the sections of an article are not adjacent, which
 * our own writers do not do. */
static int find_article_starts(OpenSegment *open) {
    const Segment *segment = &open->segment;
    uint64_t *starts = calloc((size_t)segment->max_doc / 64 + 1, sizeof *starts);
    uint8_t *seen = calloc((size_t)open->article_count + 1, 1);
    int adjacent = starts && seen;
    for (uint32_t i = 0; i < segment->max_doc && adjacent; i++) {
        uint32_t article = segment->article_ordinals[i];
        if (i && article == segment->article_ordinals[i - 1]) continue;
        if (article >= open->article_count || seen[article]) adjacent = 0;
        else seen[article] = 1;
        starts[i / 64] |= (uint64_t)1 << i % 64;
    }
    free(seen);
    open->article_starts = starts;
    open->segment.article_starts = adjacent ? starts : NULL;
    return adjacent;
}

/* (conjuncts, k) -> articles; None if the sections of an article are not adjacent */
PyObject *searcher_top_articles(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Searcher *searcher = (Searcher *)self;
    for (Py_ssize_t i = 0; i < searcher->segment_count; i++) {
        OpenSegment *open = searcher->segments + i;
        if (open->article_starts ? !open->segment.article_starts : !find_article_starts(open)) Py_RETURN_NONE;
    }
    SearchResults results = {.count = 0};
    return answer(self, args, count, (Request){.by_article = 1}, &results);
}

/* Return a segment; NULL with an exception set if there is none. */
static OpenSegment *segment_at(Searcher *searcher, Py_ssize_t segment) {
    if (segment >= 0 && segment < searcher->segment_count) return searcher->segments + segment;
    PyErr_SetString(PyExc_ValueError, "there is no such segment");
    return NULL;
}

/* (segment, conjuncts) -> (docs, scores) */
PyObject *searcher_match_all(PyObject *self, PyObject *args) {
    Searcher *searcher = (Searcher *)self;
    PyObject *conjuncts, *result = NULL;
    Py_ssize_t segment;
    if (!PyArg_ParseTuple(args, "nO!", &segment, &PyTuple_Type, &conjuncts) || !segment_at(searcher, segment))
        return NULL;
    CompiledQuery compiled = {.matches_nothing = 0};
    Hits hits = {.capacity = 0};
    searcher->active_calls++;
    if (!compile_query(&compiled, searcher, conjuncts, segment)) {
        const char *error = NULL;
        Py_BEGIN_ALLOW_THREADS
        if (!compiled.matches_nothing) error = query_match_all(&compiled.query, &hits);
        Py_END_ALLOW_THREADS
        result = error ? raise_format_error(error)
                       : Py_BuildValue("(NN)", new_bytes(hits.docs.values, hits.docs.count * 4),
                                       new_bytes(hits.scores, hits.docs.count * sizeof(double)));
    }
    free(hits.docs.values);
    free(hits.scores);
    searcher->active_calls--;
    compiled_query_free(&compiled, searcher);
    return result;
}

/* (segment, conjunct, docs, absent) -> scores */
PyObject *searcher_score_docs(PyObject *self, PyObject *args) {
    Searcher *searcher = (Searcher *)self;
    PyObject *conjunct, *documents, *result = NULL;
    Py_ssize_t segment;
    double absent;
    if (!PyArg_ParseTuple(args, "nOOd", &segment, &conjunct, &documents, &absent) ||
        !segment_at(searcher, segment))
        return NULL;
    PyObject *conjuncts = PyTuple_Pack(1, conjunct);
    CompiledQuery compiled = {.matches_nothing = 0};
    BufferList buffers = {0};
    Bytes docs;
    double *scores = NULL;
    searcher->active_calls++;
    if (conjuncts && !compile_query(&compiled, searcher, conjuncts, segment) &&
        !get_buffer(&buffers, documents, 4, &docs)) {
        const char *error = OUT_OF_MEMORY;
        size_t count = docs.length / 4;
        scores = malloc((count + 1) * sizeof *scores);
        Py_BEGIN_ALLOW_THREADS
        if (scores)
            error = or_score_docs(&compiled.query, compiled.conjuncts, (const uint32_t *)docs.data, count,
                                  absent, scores);
        Py_END_ALLOW_THREADS
        result = error ? raise_format_error(error) : new_bytes(scores, count * sizeof *scores);
    }
    free(scores);
    searcher->active_calls--;
    release_buffers(&buffers);
    compiled_query_free(&compiled, searcher);
    Py_XDECREF(conjuncts);
    return result;
}

/* (segment, docs, scores, k) -> hits */
PyObject *searcher_top_hits(PyObject *self, PyObject *args) {
    Searcher *searcher = (Searcher *)self;
    PyObject *documents, *values, *list = NULL;
    Py_ssize_t number, k;
    if (!PyArg_ParseTuple(args, "nOOn", &number, &documents, &values, &k)) return NULL;
    OpenSegment *open = segment_at(searcher, number);
    if (!open) return NULL;
    BufferList buffers = {0};
    Bytes docs, scores;
    TopK top = {.hits = NULL};
    SearchResults results = {.count = 0};
    searcher->active_calls++;
    if (get_buffer(&buffers, documents, 4, &docs) || get_buffer(&buffers, values, sizeof(double), &scores))
        goto done;
    size_t count = docs.length / 4;
    const uint32_t *doc = (const uint32_t *)docs.data;
    if (count != scores.length / sizeof(double) || (count && doc[count - 1] >= open->segment.max_doc)) {
        raise_value_error("there must be a score for each document, and these must be of the segment");
        goto done;
    }
    const char *error = top_k_open(&top, &open->segment, k > 0 ? (size_t)k : 0, 0, 0);
    for (size_t i = 0; !error && i < count; i++) {
        if (doc[i] >= open->segment.max_doc) error = "a document lies outside of its segment";
        else top_k_collect(&top, doc[i], ((const double *)scores.data)[i]);
    }
    top_k_finish(&top);
    if (!error) error = results_add(&results, &top, number, top.k);
    if (error) raise_format_error(error);
    else if (!results_rank(&results, searcher, top.k)) list = results_as_hits(&results, searcher);
done:
    searcher->active_calls--;
    free(top.hits);
    results_free(&results);
    release_buffers(&buffers);
    return list;
}
