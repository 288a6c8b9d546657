/* Documents that all of some lists have: the parts of a query are single terms, or phrases of such. */
#include <stdlib.h>
#include <string.h>

#include "search.h"

enum {
    SIMILAR = 32,   /* lists of which one has so many times the documents of the other at most */
    MARKED = 8192,  /* documents of a window of such lists */
    FEW = 8,        /* lists of most queries */
};

/* A list of a query whose parts ask for one term each, or for phrases of such. */
typedef struct {
    Cursor cursor;
    const Clause *clause;
    const Field *field;
    const Term *term;
} Leaf;

/* Documents of a block of the shortest list, and of a window from the first of them on, by their distance from it:
 * their places in the block, counted from one; 0 for other documents. */
typedef struct {
    uint8_t place[MARKED];
    uint32_t start, end;
} Marks;

/* Memory for one query after the other: to allocate and clear it would take longer than many a search. */
struct Room {
    Marks marks; /* none is set */
    Numbers chain[2];
    Leaf leaves[FEW], *by_length[FEW];
};

typedef struct {
    const Query *query;
    struct Room *room;
    Leaf *leaves;       /* of every part in turn, in the order of its clauses */
    Leaf **by_length;   /* the shortest list first */
    size_t count;
    size_t next_deleted;
    int phrases;        /* whether there is one */
    Best *best;
    uint64_t *total;    /* NULL where hits that are not among the best need not be counted */
} Agreement;

/* Whether all lists of a part must have its documents: one term, or a phrase of such in one field. */
static int is_strict(const Part *part) {
    if (part->term_count != part->clause_count) return 0;
    if (!is_phrase(part)) return part->clause_count == 1;
    if (part->standing_count != 1 || part->slot_count != part->clause_count) return 0;
    for (size_t i = 0; i < part->slot_count; i++)
        if (!part->slots[i]) return 0;
    return 1;
}

static const char *agreement_open(Agreement *a, const Query *query) {
    *a = (Agreement){.query = query};
    size_t count = 0;
    for (size_t p = 0; p < query->part_count; p++) count += query->parts[p].clause_count;
    a->room = query->workspace->room;
    query->workspace->room = NULL;
    if (!a->room && !(a->room = calloc(1, sizeof *a->room))) return OUT_OF_MEMORY;
    a->leaves = count > FEW ? malloc(count * sizeof *a->leaves) : a->room->leaves;
    a->by_length = count > FEW ? malloc(count * sizeof *a->by_length) : a->room->by_length;
    if (!a->leaves || !a->by_length) return OUT_OF_MEMORY;
    for (size_t p = 0; p < query->part_count; p++) {
        a->phrases |= is_phrase(query->parts + p);
        for (size_t i = 0; i < query->parts[p].clause_count; i++) {
            Leaf *leaf = a->leaves + a->count;
            leaf->clause = query->parts[p].clauses[i];
            leaf->field = query->segment->fields + leaf->clause->field;
            leaf->term = leaf->clause->terms;
            const char *error =
                cursor_open(&leaf->cursor, leaf->field->postings, &leaf->term->entry, query->segment->size);
            if (error) return error;
            size_t at = a->count++;
            for (; at && leaf->term->entry.documents < a->by_length[at - 1]->term->entry.documents; at--)
                a->by_length[at] = a->by_length[at - 1];
            a->by_length[at] = leaf;
        }
    }
    return NULL;
}

static void agreement_close(Agreement *a) {
    if (!a->room) return;
    if (a->leaves != a->room->leaves) free(a->leaves);
    if (a->by_length != a->room->by_length) free(a->by_length);
    if (a->query->workspace->room) room_free(a->room);
    else a->query->workspace->room = a->room;
}

void room_free(struct Room *room) {
    if (!room) return;
    free(room->chain[0].values);
    free(room->chain[1].values);
    free(room);
}

static double leaf_score(Leaf *leaf) {
    return earned(leaf->field, leaf->term->factor, cursor_frequency(&leaf->cursor),
                  leaf->field->codes.data[leaf->cursor.document]);
}

