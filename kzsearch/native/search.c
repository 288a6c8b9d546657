#include "search.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 2048, STRIPE = 32 }; /* documents; a window has as many stripes as a word has bits */

typedef struct {
    double scores[WINDOW], alternatives[WINDOW];
    uint64_t touched; /* a bit for every stripe in which a score is not 0 */
    uint32_t start;
} Window;

typedef struct {
    const Query *query;
    const Part *part;
    Window *window;
    Cursor *cursors; /* of every term */
} Scan;

static double saturation(const Field *field, uint32_t tf, uint8_t code) {
    if (tf - 1 < SHORT) return field->saturations[(tf - 1) * CODES + code]; /* damaged files have tf of 0, too */
    return tf / (tf + field->norms[code]);
}

/* What the postings from `at` to `stop` of the block earn. */
static void block_scores(Cursor *c, uint32_t stop, const Field *field, double factor, double *scores) {
    const uint8_t *codes = field->codes.data;
    const double *saturations = field->saturations;
    if (!c->repeats) {
        for (uint32_t i = c->at; i < stop; i++) scores[i] = factor * saturations[codes[c->ids[i]]];
        return;
    }
    cursor_frequencies(c);
    if (c->repeats < 32 && (1u << c->repeats) <= SHORT) { /* all of the block are in the table */
        for (uint32_t i = c->at; i < stop; i++)
            scores[i] = factor * saturations[(c->frequencies[i] - 1) * CODES + codes[c->ids[i]]];
        return;
    }
    for (uint32_t i = c->at; i < stop; i++)
        scores[i] = factor * saturation(field, c->frequencies[i], codes[c->ids[i]]);
}

/* The stripes of the window in which some documents lie; those between them, too, where that is quicker. */
static uint64_t stripes_of(const Window *w, const uint32_t *ids, uint32_t count) {
    uint32_t first = (ids[0] - w->start) / STRIPE, last = (ids[count - 1] - w->start) / STRIPE;
    if (last - first < count) return (UINT64_MAX >> (63 - last + first)) << first;
    uint64_t stripes = 0;
    for (uint32_t i = 0; i < count; i++) stripes |= (uint64_t)1 << ((ids[i] - w->start) / STRIPE);
    return stripes;
}

static const char *add_term(Window *w, Cursor *c, const Field *field, double factor, int alternative,
                            uint64_t *touched) {
    double earned[BLOCK];
    while (c->document != NO_DOCUMENT && c->document - w->start < WINDOW) {
        uint32_t stop = c->count, at = c->at;
        if (c->ids[stop - 1] - w->start >= WINDOW)
            for (stop = at + 1; c->ids[stop] - w->start < WINDOW;) stop++;
        block_scores(c, stop, field, factor, earned);
        if (alternative) {
            for (uint32_t i = at; i < stop; i++) {
                double *best = w->alternatives + (c->ids[i] - w->start);
                if (earned[i] > *best) *best = earned[i];
            }
        } else {
            for (uint32_t i = at; i < stop; i++) w->scores[c->ids[i] - w->start] += earned[i];
        }
        *touched |= stripes_of(w, c->ids + at, stop - at);
        if (stop == c->count) {
            const char *error = cursor_next_block(c);
            if (error) return error;
        } else {
            c->at = stop;
            c->document = c->ids[stop];
        }
    }
    return NULL;
}

static unsigned lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned number = 0;
    while (!(bits >> number & 1)) number++;
    return number;
#endif
}

static void clear(double *scores) { memset(scores, 0, STRIPE * sizeof *scores); }

static void clear_window(Window *w) {
    unsigned stripes = 0;
    for (uint64_t left = w->touched; left; left &= left - 1) stripes++;
    if (stripes > 8) memset(w->scores, 0, sizeof w->scores);
    else for (uint64_t left = w->touched; left; left &= left - 1) clear(w->scores + lowest_bit(left) * STRIPE);
}

static void add_alternatives(Window *w, uint64_t stripes) {
    for (uint64_t left = stripes; left; left &= left - 1) {
        unsigned stripe = lowest_bit(left);
        double *scores = w->scores + stripe * STRIPE, *best = w->alternatives + stripe * STRIPE;
        for (unsigned i = 0; i < STRIPE; i++) scores[i] += best[i];
        clear(best);
    }
    w->touched |= stripes;
}

