/* Documents that all parts have, whatever these are: window by window, the rarest part first. */
#include <stdlib.h>
#include <string.h>

#include "scan.h"

typedef struct {
    Scan scan;
    const Part *part;
    Numbers standing; /* of a phrase the documents in which it stands, deleted ones, too */
    size_t next;      /* of them */
    uint64_t cost;
    int filled;       /* whether the window of the scan is to be cleared */
} Member;

typedef struct {
    const Query *query;
    Member *members;  /* in the order of the parts, which is the order in which scores are added */
    Member **by_cost; /* the rarest first */
    Places good;      /* documents of the window that all parts have so far */
    uint32_t start;   /* of the window */
    size_t next_deleted;
    Best *best;       /* where the hits go; NULL if not there */
    Hits *hits;       /* the same */
    uint64_t *total;  /* NULL if hits need not be counted */
} Conjunction;

static const char *conjunction_open(Conjunction *c) {
    const Query *query = c->query;
    c->members = calloc(query->part_count + 1, sizeof *c->members);
    c->by_cost = calloc(query->part_count + 1, sizeof *c->by_cost);
    if (!c->members || !c->by_cost) return OUT_OF_MEMORY;
    for (size_t p = 0; p < query->part_count; p++) {
        Member *member = c->members + p;
        member->part = query->parts + p;
        const char *error = scan_open(&member->scan, query, member->part);
        if (!error && is_phrase(member->part)) error = phrase_documents(query->segment, member->part, &member->standing);
        if (error) return error;
        member->cost = is_phrase(member->part) ? member->standing.count : part_cost(member->part);
        size_t at = p;
        for (; at && member->cost < c->by_cost[at - 1]->cost; at--) c->by_cost[at] = c->by_cost[at - 1];
        c->by_cost[at] = member;
    }
    return NULL;
}

static void conjunction_close(Conjunction *c) {
    for (size_t p = 0; c->members && p < c->query->part_count && c->members[p].part; p++) {
        scan_close(&c->members[p].scan);
        free(c->members[p].standing.values);
    }
    free(c->members);
    free(c->by_cost);
}

static int is_deleted(Conjunction *c, uint32_t document) {
    const Segment *segment = c->query->segment;
    while (c->next_deleted < segment->deleted_count && segment->deleted[c->next_deleted] < document) c->next_deleted++;
    return c->next_deleted < segment->deleted_count && segment->deleted[c->next_deleted] == document;
}

/* The next window in which a phrase stands. */
static int next_standing(Conjunction *c, Member *member) {
    const Numbers *standing = &member->standing;
    c->good.count = 0;
    while (!c->good.count && member->next < standing->count) {
        c->start = standing->values[member->next] / WINDOW * WINDOW;
        for (; member->next < standing->count && standing->values[member->next] - c->start < WINDOW; member->next++)
            if (!is_deleted(c, standing->values[member->next]))
                c->good.places[c->good.count++] = (uint16_t)(standing->values[member->next] - c->start);
    }
    return c->good.count > 0;
}

/* The next window with documents of the rarest part. */
static int next_window(Conjunction *c, const char **error) {
    Member *rarest = c->by_cost[0];
    if (is_phrase(rarest->part)) return next_standing(c, rarest);
    if (!scan_next(&rarest->scan, 0, error)) return 0;
    rarest->filled = 1;
    c->good = rarest->scan.window->good;
    c->start = rarest->scan.window->start;
    return 1;
}

static void keep_standing(Conjunction *c, Member *member) {
    const Numbers *standing = &member->standing;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->good.count; i++) {
        uint32_t document = c->start + c->good.places[i];
        while (member->next < standing->count && standing->values[member->next] < document) member->next++;
        if (member->next < standing->count && standing->values[member->next] == document)
            c->good.places[kept++] = c->good.places[i];
    }
    c->good.count = kept;
}

/* Scores the documents of the window that a part has, and drops the others. */
static const char *keep_matching(Conjunction *c, Member *member) {
    if (is_phrase(member->part) && member != c->by_cost[0]) keep_standing(c, member);
    const char *error = scan_given(&member->scan, c->start, &c->good);
    member->filled = 1;
    if (error || is_phrase(member->part)) return error;
    const double *scores = member->scan.window->scores;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < c->good.count; i++) {
        c->good.places[kept] = c->good.places[i];
        kept += scores[c->good.places[i]] > 0;
    }
    c->good.count = kept;
    return NULL;
}

static const char *take_window(Conjunction *c) {
    if (c->hits && hits_reserve(c->hits, c->good.count)) return OUT_OF_MEMORY;
    if (c->total) *c->total += c->good.count;
    for (uint32_t i = 0; i < c->good.count; i++) {
        uint32_t place = c->good.places[i], document = c->start + place;
        double score = 0;
        for (size_t p = 0; p < c->query->part_count; p++) score += c->members[p].scan.window->scores[place];
        if (c->best && score >= best_least(c->best)) best_offer(c->best, document, score);
        if (c->hits) {
            c->hits->ids.values[c->hits->ids.count] = document;
            c->hits->scores[c->hits->ids.count++] = score;
        }
    }
    return NULL;
}

static const char *conjunction_run(Conjunction *c) {
    size_t count = c->query->part_count;
    const char *error = conjunction_open(c);
    while (!error && next_window(c, &error)) {
        for (size_t i = c->by_cost[0]->filled; i < count && c->good.count && !error; i++)
            error = keep_matching(c, c->by_cost[i]);
        if (!error && c->good.count) error = take_window(c);
        for (size_t p = 0; p < count && !error; p++)
            if (c->members[p].filled) {
                scan_clear(&c->members[p].scan);
                c->members[p].filled = 0;
            }
    }
    conjunction_close(c);
    return error;
}

static int is_union(const Query *query) { return query->part_count == 1 && !is_phrase(query->parts); }

const char *query_all(const Query *query, Hits *hits) {
    if (is_union(query)) return part_all(query, query->parts, hits);
    Conjunction all = {.query = query, .hits = hits};
    return conjunction_run(&all);
}

static const char *joint_best(const Query *query, Best *best, uint64_t *total) {
    if (is_agreement(query)) return agreement_best(query, best, total);
    Conjunction all = {.query = query, .best = best->most ? best : NULL, .total = total};
    return conjunction_run(&all);
}

const char *query_best(const Query *query, Best *best) {
    return is_union(query) ? part_best(query, query->parts, best) : joint_best(query, best, NULL);
}

const char *query_count_best(const Query *query, Best *best, uint64_t *total) {
    return is_union(query) ? part_count_best(query, query->parts, best, total) : joint_best(query, best, total);
}