static int is_deleted(Agreement *a, uint32_t document) {
    const Segment *segment = a->query->segment;
    while (a->next_deleted < segment->deleted_count && segment->deleted[a->next_deleted] < document) a->next_deleted++;
    return a->next_deleted < segment->deleted_count && segment->deleted[a->next_deleted] == document;
}

static double agreed_score(Agreement *a) {
    double sum = 0;
    Leaf *leaf = a->leaves;
    for (size_t p = 0; p < a->query->part_count; p++) {
        double part = 0;
        for (size_t i = 0; i < a->query->parts[p].clause_count; i++) part += leaf_score(leaf++);
        sum += part;
    }
    return sum;
}

/* Whether all phrases of the query stand in the document. */
static const char *phrases_stand(Agreement *a, int *stand) {
    Leaf *first = a->leaves;
    *stand = 1;
    for (size_t p = 0; p < a->query->part_count && *stand; first += a->query->parts[p++].clause_count) {
        const Part *part = a->query->parts + p;
        if (!is_phrase(part)) continue;
        const char *error = phrase_stands(part, &first->cursor, sizeof *first, first->field->positions, a->room->chain, stand);
        if (error) return error;
    }
    return NULL;
}

/* What all lists but the shortest may earn in the document at which that one stands, or more. */
static double others_bound(const Agreement *a) {
    double bound = 0;
    uint32_t document = a->by_length[0]->cursor.document;
    for (size_t i = 1; i < a->count; i++) {
        const Leaf *leaf = a->by_length[i];
        bound += term_bound(leaf->field, leaf->term, leaf->field->codes.data[document]);
    }
    return bound * (1 + 1e-12); /* not lower by a rounding */
}

/* All lists from number `first` of the shortest ones on go to the document; whether they have it. */
static const char *others_agree(Agreement *a, size_t first, uint32_t document, int *agree) {
    *agree = 1;
    for (size_t i = first; i < a->count && *agree; i++) {
        const char *error = cursor_advance(&a->by_length[i]->cursor, document);
        if (error) return error;
        *agree = a->by_length[i]->cursor.document == document;
    }
    return NULL;
}

/* Takes a document at which all lists stand, if it is a hit. */
static const char *take(Agreement *a, uint32_t document) {
    int stand;
    if (is_deleted(a, document)) return NULL;
    double score = agreed_score(a), least = best_least(a->best);
    if (score < least && !a->total) return NULL;
    const char *error = phrases_stand(a, &stand);
    if (error || !stand) return error;
    if (a->total) ++*a->total;
    if (a->best->most && score >= least) best_offer(a->best, document, score);
    return NULL;
}

/* Of the postings of the block of a list that lie before the end of the window those whose documents are marked.
 * Written without branches: whether a document is marked nobody can guess. */
static uint32_t marked_postings(const Cursor *c, const Marks *marks, uint32_t stop, uint8_t *found) {
    uint32_t count = 0;
    for (uint32_t i = c->at; i < stop; i++) {
        found[count] = (uint8_t)i;
        count += marks->place[c->ids[i] - marks->start] != 0;
    }
    return count;
}

/* Takes what the second list has of the documents that are marked. */
static const char *take_marked(Agreement *a, const Marks *marks) {
    Cursor *first = &a->by_length[0]->cursor, *second = &a->by_length[1]->cursor;
    uint8_t found[BLOCK];
    const char *error = NULL;
    cursor_seek(second, marks->start);
    while (!error && second->block < second->blocks && second->document <= marks->end) {
        if (!(second->loaded && second->whole) && (error = cursor_load(second))) break;
        if (second->document < marks->start) second->at = block_find(second, second->at, marks->start);
        uint32_t stop = second->last <= marks->end ? second->count : block_find(second, second->at, marks->end + 1);
        uint32_t count = marked_postings(second, marks, stop, found);
        for (uint32_t i = 0; i < count && !error; i++) {
            int agree;
            second->at = found[i];
            uint32_t document = second->document = second->ids[second->at];
            first->at = marks->place[document - marks->start] - 1u;
            first->document = document;
            error = others_agree(a, 2, document, &agree);
            if (!error && agree) error = take(a, document);
        }
        if (stop == second->count) {
            cursor_leave(second);
        } else {
            second->at = stop;
            second->document = second->ids[stop];
        }
    }
    return error;
}