static const char *fill_window(Scan *scan) {
    const Part *part = scan->part;
    const Field *fields = scan->query->fields;
    Window *w = scan->window;
    for (size_t i = 0; i < part->clause_count; i++) {
        const Clause *clause = part->clauses + i;
        int alternative = clause->count > 1;
        uint64_t stripes = 0;
        for (uint32_t t = clause->first; t < clause->first + clause->count; t++) {
            const char *error = add_term(w, scan->cursors + t, fields + clause->field, part->terms[t].factor,
                                         alternative, &stripes);
            if (error) return error;
        }
        if (alternative) add_alternatives(w, stripes);
        else w->touched |= stripes;
    }
    return NULL;
}

static void drop_deleted(const Query *q, Window *w, size_t *next) {
    while (*next < q->deleted_count && q->deleted[*next] < w->start) ++*next;
    for (; *next < q->deleted_count && q->deleted[*next] - w->start < WINDOW; ++*next)
        w->scores[q->deleted[*next] - w->start] = 0;
}

static const char *scan_open(Scan *scan, const Query *q, const Part *part) {
    scan->query = q;
    scan->part = part;
    scan->window = calloc(1, sizeof *scan->window);
    scan->cursors = malloc(sizeof *scan->cursors * (part->term_count + 1));
    if (!scan->window || !scan->cursors) return OUT_OF_MEMORY;
    for (size_t i = 0; i < part->clause_count; i++) {
        const Clause *clause = part->clauses + i;
        const Field *field = q->fields + clause->field;
        for (uint32_t t = clause->first; t < clause->first + clause->count; t++) {
            const char *error = cursor_open(scan->cursors + t, field->postings, &part->terms[t].entry, q->size);
            if (error) return error;
        }
    }
    return NULL;
}

static void scan_close(Scan *scan) {
    free(scan->window);
    free(scan->cursors);
}

/* Scores the next window that has any postings; 0 when there is none. */
static int scan_next(Scan *scan, size_t *next_deleted, const char **error) {
    uint32_t first = NO_DOCUMENT;
    for (size_t t = 0; t < scan->part->term_count; t++)
        if (scan->cursors[t].document < first) first = scan->cursors[t].document;
    if (first == NO_DOCUMENT) return 0;
    scan->window->start = first / WINDOW * WINDOW;
    scan->window->touched = 0;
    *error = fill_window(scan);
    if (*error) return 0;
    drop_deleted(scan->query, scan->window, next_deleted);
    return 1;
}

static int worse(const Hit *a, const Hit *b) {
    if (a->score != b->score) return a->score < b->score;
    if (a->article != b->article) return a->article > b->article;
    if (a->position != b->position) return a->position > b->position;
    return a->document > b->document;
}

static void sift_down(Hit *hits, size_t count, size_t at, Hit hit) {
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && worse(hits + child + 1, hits + child)) child++;
        if (!worse(hits + child, &hit)) break;
        hits[at] = hits[child];
    }
    hits[at] = hit;
}

void best_offer(Best *best, uint32_t document, double score) {
    Hit hit = {score, best->articles[document], best->positions[document], document};
    if (best->count == best->most) {
        if (best->most && worse(best->hits, &hit)) sift_down(best->hits, best->count, 0, hit);
        return;
    }
    size_t at = best->count++;
    for (size_t parent; at && worse(&hit, best->hits + (parent = (at - 1) / 2)); at = parent)
        best->hits[at] = best->hits[parent];
    best->hits[at] = hit;
}

void best_sort(Best *best) {
    for (size_t count = best->count; count > 1; count--) {
        Hit worst = best->hits[0];
        sift_down(best->hits, count - 1, 0, best->hits[count - 1]);
        best->hits[count - 1] = worst;
    }
}

/* How many scores of a window are above 0; the stripes in which any reaches `least`. */
WIDE_VECTORS static uint64_t count_scores(const Window *w, double least, uint64_t *good) {
    uint64_t total = 0, stripes = 0;
    for (uint64_t left = w->touched; left; left &= left - 1) {
        const double *scores = w->scores + lowest_bit(left) * STRIPE;
        int64_t found = 0, any = 0; /* as wide as a double: then the loop is done in vectors */
        for (unsigned i = 0; i < STRIPE; i++) {
            found += scores[i] > 0;
            any |= scores[i] >= least;
        }
        total += (uint64_t)found;
        if (any) stripes |= left & -left;
    }
    *good = stripes;
    return total;
}

