#include <stdlib.h>

#include "search.h"

/* The alternatives of a word of a phrase in one field. */
typedef struct {
    Cursor *cursors;
    size_t count;
} Slot;

/* Adds the positions of a slot in a document to `found`, ascending and each once; none if it is not there. */
static const char *slot_positions(const Slot *slot, Bytes positions, uint32_t document, Numbers *found) {
    found->count = 0;
    for (size_t i = 0; i < slot->count; i++) {
        const char *error = cursor_advance(slot->cursors + i, document);
        if (error) return error;
        if (slot->cursors[i].document != document) continue;
        error = cursor_positions(slot->cursors + i, positions, found);
        if (error) return error;
    }
    if (slot->count > 1) /* short and almost in order */
        for (size_t i = 1; i < found->count; i++) {
            uint32_t value = found->values[i];
            size_t at = i;
            for (; at && found->values[at - 1] > value; at--) found->values[at] = found->values[at - 1];
            found->values[at] = value;
        }
    return NULL;
}

/* Keeps of `here` what lies one behind something of `before`. */
static void follow(const Numbers *before, Numbers *here) {
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < here->count; i++) {
        uint32_t position = here->values[i];
        while (j < before->count && (uint64_t)before->values[j] + 1 < position) j++;
        if (j < before->count && (uint64_t)before->values[j] + 1 == position) here->values[kept++] = position;
    }
    here->count = kept;
}

static const char *slots_stand(const Slot *slots, size_t count, Bytes positions, uint32_t document, Numbers chain[2],
                               int *stand) {
    *stand = 1;
    if (count == 1) return NULL;
    for (size_t slot = 0; slot < count && *stand; slot++) {
        Numbers *here = chain + slot % 2;
        const char *error = slot_positions(slots + slot, positions, document, here);
        if (error) return error;
        if (slot) follow(chain + (slot + 1) % 2, here);
        *stand = here->count > 0;
    }
    return NULL;
}

const char *phrase_stands(const Part *phrase, Cursor *cursors, size_t stride, Bytes positions, Numbers chain[2],
                          int *stand) {
    *stand = 1;
    for (size_t slot = 0; slot < phrase->slot_count && phrase->slot_count > 1 && *stand; slot++) {
        size_t clause = 0;
        while (phrase->clauses[clause] != phrase->slots[slot]) clause++;
        Cursor *cursor = (Cursor *)((char *)cursors + clause * stride);
        Numbers *here = chain + slot % 2;
        here->count = 0;
        const char *error = cursor_positions(cursor, positions, here);
        if (error) return error;
        if (slot) follow(chain + (slot + 1) % 2, here);
        *stand = here->count > 0;
    }
    return NULL;
}

/* Goes on to the next document that has all slots. */
static const char *next_candidate(const Slot *slots, size_t count, uint32_t *document) {
    for (size_t agreed = 0, slot = 0; agreed < count; slot = (slot + 1) % count) {
        uint32_t here = NO_DOCUMENT;
        for (size_t i = 0; i < slots[slot].count; i++) {
            const char *error = cursor_advance(slots[slot].cursors + i, *document);
            if (error) return error;
            if (slots[slot].cursors[i].document < here) here = slots[slot].cursors[i].document;
        }
        agreed = here == *document ? agreed + 1 : 1;
        *document = here;
        if (here == NO_DOCUMENT) return NULL;
    }
    return NULL;
}

static const char *documents_in_field(Slot *slots, size_t count, Bytes positions, Numbers *ids) {
    Numbers chain[2] = {{0}};
    const char *error = NULL;
    for (uint32_t document = 0; !error; document++) {
        int stand = 0;
        if ((error = next_candidate(slots, count, &document)) || document == NO_DOCUMENT) break;
        error = slots_stand(slots, count, positions, document, chain, &stand);
        if (error || !stand) continue;
        if (numbers_reserve(ids, 1)) error = OUT_OF_MEMORY;
        else ids->values[ids->count++] = document;
    }
    free(chain[0].values);
    free(chain[1].values);
    return error;
}

static const char *phrase_in_field(const Segment *segment, uint32_t number, const Clause *const *clauses, size_t count,
                                   Numbers *ids) {
    const Field *field = segment->fields + number;
    size_t terms = 0, used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!clauses[i] || !clauses[i]->count) return NULL;
        terms += clauses[i]->count;
    }
    Cursor *cursors = malloc((terms + 1) * sizeof *cursors);
    Slot *slots = malloc((count + 1) * sizeof *slots);
    const char *error = cursors && slots ? NULL : OUT_OF_MEMORY;
    for (size_t i = 0; i < count && !error; i++) {
        slots[i] = (Slot){cursors + used, clauses[i]->count};
        for (uint32_t t = 0; t < clauses[i]->count && !error; t++)
            error = cursor_open(cursors + used++, field->postings, &clauses[i]->terms[t].entry, segment->size);
    }
    if (!error) error = documents_in_field(slots, count, field->positions, ids);
    free(cursors);
    free(slots);
    return error;
}

static int ascending(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

const char *phrase_documents(const Segment *segment, const Part *phrase, Numbers *ids) {
    size_t fields = 0, kept = 0;
    for (size_t f = 0; f < phrase->standing_count; f++) {
        size_t before = ids->count;
        const char *error = phrase_in_field(segment, phrase->standing[f], phrase->slots + f * phrase->slot_count,
                                            phrase->slot_count, ids);
        if (error) return error;
        fields += ids->count > before;
    }
    if (fields < 2) return NULL;
    qsort(ids->values, ids->count, sizeof *ids->values, ascending);
    for (size_t i = 0; i < ids->count; i++)
        if (!kept || ids->values[kept - 1] != ids->values[i]) ids->values[kept++] = ids->values[i];
    ids->count = kept;
    return NULL;
}
