#include <stdlib.h>
#include <string.h>

#include "search.h"

/* Adds the positions of a slot in a document to `found`, ascending and each once; none if it is not there. */
static const char *slot_positions(const Slot *slot, Cursor *cursors, Bytes positions, uint32_t document,
                                  Numbers *found) {
    found->count = 0;
    for (size_t i = 0; i < slot->count; i++) {
        const char *error = cursor_advance(cursors + i, document);
        if (error) return error;
        if (cursors[i].document != document) continue;
        error = cursor_positions(cursors + i, positions, found);
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

static uint32_t nearest(const Cursor *cursors, size_t count) {
    uint32_t document = NO_DOCUMENT;
    for (size_t i = 0; i < count; i++)
        if (cursors[i].document < document) document = cursors[i].document;
    return document;
}

/* Goes on to the next document that has all slots. */
static const char *next_candidate(const Slot *slots, Cursor **cursors, size_t count, uint32_t *document) {
    for (size_t agreed = 0, slot = 0; agreed < count; slot = (slot + 1) % count) {
        for (size_t i = 0; i < slots[slot].count; i++) {
            const char *error = cursor_advance(cursors[slot] + i, *document);
            if (error) return error;
        }
        uint32_t here = nearest(cursors[slot], slots[slot].count);
        agreed = here == *document ? agreed + 1 : 1;
        *document = here;
        if (here == NO_DOCUMENT) return NULL;
    }
    return NULL;
}

static const char *stands(const Slot *slots, Cursor **cursors, size_t count, Bytes positions, uint32_t document,
                          Numbers chain[2], int *found) {
    *found = 1;
    if (count == 1) return NULL;
    for (size_t slot = 0; slot < count && *found; slot++) {
        Numbers *here = chain + slot % 2;
        const char *error = slot_positions(slots + slot, cursors[slot], positions, document, here);
        if (error) return error;
        if (slot) follow(chain + (slot + 1) % 2, here);
        *found = here->count > 0;
    }
    return NULL;
}

const char *phrase_documents(Bytes postings, Bytes positions, uint32_t size, const Slot *slots, size_t count,
                             Numbers *ids) {
    size_t terms = 0, used = 0;
    for (size_t i = 0; i < count; i++) terms += slots[i].count;
    Cursor *all = malloc((terms + 1) * sizeof *all), **cursors = malloc((count + 1) * sizeof *cursors);
    Numbers chain[2] = {{0}};
    const char *error = all && cursors ? NULL : OUT_OF_MEMORY;
    for (size_t i = 0; i < count && !error; i++) {
        cursors[i] = all + used;
        for (size_t j = 0; j < slots[i].count && !error; j++)
            error = cursor_open(all + used++, postings, slots[i].entries + j, size);
    }
    uint32_t document = 0;
    while (!error && count) {
        int found = 0;
        error = next_candidate(slots, cursors, count, &document);
        if (error || document == NO_DOCUMENT) break;
        error = stands(slots, cursors, count, positions, document, chain, &found);
        if (!error && found) {
            if (numbers_reserve(ids, 1)) error = OUT_OF_MEMORY;
            else ids->values[ids->count++] = document;
        }
        document++;
    }
    free(chain[0].values);
    free(chain[1].values);
    free(all);
    free(cursors);
    return error;
}