static double least_of(const Best *best) {
    return best->count && best->count == best->most ? best->hits[0].score : 0;
}

static const char *part_best(const Query *query, const Part *part, Best *best) {
    Scan scan = {0};
    const char *error = scan_open(&scan, query, part);
    size_t next_deleted = 0;
    while (!error && scan_next(&scan, &next_deleted, &error)) {
        Window *w = scan.window;
        uint64_t good;
        best->total += count_scores(w, least_of(best), &good);
        for (uint64_t left = best->most ? good : 0; left; left &= left - 1) {
            unsigned first = lowest_bit(left) * STRIPE;
            double least = least_of(best);
            for (unsigned i = first; i < first + STRIPE; i++)
                if (w->scores[i] >= least && w->scores[i] > 0) {
                    best_offer(best, w->start + i, w->scores[i]);
                    least = least_of(best);
                }
        }
        clear_window(w);
    }
    scan_close(&scan);
    return error;
}

static const char *hits_reserve(Hits *hits, size_t more) {
    if (hits->room - hits->ids.count >= more) return NULL;
    size_t room = 2 * hits->room + more;
    double *scores = realloc(hits->scores, room * sizeof *scores);
    if (scores) hits->scores = scores;
    if (!scores || numbers_reserve(&hits->ids, room - hits->ids.count)) return OUT_OF_MEMORY;
    hits->room = room;
    return NULL;
}

/* One list needs no window. */
static const char *term_all(const Query *q, const Part *part, Hits *hits) {
    Cursor cursor;
    const Field *field = q->fields + part->clauses->field;
    const char *error = cursor_open(&cursor, field->postings, &part->terms->entry, q->size);
    size_t deleted = 0;
    double earned[BLOCK];
    while (!error && cursor.document != NO_DOCUMENT) {
        if ((error = hits_reserve(hits, BLOCK + 1))) break;
        block_scores(&cursor, cursor.count, field, part->terms->factor, earned);
        for (uint32_t i = 0; i < cursor.count; i++) {
            while (deleted < q->deleted_count && q->deleted[deleted] < cursor.ids[i]) deleted++;
            hits->ids.values[hits->ids.count] = cursor.ids[i];
            hits->scores[hits->ids.count] = earned[i];
            hits->ids.count += earned[i] > 0 && !(deleted < q->deleted_count && q->deleted[deleted] == cursor.ids[i]);
        }
        error = cursor_next_block(&cursor);
    }
    return error;
}

static const char *part_all(const Query *query, const Part *part, Hits *hits) {
    if (part->term_count == 1) return term_all(query, part, hits);
    Scan scan = {0};
    const char *error = scan_open(&scan, query, part);
    size_t next_deleted = 0;
    while (!error && scan_next(&scan, &next_deleted, &error)) {
        Window *w = scan.window;
        if ((error = hits_reserve(hits, WINDOW + 1))) break;
        for (uint64_t left = w->touched; left; left &= left - 1) {
            unsigned stripe = lowest_bit(left);
            double *scores = w->scores + stripe * STRIPE;
            for (unsigned i = 0; i < STRIPE; i++) {
                hits->ids.values[hits->ids.count] = w->start + stripe * STRIPE + i;
                hits->scores[hits->ids.count] = scores[i];
                hits->ids.count += scores[i] > 0;
            }
        }
        clear_window(w);
    }
    scan_close(&scan);
    return error;
}

