/* What queries find in all segments, as Python gets it. */
#include "ask.h"

#include <stdlib.h>
#include <string.h>

/* A hit of any segment. */
typedef struct {
    Hit hit;
    Py_ssize_t segment;
    uint32_t position; /* this and the id of the article are known where hits of several segments are put in order */
    Bytes article;
} Found;

typedef struct {
    Found *found;
    size_t count, room;
    uint64_t total;
} Answer;

static void answer_free(Answer *answer) { free(answer->found); }

static int by_score(const void *a, const void *b) {
    double left = ((const Found *)a)->hit.score, right = ((const Found *)b)->hit.score;
    return (left < right) - (left > right);
}

/* Adds the best hits of a segment, and leaves out what cannot be among the best any more. */
static const char *answer_add(Answer *answer, const Best *best, Py_ssize_t segment, size_t most) {
    if (answer->room < answer->count + best->count) {
        Found *grown = realloc(answer->found, (answer->count + best->count) * sizeof *grown);
        if (!grown) return OUT_OF_MEMORY;
        answer->found = grown;
        answer->room = answer->count + best->count;
    }
    for (size_t i = 0; i < best->count; i++)
        answer->found[answer->count++] = (Found){.hit = best->hits[i], .segment = segment};
    if (segment && answer->count) qsort(answer->found, answer->count, sizeof *answer->found, by_score);
    while (answer->count > most && answer->found[answer->count - 1].hit.score < answer->found[most - 1].hit.score)
        answer->count--;
    return NULL;
}

static const char *search_segment(const Query *query, size_t most, int by_article, Answer *answer, int counted,
                                  Py_ssize_t segment) {
    Best best;
    double floor = most && answer->count >= most ? answer->found[most - 1].hit.score : 0;
    const char *error = best_open(&best, query->segment, most, by_article, floor);
    if (!error) error = counted ? query_count_best(query, &best, &answer->total) : query_best(query, &best);
    best_close(&best);
    if (!error) error = answer_add(answer, &best, segment, most);
    free(best.hits);
    return error;
}

static int by_rank(const void *a, const void *b) {
    const Found *left = a, *right = b;
    int order = by_score(a, b);
    if (order) return order;
    size_t shorter = left->article.length < right->article.length ? left->article.length : right->article.length;
    if ((order = shorter ? memcmp(left->article.data, right->article.data, shorter) : 0)) return order;
    if (left->article.length != right->article.length) return left->article.length < right->article.length ? -1 : 1;
    if (left->position != right->position) return left->position < right->position ? -1 : 1;
    if (left->segment != right->segment) return left->segment < right->segment ? -1 : 1;
    return left->hit.document < right->hit.document ? -1 : left->hit.document > right->hit.document;
}

/* What will be needed of a hit lies far apart: all of it is asked for before any is waited for. */
static void answer_prefetch(const Answer *answer, const Reader *reader) {
    for (size_t i = 0; i < answer->count; i++)
        PREFETCH(reader->opened[answer->found[i].segment].segment.articles + answer->found[i].hit.document);
    for (size_t i = 0; i < answer->count; i++) {
        const Opened *opened = reader->opened + answer->found[i].segment;
        PREFETCH(opened->id_ends + opened->segment.articles[answer->found[i].hit.document]);
    }
    for (size_t i = 0; i < answer->count; i++) {
        const Opened *opened = reader->opened + answer->found[i].segment;
        uint32_t article = opened->segment.articles[answer->found[i].hit.document];
        uint32_t start = article && article < opened->id_count ? opened->id_ends[article - 1] : 0;
        if (start < opened->ids.length) PREFETCH(opened->ids.data + start);
    }
}

/* The bytes of the id of the article of a hit; -1 with an exception set. */
static int read_id(Reader *reader, const Found *found, Bytes *id) {
    const Opened *opened = reader->opened + found->segment;
    uint32_t article = opened->segment.articles[found->hit.document];
    if (article < opened->id_count) {
        uint32_t start = article ? opened->id_ends[article - 1] : 0, end = opened->id_ends[article];
        *id = (Bytes){opened->ids.data + start, end - start};
        if (start <= end && end <= opened->ids.length) return 0;
    }
    reader->failed = found->segment;
    fail("the id of an article lies outside of its column");
    return -1;
}

/* Puts the hits in order and keeps the best ones. Those of a single segment are in order. */
static int answer_rank(Answer *answer, Reader *reader, size_t most) {
    int several = 0;
    for (size_t i = 0; i < answer->count; i++) several |= answer->found[i].segment != answer->found->segment;
    if (!several && answer->count > most) answer->count = most;
    answer_prefetch(answer, reader);
    if (!several) return 0;
    for (size_t i = 0; i < answer->count; i++) {
        Found *found = answer->found + i;
        if (read_id(reader, found, &found->article)) return -1;
        found->position = reader->opened[found->segment].segment.positions[found->hit.document];
    }
    qsort(answer->found, answer->count, sizeof *answer->found, by_rank);
    if (answer->count > most) answer->count = most;
    return 0;
}

