#include <stdlib.h>

#include "search.h"

/* Looks at what lies far away only where scores are equal. */
static int worse(const Segment *s, Hit a, Hit b) {
    if (a.score != b.score) return a.score < b.score;
    if (s->articles[a.document] != s->articles[b.document]) return s->articles[a.document] > s->articles[b.document];
    if (s->positions[a.document] != s->positions[b.document]) return s->positions[a.document] > s->positions[b.document];
    return a.document > b.document;
}

static void sift_down(Best *best, size_t count, Hit hit) {
    Hit *hits = best->hits;
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && worse(best->segment, hits[child + 1], hits[child])) child++;
        if (!worse(best->segment, hits[child], hit)) break;
        hits[at] = hits[child];
    }
    hits[at] = hit;
}

static void keep(Best *best, Hit hit) {
    if (best->count == best->most) {
        if (best->most && worse(best->segment, best->hits[0], hit)) sift_down(best, best->count, hit);
        return;
    }
    size_t at = best->count++;
    for (size_t parent; at && worse(best->segment, hit, best->hits[parent = (at - 1) / 2]); at = parent)
        best->hits[at] = best->hits[parent];
    best->hits[at] = hit;
}

const char *best_open(Best *best, const Segment *segment, size_t most, int by_article, double floor) {
    if (most > segment->size) most = segment->size;
    *best = (Best){.most = most, .floor = floor, .by_article = by_article, .segment = segment};
    best->hits = malloc((most + 1) * sizeof *best->hits);
    return best->hits ? NULL : OUT_OF_MEMORY;
}

/* Whether a later document has the article of an earlier one. */
static int same_article(const Segment *segment, uint32_t earlier, uint32_t later) {
    uint32_t word = (earlier + 1) / 64, last = later / 64;
    uint64_t begins = segment->begins[word] & UINT64_MAX << (earlier + 1) % 64;
    for (; word < last; begins = segment->begins[++word])
        if (begins) return 0;
    return !(begins & UINT64_MAX >> (63 - later % 64));
}

void best_offer(Best *best, uint32_t document, double score) {
    Hit hit = {score, document};
    if (!best->by_article) {
        keep(best, hit);
        return;
    }
    if (best->waits) {
        if (document > best->last && same_article(best->segment, best->last, document)) {
            if (worse(best->segment, best->waiting, hit)) best->waiting = hit;
            best->last = document;
            return;
        }
        keep(best, best->waiting);
    }
    best->waiting = hit;
    best->last = document;
    best->waits = 1;
}

void best_close(Best *best) {
    if (best->waits) keep(best, best->waiting);
    best->waits = 0;
    for (size_t count = best->count; count > 1; count--) {
        Hit worst = best->hits[0];
        sift_down(best, count - 1, best->hits[count - 1]);
        best->hits[count - 1] = worst;
    }
}