const char *part_score(const Query *q, const Part *part, const uint32_t *ids, size_t count, double absent,
                       double *scores) {
    Cursor cursor;
    const char *error = NULL;
    double *best = malloc((count + 1) * sizeof *best);
    if (!best) return OUT_OF_MEMORY;
    memset(scores, 0, count * sizeof *scores);
    for (size_t i = 0; i < part->clause_count && !error; i++) {
        const Clause *clause = part->clauses + i;
        const Field *field = q->fields + clause->field;
        memset(best, 0, count * sizeof *best);
        for (uint32_t t = clause->first; t < clause->first + clause->count && !error; t++) {
            error = cursor_open(&cursor, field->postings, &part->terms[t].entry, q->size);
            for (size_t j = 0; j < count && !error && cursor.document != NO_DOCUMENT; j++) {
                if (ids[j] > cursor.document) error = cursor_advance(&cursor, ids[j]);
                if (error || ids[j] != cursor.document) continue;
                cursor_frequencies(&cursor);
                uint32_t tf = cursor.frequencies[cursor.at];
                double earned = part->terms[t].factor * saturation(field, tf, field->codes.data[ids[j]]);
                if (earned > best[j]) best[j] = earned;
            }
        }
        for (size_t j = 0; j < count; j++) scores[j] += best[j];
    }
    for (size_t j = 0; j < count; j++)
        if (!(scores[j] > 0)) scores[j] = absent;
    free(best);
    return error;
}

/* Keeps the documents that a part has, too. */
static const char *part_filter(const Query *q, const Part *part, Numbers *ids) {
    Cursor cursor;
    const char *error = NULL;
    uint8_t *found = calloc(ids->count + 1, 1);
    if (!found) return OUT_OF_MEMORY;
    for (size_t i = 0; i < part->clause_count; i++) {
        const Clause *clause = part->clauses + i;
        for (uint32_t t = clause->first; t < clause->first + clause->count && !error; t++) {
            error = cursor_open(&cursor, q->fields[clause->field].postings, &part->terms[t].entry, q->size);
            for (size_t j = 0; j < ids->count && !error; j++) {
                error = cursor_advance(&cursor, ids->values[j]);
                found[j] |= ids->values[j] == cursor.document;
            }
        }
    }
    size_t kept = 0;
    for (size_t j = 0; j < ids->count && !error; j++) {
        ids->values[kept] = ids->values[j];
        kept += found[j];
    }
    ids->count = kept;
    free(found);
    return error;
}

static double term_score(const Query *q, const Part *part, Cursor *cursor) {
    const Field *field = q->fields + part->clauses->field;
    cursor_frequencies(cursor);
    return part->terms->factor *
           saturation(field, cursor->frequencies[cursor->at], field->codes.data[cursor->document]);
}

/* Goes on until all cursors stand at one document; they try in turn, the rarest first. */
static const char *agree(Cursor *cursors, const size_t *order, size_t count, uint32_t *agreed_document) {
    uint32_t document = cursors[order[0]].document;
    for (size_t agreed = 1, i = 1; agreed < count && document != NO_DOCUMENT; i = (i + 1) % count) {
        Cursor *cursor = cursors + order[i];
        const char *error = cursor_advance(cursor, document);
        if (error) return error;
        agreed = cursor->document == document ? agreed + 1 : 1;
        document = cursor->document;
    }
    *agreed_document = document; /* NO_DOCUMENT as soon as one of them has come to its end */
    return NULL;
}

static uint64_t part_cost(const Part *part) {
    uint64_t documents = 0;
    for (size_t t = 0; t < part->term_count; t++) documents += part->terms[t].entry.documents;
    return documents;
}

/* Adds the document at which all cursors stand, unless it is deleted. */
static const char *add_hit(const Query *q, Cursor *cursors, size_t *deleted, Hits *hits) {
    uint32_t document = cursors->document;
    while (*deleted < q->deleted_count && q->deleted[*deleted] < document) ++*deleted;
    if (*deleted < q->deleted_count && q->deleted[*deleted] == document) return NULL;
    const char *error = hits_reserve(hits, 1);
    if (error) return error;
    double sum = 0;
    for (size_t p = 0; p < q->part_count; p++) sum += term_score(q, q->parts + p, cursors + p);
    hits->ids.values[hits->ids.count] = document;
    hits->scores[hits->ids.count++] = sum;
    return NULL;
}

static const char *go_to(Cursor *cursor, uint32_t at) {
    if (at == cursor->count) return cursor_next_block(cursor);
    cursor->at = at;
    cursor->document = cursor->ids[at];
    return NULL;
}