/* Lists of similar length are read side by side, window by window. */
static const char *read_both(Agreement *a) {
    Marks *marks = &a->room->marks;
    const char *error = NULL;
    Cursor *c = &a->by_length[0]->cursor;
    for (; !error && c->block < c->blocks && a->by_length[1]->cursor.document != NO_DOCUMENT; cursor_leave(c)) {
        if ((error = cursor_load(c))) break;
        for (uint32_t from = 0, to; from < c->count && !error; from = to) {
            marks->start = c->ids[from];
            to = c->last - marks->start < MARKED ? c->count : block_find(c, from, marks->start + MARKED);
            marks->end = c->ids[to - 1];
            for (uint32_t i = from; i < to; i++) marks->place[c->ids[i] - marks->start] = (uint8_t)(i + 1);
            error = take_marked(a, marks);
            for (uint32_t i = from; i < to; i++) marks->place[c->ids[i] - marks->start] = 0;
        }
    }
    return error;
}

/* Of the postings of a block those that all lists with bitmaps may have: their places. Without branches, too. */
static uint32_t may_agree(const Agreement *a, uint8_t *found) {
    const Cursor *shortest = &a->by_length[0]->cursor;
    uint32_t count = shortest->count;
    for (uint32_t i = 0; i < count; i++) found[i] = (uint8_t)i;
    for (size_t list = 1; list < a->count; list++) {
        const Cursor *cursor = &a->by_length[list]->cursor;
        uint32_t kept = 0;
        if (!cursor->bitmap) continue;
        for (uint32_t i = 0; i < count; i++) {
            found[kept] = found[i];
            kept += cursor_may_have(cursor, shortest->ids[found[i]]);
        }
        count = kept;
    }
    return count;
}

static void prefetch_others(const Agreement *a, const uint8_t *found, uint32_t count) {
    const Cursor *shortest = &a->by_length[0]->cursor;
    for (size_t list = 1; list < a->count; list++) {
        const Leaf *leaf = a->by_length[list];
        uint32_t block = leaf->cursor.block;
        for (uint32_t i = 0; i < count; i++)
            cursor_prefetch(&leaf->cursor, shortest->ids[found[i]], a->phrases ? leaf->field->positions : (Bytes){0}, &block);
    }
}

/* The documents of the shortest list are looked up in the others, if they may be hits. */
static const char *look_up_all(Agreement *a) {
    Cursor *c = &a->by_length[0]->cursor;
    uint8_t found[BLOCK];
    for (; c->block < c->blocks; cursor_leave(c)) {
        const char *error = cursor_load(c);
        if (error) return error;
        uint32_t count = may_agree(a, found);
        prefetch_others(a, found, count);
        for (uint32_t i = 0; i < count; i++) {
            int agree;
            double least = a->total ? 0 : best_least(a->best);
            c->at = found[i];
            uint32_t document = c->document = c->ids[c->at];
            if (least > 0 && leaf_score(a->by_length[0]) + others_bound(a) < least) continue;
            if (!(error = others_agree(a, 1, document, &agree)) && agree) error = take(a, document);
            if (error) return error;
        }
    }
    return NULL;
}

enum { LOOK_UP = 32 }; /* times the time that it takes to pass over a posting */

/* Whether the two shortest lists are better read side by side than the documents of one looked up. */
static int is_read(const Agreement *a) {
    if (a->count < 2) return 0;
    uint64_t first = a->by_length[0]->term->entry.documents, second = a->by_length[1]->term->entry.documents;
    if (!a->by_length[1]->cursor.bitmap) return second / SIMILAR <= first;
    return second <= first + LOOK_UP * first * second / a->query->segment->size;
}

/* `total` is NULL where hits that are not among the best need not be counted. */
const char *agreement_best(const Query *query, Best *best, uint64_t *total) {
    Agreement a;
    const char *error = agreement_open(&a, query);
    a.best = best;
    a.total = total;
    if (!error) error = is_read(&a) ? read_both(&a) : look_up_all(&a);
    agreement_close(&a);
    return error;
}

int is_agreement(const Query *query) {
    for (size_t p = 0; p < query->part_count; p++)
        if (!is_strict(query->parts + p)) return 0;
    return 1;
}