/* The best hits of all segments; -1 with an exception set when something is wrong. */
static int search(Reader *reader, PyObject *parts, size_t most, int by_article, int counted, Answer *answer) {
    int failed = 0;
    for (Py_ssize_t segment = 0; segment < reader->segments && !failed; segment++) {
        Asked asked = {.nothing = 0};
        failed = ask(&asked, reader, parts, segment);
        if (!failed && !asked.nothing) {
            const char *error;
            reader->busy++;
            Py_BEGIN_ALLOW_THREADS
            error = search_segment(&asked.query, most, by_article, answer, counted, segment);
            Py_END_ALLOW_THREADS
            reader->busy--;
            if (error) {
                reader->failed = segment;
                fail(error);
                failed = 1;
            }
        }
        asked_free(&asked, reader);
    }
    return failed || answer_rank(answer, reader, most) ? -1 : 0;
}

/* (less the score, id of the article, position, segment, document) */
static PyObject *ranked(const Reader *reader, const Found *found, PyObject *id) {
    uint32_t document = found->hit.document, position = reader->opened[found->segment].segment.positions[document];
    return Py_BuildValue("(dOInI)", -found->hit.score, id, position, found->segment, document);
}

static PyObject *scored_article(const Reader *reader, const Found *found, PyObject *id) {
    (void)reader;
    PyObject *score = PyFloat_FromDouble(found->hit.score), *pair = score ? PyTuple_Pack(2, id, score) : NULL;
    Py_XDECREF(score);
    return pair;
}

static PyObject *list_of(Reader *reader, const Answer *answer,
                         PyObject *(*make)(const Reader *, const Found *, PyObject *)) {
    PyObject *list = PyList_New((Py_ssize_t)answer->count);
    Bytes id;
    for (size_t i = 0; list && i < answer->count; i++) {
        const Found *found = answer->found + i;
        PyObject *text = read_id(reader, found, &id)
                             ? NULL
                             : PyUnicode_DecodeUTF8((const char *)id.data, (Py_ssize_t)id.length, "surrogatepass");
        PyObject *item = text ? make(reader, found, text) : NULL;
        Py_XDECREF(text);
        if (item && !PyList_SetItem(list, (Py_ssize_t)i, item)) continue;
        reader->failed = found->segment;
        Py_CLEAR(list);
    }
    return list;
}

/* (parts, count) */
static int parse(PyObject *const *args, Py_ssize_t count, size_t *most) {
    Py_ssize_t wanted = count == 2 ? PyLong_AsSsize_t(args[1]) : -1;
    if (wanted < 0 && !PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "expected parts and a number of hits");
    *most = (size_t)wanted;
    return wanted < 0 ? -1 : 0;
}

PyObject *reader_best(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Answer answer = {.count = 0};
    size_t most;
    PyObject *list = NULL;
    if (!parse(args, count, &most) && !search((Reader *)self, args[0], most, 0, 0, &answer))
        list = list_of((Reader *)self, &answer, ranked);
    answer_free(&answer);
    return list;
}

PyObject *reader_count_best(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Answer answer = {.count = 0};
    size_t most;
    PyObject *list = NULL;
    if (!parse(args, count, &most) && !search((Reader *)self, args[0], most, 0, 1, &answer))
        list = list_of((Reader *)self, &answer, ranked);
    answer_free(&answer);
    return list ? Py_BuildValue("(KN)", (unsigned long long)answer.total, list) : NULL;
}

/* Looks where articles begin. 0 unless the sections of each lie side by side, as our writers leave them. */
static int find_articles(Opened *opened) {
    const Segment *segment = &opened->segment;
    uint64_t *begins = calloc((size_t)segment->size / 64 + 1, sizeof *begins);
    uint8_t *seen = calloc((size_t)opened->id_count + 1, 1);
    int in_order = begins && seen;
    for (uint32_t i = 0; i < segment->size && in_order; i++) {
        uint32_t article = segment->articles[i];
        if (i && article == segment->articles[i - 1]) continue;
        if (article >= opened->id_count || seen[article]) in_order = 0;
        else seen[article] = 1;
        begins[i / 64] |= (uint64_t)1 << i % 64;
    }
    free(seen);
    opened->begins = begins;
    opened->segment.begins = in_order ? begins : NULL;
    return in_order;
}