/* Two lists of similar length: merged without branches that nobody can predict. */
static const char *both_terms(const Query *q, Cursor *cursors, Hits *hits) {
    Cursor *a = cursors, *b = cursors + 1;
    uint32_t places[2][BLOCK];
    size_t deleted = 0;
    const char *error = NULL;
    while (!error && a->document != NO_DOCUMENT && b->document != NO_DOCUMENT) {
        uint32_t i = a->at, j = b->at, found = 0;
        while (i < a->count && j < b->count) {
            uint32_t left = a->ids[i], right = b->ids[j];
            places[0][found] = i;
            places[1][found] = j;
            found += left == right;
            i += left <= right;
            j += right <= left;
        }
        for (uint32_t k = 0; k < found && !error; k++) {
            if (!(error = go_to(a, places[0][k])) && !(error = go_to(b, places[1][k])))
                error = add_hit(q, cursors, &deleted, hits);
        }
        if (!error) error = go_to(a, i);
        if (!error) error = go_to(b, j);
    }
    return error;
}

/* Lists of any length: who is behind skips ahead. */
static const char *agreeing_terms(const Query *q, Cursor *cursors, const size_t *order, Hits *hits) {
    size_t deleted = 0;
    const char *error = NULL;
    while (!error) {
        uint32_t document = NO_DOCUMENT;
        if ((error = agree(cursors, order, q->part_count, &document)) || document == NO_DOCUMENT) break;
        error = add_hit(q, cursors, &deleted, hits);
        if (!error) error = cursor_advance(cursors + order[0], document + 1);
    }
    return error;
}

enum { SIMILAR = 8 }; /* lists of which one has so many times the documents of the other at most */

/* Parts of a single term each: all lists are read once, side by side. */
static const char *all_terms(const Query *q, Hits *hits) {
    Cursor *cursors = malloc(q->part_count * sizeof *cursors);
    size_t *order = calloc(q->part_count, sizeof *order);
    const char *error = cursors && order ? NULL : OUT_OF_MEMORY;
    for (size_t p = 0; p < q->part_count && !error; p++) {
        const Part *part = q->parts + p;
        error = cursor_open(cursors + p, q->fields[part->clauses->field].postings, &part->terms->entry, q->size);
        size_t at = p;
        for (; at && part_cost(part) < part_cost(q->parts + order[at - 1]); at--) order[at] = order[at - 1];
        order[at] = p;
    }
    if (!error) {
        int similar = q->part_count == 2 &&
                      part_cost(q->parts + order[1]) / SIMILAR <= part_cost(q->parts + order[0]);
        error = similar ? both_terms(q, cursors, hits) : agreeing_terms(q, cursors, order, hits);
    }
    free(cursors);
    free(order);
    return error;
}

/* Begins with the documents of the rarest part; scores are added in the order of the parts. */
static const char *all_parts(const Query *q, Hits *hits) {
    size_t rarest = 0, single = 0;
    for (size_t p = 0; p < q->part_count; p++) single += q->parts[p].term_count == 1;
    if (single == q->part_count) return all_terms(q, hits);
    for (size_t p = 1; p < q->part_count; p++)
        if (part_cost(q->parts + p) < part_cost(q->parts + rarest)) rarest = p;
    const char *error = part_all(q, q->parts + rarest, hits);
    for (size_t p = 0; p < q->part_count && !error; p++)
        if (p != rarest) error = part_filter(q, q->parts + p, &hits->ids);
    if (error) return error;
    size_t count = hits->ids.count;
    free(hits->scores);
    hits->room = 0;
    hits->scores = calloc(count + 1, sizeof *hits->scores);
    double *scores = malloc((count + 1) * sizeof *scores);
    if (!hits->scores || !scores) error = OUT_OF_MEMORY;
    for (size_t p = 0; p < q->part_count && !error; p++) {
        error = part_score(q, q->parts + p, hits->ids.values, count, 0, scores);
        for (size_t i = 0; i < count; i++) hits->scores[i] += scores[i];
    }
    free(scores);
    return error;
}

const char *query_all(const Query *query, Hits *hits) {
    return query->part_count == 1 ? part_all(query, query->parts, hits) : all_parts(query, hits);
}

const char *query_best(const Query *query, Best *best) {
    if (query->part_count == 1) return part_best(query, query->parts, best);
    Hits hits = {{0}};
    const char *error = all_parts(query, &hits);
    best->total = hits.ids.count;
    for (size_t i = 0; i < hits.ids.count && !error; i++) best_offer(best, hits.ids.values[i], hits.scores[i]);
    free(hits.ids.values);
    free(hits.scores);
    return error;
}
