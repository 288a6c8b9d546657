#include "scan.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* Bounds are sums in another order than scores: they must not be lower by a rounding. */
static const double SLACK = 1 + 1e-12;

static int is_clear(const Window *w) { return !(w->touched.count || w->alternative.count || w->good_rows); }

void scan_close(Scan *scan) {
    free(scan->cursors);
    free(scan->rest);
    free(scan->costs);
    free((void *)scan->first);
    if (scan->window && is_clear(scan->window) && !scan->workspace->window) scan->workspace->window = scan->window;
    else free(scan->window);
}

void workspace_free(Workspace *workspace) {
    free(workspace->window);
    room_free(workspace->room);
    *workspace = (Workspace){NULL, NULL};
}

static Window *take_window(Workspace *workspace) {
    Window *window = workspace->window;
    workspace->window = NULL;
    return window ? window : calloc(1, sizeof *window);
}

static const char *open_clause(Scan *scan, size_t number) {
    const Clause *clause = scan->part->clauses[number];
    const Field *field = scan->segment->fields + clause->field;
    for (uint32_t t = 0; t < clause->count; t++) {
        const char *error = cursor_open(scan->cursors + scan->first[number] + t, field->postings,
                                        &clause->terms[t].entry, scan->segment->size);
        if (error) return error;
    }
    return NULL;
}

const char *scan_open(Scan *scan, const Query *query, const Part *part) {
    size_t clauses = part->clause_count, cursor = 0, *first = malloc((clauses + 1) * sizeof *first);
    *scan = (Scan){.segment = query->segment, .part = part, .first = first, .essential = clauses, .workspace = query->workspace};
    scan->cursors = malloc((part->term_count + 1) * sizeof *scan->cursors);
    scan->rest = malloc((clauses + 1) * sizeof *scan->rest);
    scan->costs = calloc(clauses + 1, sizeof *scan->costs);
    scan->window = take_window(scan->workspace);
    if (!first || !scan->cursors || !scan->rest || !scan->costs || !scan->window) return OUT_OF_MEMORY;
    for (size_t i = 0; i < clauses; cursor += part->clauses[i++]->count) {
        first[i] = cursor;
        for (uint32_t t = 0; t < part->clauses[i]->count; t++)
            scan->costs[i] += part->clauses[i]->terms[t].entry.documents * WINDOW / query->segment->size + 1;
        const char *error = open_clause(scan, i);
        if (error) return error;
    }
    scan->rest[clauses] = 0;
    for (size_t i = clauses; i--;) scan->rest[i] = (scan->rest[i + 1] + part->clauses[i]->most) * SLACK;
    return NULL;
}

static const char *add_clause(Scan *scan, size_t number, Way way, double least) {
    const Clause *clause = scan->part->clauses[number];
    const Field *field = scan->segment->fields + clause->field;
    Cursor *cursors = scan->cursors + scan->first[number];
    double others = scan->rest[0] - clause->most;
    const char *error = NULL;
    for (uint32_t t = 0; t < clause->count && !error; t++)
        error = add_term(scan->window, cursors + t, field, clause->terms[t].factor, way, others, least);
    return error;
}

/* Adds the best alternatives to the scores. */
static void add_alternatives(Window *w) {
    uint32_t touched = w->touched.count;
    for (uint32_t i = 0; i < w->alternative.count; i++) {
        uint32_t place = w->alternative.places[i];
        add_posting(w, &touched, place, w->alternatives[place], SUM);
        w->alternatives[place] = 0;
    }
    w->touched.count = touched;
    w->alternative.count = 0;
}

/* Finds the documents that score enough, in their order. */
static void find_good(Window *w, double enough) {
    for (uint32_t i = 0; i < w->touched.count; i++) {
        uint32_t place = w->touched.places[i], row = place / ROW;
        uint64_t good = w->scores[place] >= enough;
        w->may_be_good[row] |= good << place % ROW;
        w->good_rows |= good << row;
    }
    uint32_t count = 0;
    for (uint64_t rows = w->good_rows; rows; rows &= rows - 1) {
        uint32_t row = lowest_bit(rows);
        for (uint64_t left = w->may_be_good[row]; left; left &= left - 1)
            w->good.places[count++] = (uint16_t)(row * ROW + lowest_bit(left));
    }
    w->good.count = count;
}

static const char *add_essential(Scan *scan, double least) {
    Window *w = scan->window;
    for (size_t i = 0; i < scan->essential; i++) {
        int several = scan->part->clauses[i]->count > 1;
        const char *error = add_clause(scan, i, several ? BEST : SUM, least);
        if (error) return error;
        if (several) add_alternatives(w);
    }
    return NULL;
}

static void drop_deleted(Scan *scan) {
    const Segment *segment = scan->segment;
    size_t next = scan->next_deleted;
    while (next < segment->deleted_count && segment->deleted[next] < scan->window->start) next++;
    for (; next < segment->deleted_count && segment->deleted[next] < scan->end; next++)
        scan->window->scores[segment->deleted[next] - scan->window->start] = 0;
    scan->next_deleted = next;
}

/* Of the good documents those that a list may have: their places among them. Without branches: nobody can guess. */
static uint32_t may_have(const Window *w, const Cursor *cursor, uint16_t *found) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < w->good.count; i++) {
        found[count] = (uint16_t)i;
        count += cursor_may_have(cursor, w->start + w->good.places[i]);
    }
    return count;
}