PyObject *reader_articles(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    Reader *reader = (Reader *)self;
    for (Py_ssize_t i = 0; i < reader->segments; i++)
        if (reader->opened[i].begins ? !reader->opened[i].segment.begins : !find_articles(reader->opened + i))
            Py_RETURN_NONE;
    Answer answer = {.count = 0};
    size_t most;
    PyObject *list = NULL;
    if (!parse(args, count, &most) && !search(reader, args[0], most, 1, 0, &answer))
        list = list_of(reader, &answer, scored_article);
    answer_free(&answer);
    return list;
}

static Opened *opened_at(Reader *reader, Py_ssize_t segment) {
    reader->failed = segment;
    if (segment >= 0 && segment < reader->segments) return reader->opened + segment;
    PyErr_SetString(PyExc_ValueError, "there is no such segment");
    return NULL;
}

/* (segment, parts) -> (ids, scores) */
PyObject *reader_matches(PyObject *self, PyObject *args) {
    Reader *reader = (Reader *)self;
    PyObject *parts, *result = NULL;
    Py_ssize_t segment;
    if (!PyArg_ParseTuple(args, "nO!", &segment, &PyTuple_Type, &parts) || !opened_at(reader, segment)) return NULL;
    Asked asked = {.nothing = 0};
    Hits hits = {.room = 0};
    if (!ask(&asked, reader, parts, segment)) {
        const char *error = NULL;
        reader->busy++;
        Py_BEGIN_ALLOW_THREADS
        if (!asked.nothing) error = query_all(&asked.query, &hits);
        Py_END_ALLOW_THREADS
        reader->busy--;
        result = error ? fail(error)
                       : Py_BuildValue("(NN)", as_bytes(hits.ids.values, hits.ids.count * 4),
                                       as_bytes(hits.scores, hits.ids.count * sizeof(double)));
    }
    free(hits.ids.values);
    free(hits.scores);
    asked_free(&asked, reader);
    return result;
}

/* (segment, part, ids, absent) -> scores */
PyObject *reader_score(PyObject *self, PyObject *args) {
    Reader *reader = (Reader *)self;
    PyObject *part, *documents, *result = NULL;
    Py_ssize_t segment;
    double absent;
    if (!PyArg_ParseTuple(args, "nOOd", &segment, &part, &documents, &absent) || !opened_at(reader, segment)) return NULL;
    PyObject *parts = PyTuple_Pack(1, part);
    Asked asked = {.nothing = 0};
    Views views = {0};
    Bytes ids;
    double *scores = NULL;
    if (parts && !ask(&asked, reader, parts, segment) && !view(&views, documents, 4, &ids)) {
        const char *error = OUT_OF_MEMORY;
        size_t count = ids.length / 4;
        scores = malloc((count + 1) * sizeof *scores);
        reader->busy++;
        Py_BEGIN_ALLOW_THREADS
        if (scores)
            error = part_score(&asked.query, asked.parts, (const uint32_t *)ids.data, count, absent, scores);
        Py_END_ALLOW_THREADS
        reader->busy--;
        result = error ? fail(error) : as_bytes(scores, count * sizeof *scores);
    }
    free(scores);
    release(&views);
    asked_free(&asked, reader);
    Py_XDECREF(parts);
    return result;
}

/* (segment, ids, scores, count) -> the best ones, as `best` gives them */
PyObject *reader_top(PyObject *self, PyObject *args) {
    Reader *reader = (Reader *)self;
    PyObject *documents, *values, *list = NULL;
    Py_ssize_t number, most;
    if (!PyArg_ParseTuple(args, "nOOn", &number, &documents, &values, &most)) return NULL;
    Opened *opened = opened_at(reader, number);
    if (!opened) return NULL;
    Views views = {0};
    Bytes ids, scores;
    Best best = {.hits = NULL};
    Answer answer = {.count = 0};
    if (view(&views, documents, 4, &ids) || view(&views, values, sizeof(double), &scores)) goto done;
    size_t count = ids.length / 4;
    const uint32_t *id = (const uint32_t *)ids.data;
    if (count != scores.length / sizeof(double) || (count && id[count - 1] >= opened->segment.size)) {
        PyErr_SetString(PyExc_ValueError, "there must be a score for each document, and these must be of the segment");
        goto done;
    }
    const char *error = best_open(&best, &opened->segment, most > 0 ? (size_t)most : 0, 0, 0);
    for (size_t i = 0; !error && i < count; i++) {
        if (id[i] >= opened->segment.size) error = "a document lies outside of its segment";
        else best_offer(&best, id[i], ((const double *)scores.data)[i]);
    }
    best_close(&best);
    if (!error) error = answer_add(&answer, &best, number, best.most);
    if (error) fail(error);
    else if (!answer_rank(&answer, reader, best.most)) list = list_of(reader, &answer, ranked);
done:
    free(best.hits);
    answer_free(&answer);
    release(&views);
    return list;
}
