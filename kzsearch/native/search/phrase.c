/* Phrase matching: a leapfrog intersection of the terms, then of their positions, term after term. */
#include "search/phrase.h"

#include <stdlib.h>

#include "segment/positions.h"

/* The alternatives for one term of a phrase in one field. */
typedef struct {
    PostingsCursor *cursors;
    size_t count;
} Slot;

/* Replace `found` by the positions of a slot in a document, ascending; none if it is not there. */
static const char *read_slot_positions(const Slot *slot, Bytes positions, uint32_t doc, U32Array *found) {
    found->count = 0;
    for (size_t i = 0; i < slot->count; i++) {
        const char *error = cursor_advance(slot->cursors + i, doc);
        if (error) return error;
        if (slot->cursors[i].doc != doc) continue;
        error = cursor_read_positions(slot->cursors + i, positions, found);
        if (error) return error;
    }
    if (slot->count > 1) /* insertion sort: few numbers, in ascending runs */
        for (size_t i = 1; i < found->count; i++) {
            uint32_t value = found->values[i];
            size_t at = i;
            for (; at && found->values[at - 1] > value; at--) found->values[at] = found->values[at - 1];
            found->values[at] = value;
        }
    return NULL;
}

/* Keep the positions of `here` that are one after a position of `before`. */
static void keep_successors(const U32Array *before, U32Array *here) {
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < here->count; i++) {
        uint32_t position = here->values[i];
        while (j < before->count && (uint64_t)before->values[j] + 1 < position) j++;
        if (j < before->count && (uint64_t)before->values[j] + 1 == position) here->values[kept++] = position;
    }
    here->count = kept;
}

/* Whether the slots are at successive positions of a document. */
static const char *slots_match(const Slot *slots, size_t count, Bytes positions, uint32_t doc,
                               U32Array chain[2], int *matches) {
    *matches = 1;
    if (count == 1) return NULL;
    for (size_t slot = 0; slot < count && *matches; slot++) {
        U32Array *here = chain + slot % 2;
        const char *error = read_slot_positions(slots + slot, positions, doc, here);
        if (error) return error;
        if (slot) keep_successors(chain + (slot + 1) % 2, here);
        *matches = here->count > 0;
    }
    return NULL;
}

const char *phrase_matches(const Conjunct *phrase, PostingsCursor *cursors, size_t stride, Bytes positions,
                           U32Array chain[2], int *matches) {
    *matches = 1;
    for (size_t slot = 0; slot < phrase->slot_count && phrase->slot_count > 1 && *matches; slot++) {
        size_t clause = 0;
        while (phrase->clauses[clause] != phrase->slots[slot]) clause++;
        PostingsCursor *cursor = (PostingsCursor *)((char *)cursors + clause * stride);
        U32Array *here = chain + slot % 2;
        here->count = 0;
        const char *error = cursor_read_positions(cursor, positions, here);
        if (error) return error;
        if (slot) keep_successors(chain + (slot + 1) % 2, here);
        *matches = here->count > 0;
    }
    return NULL;
}

/* Leapfrog: move `*doc` to the next document that all slots contain, or to NO_MORE_DOCS. */
static const char *next_candidate(const Slot *slots, size_t count, uint32_t *doc) {
    for (size_t agreeing = 0, slot = 0; agreeing < count; slot = (slot + 1) % count) {
        uint32_t here = NO_MORE_DOCS;
        for (size_t i = 0; i < slots[slot].count; i++) {
            const char *error = cursor_advance(slots[slot].cursors + i, *doc);
            if (error) return error;
            if (slots[slot].cursors[i].doc < here) here = slots[slot].cursors[i].doc;
        }
        agreeing = here == *doc ? agreeing + 1 : 1;
        *doc = here;
        if (here == NO_MORE_DOCS) return NULL;
    }
    return NULL;
}

static const char *find_slot_docs(Slot *slots, size_t count, Bytes positions, U32Array *docs) {
    U32Array chain[2] = {{0}};
    const char *error = NULL;
    for (uint32_t doc = 0; !error; doc++) {
        int matches = 0;
        if ((error = next_candidate(slots, count, &doc)) || doc == NO_MORE_DOCS) break;
        error = slots_match(slots, count, positions, doc, chain, &matches);
        if (error || !matches) continue;
        if (u32_reserve(docs, 1)) error = OUT_OF_MEMORY;
        else docs->values[docs->count++] = doc;
    }
    free(chain[0].values);
    free(chain[1].values);
    return error;
}

/* `clauses`: of every term of the phrase in this field, or NULL. */
static const char *find_docs_in_field(const Segment *segment, uint32_t number, const Clause *const *clauses,
                                      size_t count, U32Array *docs) {
    const Field *field = segment->fields + number;
    size_t terms = 0, opened = 0;
    for (size_t i = 0; i < count; i++) {
        if (!clauses[i] || !clauses[i]->term_count) return NULL;
        terms += clauses[i]->term_count;
    }
    PostingsCursor *cursors = malloc((terms + 1) * sizeof *cursors);
    Slot *slots = malloc((count + 1) * sizeof *slots);
    const char *error = cursors && slots ? NULL : OUT_OF_MEMORY;
    for (size_t i = 0; i < count && !error; i++) {
        slots[i] = (Slot){cursors + opened, clauses[i]->term_count};
        for (uint32_t t = 0; t < clauses[i]->term_count && !error; t++)
            error = cursor_open(cursors + opened++, field->postings, &clauses[i]->terms[t].info,
                                segment->max_doc);
    }
    if (!error) error = find_slot_docs(slots, count, field->positions, docs);
    free(cursors);
    free(slots);
    return error;
}

static int ascending(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

const char *find_phrase_docs(const Segment *segment, const Conjunct *phrase, U32Array *docs) {
    size_t matching_fields = 0, kept = 0;
    for (size_t f = 0; f < phrase->phrase_field_count; f++) {
        size_t before = docs->count;
        const char *error =
            find_docs_in_field(segment, phrase->phrase_fields[f], phrase->slots + f * phrase->slot_count,
                               phrase->slot_count, docs);
        if (error) return error;
        matching_fields += docs->count > before;
    }
    if (matching_fields < 2) return NULL;
    qsort(docs->values, docs->count, sizeof *docs->values, ascending);
    for (size_t i = 0; i < docs->count; i++)
        if (!kept || docs->values[kept - 1] != docs->values[i]) docs->values[kept++] = docs->values[i];
    docs->count = kept;
    return NULL;
}