/* Looks a term up in the good documents; of alternatives the best counts. */
static const char *look_up_term(Window *w, Cursor *cursor, const Field *field, double factor, Way way) {
    uint16_t found[WINDOW];
    uint32_t count = may_have(w, cursor, found), block = cursor->block;
    Places *touched = way == SUM_IF_GOOD ? &w->touched : &w->alternative;
    for (uint32_t i = 0; i < count; i++)
        cursor_prefetch(cursor, w->start + w->good.places[found[i]], (Bytes){0}, &block);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = w->good.places[found[i]], document = w->start + place;
        const char *error = cursor_advance(cursor, document);
        if (error) return error;
        if (cursor->document == document)
            add_posting(w, &touched->count, place,
                        earned(field, factor, cursor_frequency(cursor), field->codes.data[document]), way);
    }
    return NULL;
}

static const char *look_up(Scan *scan, size_t number) {
    const Clause *clause = scan->part->clauses[number];
    const Field *field = scan->segment->fields + clause->field;
    Way way = clause->count > 1 ? BEST_IF_GOOD : SUM_IF_GOOD;
    const char *error = NULL;
    for (uint32_t t = 0; t < clause->count && !error; t++)
        error = look_up_term(scan->window, scan->cursors + scan->first[number] + t, field, clause->terms[t].factor, way);
    return error;
}

/* Drops the documents that earn less than `least`, even with what they may earn besides. */
static void drop_hopeless(Window *w, double missing, double least) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < w->good.count; i++) {
        uint16_t place = w->good.places[count] = w->good.places[i];
        count += w->scores[place] + missing >= least;
    }
    w->good.count = count;
}

enum {
    LOOK_UP = 24, /* times the time that it takes to pass over a posting */
    TEST = 2,     /* such times, to see in a bitmap that there is nothing to look up */
};

/* Whether it takes less time to look a clause up than to read it through. */
static int is_looked_up(const Scan *scan, size_t number) {
    uint64_t candidates = scan->window->good.count, postings = scan->costs[number];
    if (candidates * LOOK_UP < postings) return 1;
    const Clause *clause = scan->part->clauses[number];
    for (uint32_t t = 0; t < clause->count; t++)
        if (!scan->cursors[scan->first[number] + t].bitmap) return 0;
    return candidates * (TEST * clause->count + LOOK_UP * postings / WINDOW) < postings;
}

/* Adds a clause that is not essential to the scores of the good documents. */
static const char *complete(Scan *scan, size_t number, double least) {
    int several = scan->part->clauses[number]->count > 1;
    const char *error = is_looked_up(scan, number)
                            ? look_up(scan, number)
                            : add_clause(scan, number, several ? BEST_IF_GOOD : SUM_IF_GOOD, least);
    if (several) add_alternatives(scan->window);
    return error;
}

/* Adds those clauses in their order. */
static const char *complete_all(Scan *scan, double least) {
    const char *error = NULL;
    for (size_t i = scan->essential; i < scan->part->clause_count && scan->window->good.count && !error; i++) {
        error = complete(scan, i, least);
        drop_hopeless(scan->window, scan->rest[i + 1], least);
    }
    return error;
}

/* The first document that the essential clauses may have next. */
static uint32_t next_document(const Scan *scan) {
    uint32_t next = NO_DOCUMENT;
    size_t all = scan->part->clause_count;
    size_t count = scan->essential < all ? scan->first[scan->essential] : scan->part->term_count;
    for (size_t i = 0; i < count; i++)
        if (scan->cursors[i].block < scan->cursors[i].blocks && scan->cursors[i].document < next)
            next = scan->cursors[i].document;
    return next;
}

int scan_next(Scan *scan, double least, const char **error) {
    while (scan->essential && scan->rest[scan->essential - 1] < least) scan->essential--;
    uint32_t next = next_document(scan);
    if (next == NO_DOCUMENT) return 0;
    uint64_t start = next / WINDOW * WINDOW;
    if (UNLIKELY(start < scan->end)) start = scan->end; /* in a damaged list */
    if (start >= scan->segment->size) return 0;
    double enough = least - scan->rest[scan->essential];
    scan->window->start = (uint32_t)start;
    scan->end = start + WINDOW;
    *error = add_essential(scan, least);
    if (*error) return 0;
    if (scan->segment->deleted_count) drop_deleted(scan);
    find_good(scan->window, enough > 0 ? enough : DBL_TRUE_MIN);
    *error = complete_all(scan, least);
    return !*error;
}

const char *scan_given(Scan *scan, uint32_t start, const Places *given) {
    Window *w = scan->window;
    const char *error = NULL;
    scan->essential = 0;
    w->start = start;
    w->good.count = given->count;
    memcpy(w->good.places, given->places, given->count * sizeof *given->places);
    for (uint32_t i = 0; i < given->count; i++) {
        w->may_be_good[given->places[i] / ROW] |= (uint64_t)1 << given->places[i] % ROW;
        w->good_rows |= (uint64_t)1 << given->places[i] / ROW;
    }
    for (size_t i = 0; i < scan->part->clause_count && !error; i++) error = complete(scan, i, 0);
    return error;
}

void scan_clear(Scan *scan) {
    Window *w = scan->window;
    for (uint32_t i = 0; i < w->touched.count; i++) w->scores[w->touched.places[i]] = 0;
    for (uint64_t rows = w->good_rows; rows; rows &= rows - 1) w->may_be_good[lowest_bit(rows)] = 0;
    w->touched.count = w->good.count = w->good_rows = 0;
}
