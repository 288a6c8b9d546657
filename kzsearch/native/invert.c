#include "invert.h"

#include <stdlib.h>
#include <string.h>

#include "packing.h"

const char *stream_check(const Stream *s) {
    if (s->documents >= NO_DOCUMENT) return "too many documents";
    size_t last = 0;
    for (size_t i = 0; i < s->documents; i++) {
        if (s->ends[i] < last) return "the ends of documents must ascend";
        last = s->ends[i];
    }
    if (last != s->word_count) return "the last document must end with the last word";
    last = 0;
    for (size_t i = 0; i <= s->vocabulary; i++) {
        if (s->offsets[i] < last) return "the terms of words must follow each other";
        last = s->offsets[i];
    }
    if (last != s->ordinal_count) return "the terms of the last word must be the last ones";
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i] >= s->vocabulary) return "a word is not in the vocabulary";
    for (size_t i = 0; i < s->ordinal_count; i++)
        if (s->ordinals[i] >= s->terms) return "a word has a term that is not there";
    return NULL;
}

const char *stream_count(const Stream *s, Counts *counts) {
    uint32_t *seen = calloc(s->terms + 1, sizeof *seen); /* the last document that has the term, and one */
    if (!seen) return OUT_OF_MEMORY;
    size_t at = 0;
    for (uint32_t document = 0; document < s->documents; document++) {
        uint64_t before = counts->places;
        for (; at < s->ends[document]; at++) {
            uint32_t word = s->words[at];
            for (uint32_t i = s->offsets[word]; i < s->offsets[word + 1]; i++) {
                uint32_t term = s->ordinals[i];
                counts->occurrences[term]++;
                counts->places++;
                if (seen[term] == document + 1) continue;
                seen[term] = document + 1;
                counts->documents[term]++;
                counts->postings++;
            }
        }
        if (counts->places - before > UINT32_MAX) break;
        counts->lengths[document] = (uint32_t)(counts->places - before);
    }
    free(seen);
    return at < s->word_count ? "a document has too many terms" : NULL;
}

typedef struct {
    uint64_t posting, place; /* where the next ones of the term go */
    uint32_t seen;           /* the last document that has the term, and one */
} Target;

const char *stream_place(const Stream *s, const Counts *counts, uint32_t *ids, uint32_t *frequencies,
                         uint32_t *positions) {
    Target *targets = malloc((s->terms + 1) * sizeof *targets);
    if (!targets) return OUT_OF_MEMORY;
    uint64_t posting = 0, place = 0;
    for (size_t term = 0; term < s->terms; term++) {
        targets[term] = (Target){posting, place, 0};
        posting += counts->documents[term];
        place += counts->occurrences[term];
    }
    size_t at = 0;
    for (uint32_t document = 0; document < s->documents; document++) {
        for (size_t start = at; at < s->ends[document]; at++) {
            uint32_t word = s->words[at];
            for (uint32_t i = s->offsets[word]; i < s->offsets[word + 1]; i++) {
                Target *target = targets + s->ordinals[i];
                if (target->seen != document + 1) {
                    target->seen = document + 1;
                    ids[target->posting++] = document;
                }
                frequencies[target->posting - 1]++;
                if (positions) positions[target->place++] = (uint32_t)(at - start);
            }
        }
    }
    free(targets);
    return NULL;
}

uint8_t length_code(uint32_t length) {
    if (length < 24) return (uint8_t)length;
    unsigned bits = bits_of(length - 24), shift = bits < 4 ? 0 : bits - 4;
    uint32_t mantissa = (length - 24) >> shift;
    return (uint8_t)(24 + (bits < 4 ? mantissa : (mantissa & 7) | (shift + 1) << 3));
}

/* A term while its postings are counted, then while they are placed; what belongs together lies together. */
typedef struct {
    uint32_t documents, occurrences;
    uint32_t posting, place; /* the next ones, within those of some terms */
    uint32_t seen;           /* the last document that has the term, and one */
} Tally;

enum { AHEAD = 24 /* words */ };

/* Fetches the tally of a term that comes soon: that of the first term of the word there. */
static void prefetch(const Stream *s, const Tally *tallies, size_t at) {
    if (at + AHEAD >= s->word_count) return;
    uint32_t first = s->offsets[s->words[at + AHEAD]];
    if (first < s->ordinal_count) PREFETCH(tallies + s->ordinals[first]);
}

static const char *tally(const Stream *s, Tally *tallies, uint32_t *lengths) {
    size_t at = 0;
    uint64_t all = 0;
    for (uint32_t document = 0; document < s->documents; document++) {
        uint64_t length = 0;
        for (; at < s->ends[document]; at++) {
            prefetch(s, tallies, at);
            uint32_t first = s->offsets[s->words[at]], end = s->offsets[s->words[at] + 1];
            for (uint32_t i = first; i < end; i++) {
                Tally *t = tallies + s->ordinals[i];
                t->occurrences++;
                t->documents += t->seen != document + 1;
                t->seen = document + 1;
            }
            length += end - first;
        }
        if ((all += length) > UINT32_MAX) return "there are too many terms for one segment";
        lengths[document] = (uint32_t)length;
    }
    return NULL;
}

typedef struct {
    uint32_t term, document, position;
} Occurrence;

/* Terms are placed in runs: so few at a time that what is written lies in the caches. Some runs at once are told apart
 * first, in one pass over the stream. A single term may have more occurrences than a run or than all runs at once. */
enum { RUN = 1 << 16, AT_ONCE = 1 << 23 /* occurrences */, RUNS = AT_ONCE / RUN + 1 };

/* Runs that follow each other. */
typedef struct {
    uint32_t low, high;       /* their terms */
    uint32_t count;           /* of the runs */
    uint32_t terms[RUNS + 1]; /* where each run begins, and the last one ends: at which term, at which occurrence */
    size_t starts[RUNS + 1];
    uint8_t *run_of;          /* the run of a term, counted from `low` */
    Occurrence *occurrences;
    size_t room;
} Runs;

/* The postings of a run. */
typedef struct {
    uint32_t *ids, *frequencies, *positions;
    size_t postings, places; /* how many there are */
    size_t room;             /* for as many of each */
} Placed;

/* The runs from a term on. */
static const char *take_runs(Runs *r, const Tally *tallies, uint32_t low, uint32_t terms) {
    size_t all = 0, from = 0;
    r->low = low;
    memset(r->run_of, RUNS, terms);
    r->count = 0;
    for (r->high = low; r->high < terms && (r->high == low || all + tallies[r->high].occurrences <= AT_ONCE); r->high++) {
        if (!r->count || all - from >= RUN) {
            r->terms[r->count] = r->high;
            r->starts[r->count++] = from = all;
        }
        r->run_of[r->high] = (uint8_t)(r->count - 1);
        all += tallies[r->high].occurrences;
    }
    r->terms[r->count] = r->high;
    r->starts[r->count] = all;
    if (r->room >= all) return NULL;
    free(r->occurrences);
    r->room = all;
    r->occurrences = malloc(all * sizeof *r->occurrences);
    return r->occurrences ? NULL : OUT_OF_MEMORY;
}

/* Tells apart the occurrences of runs; within each they stay in the order of the stream. */
static void distribute(const Stream *s, Runs *r) {
    struct {
        Occurrence *at;
        size_t step;
    } next[RUNS + 1];
    Occurrence nowhere;
    for (uint32_t run = 0; run < r->count; run++) next[run].at = r->occurrences + r->starts[run], next[run].step = 1;
    next[RUNS].at = &nowhere, next[RUNS].step = 0;
    size_t at = 0;
    for (uint32_t document = 0; document < s->documents; document++)
        for (size_t start = at; at < s->ends[document]; at++) {
            uint32_t end = s->offsets[s->words[at] + 1];
            for (uint32_t i = s->offsets[s->words[at]]; i < end; i++) {
                uint32_t term = s->ordinals[i];
                uint8_t run = r->run_of[term];
                *next[run].at = (Occurrence){term, document, (uint32_t)(at - start)};
                next[run].at += next[run].step;
            }
        }
}

static const char *placed_reserve(Placed *p, size_t room) {
    if (p->room >= room) return NULL;
    free(p->ids);
    free(p->frequencies);
    free(p->positions);
    p->room = room;
    p->ids = malloc(room * sizeof *p->ids);
    p->frequencies = malloc(room * sizeof *p->frequencies);
    p->positions = malloc(room * sizeof *p->positions);
    return p->ids && p->frequencies && p->positions ? NULL : OUT_OF_MEMORY;
}

/* Places the postings of a run. While that goes on, the frequencies hold the place of the first occurrence: from one
 * posting to the next it grows by the frequency. */
static const char *place(const Runs *r, uint32_t run, Tally *tallies, Placed *p) {
    p->postings = p->places = 0;
    for (Tally *t = tallies + r->terms[run]; t < tallies + r->terms[run + 1]; t++) {
        t->posting = (uint32_t)p->postings;
        t->place = (uint32_t)p->places;
        t->seen = 0;
        p->postings += t->documents;
        p->places += t->occurrences;
    }
    const char *error = placed_reserve(p, p->places + 1);
    if (error) return error;
    for (const Occurrence *o = r->occurrences + r->starts[run]; o < r->occurrences + r->starts[run + 1]; o++) {
        Tally *t = tallies + o->term;
        if (t->seen != o->document + 1) {
            t->seen = o->document + 1;
            p->ids[t->posting] = o->document;
            p->frequencies[t->posting++] = t->place;
        }
        p->positions[t->place++] = o->position;
    }
    p->frequencies[p->postings] = (uint32_t)p->places;
    for (size_t i = 0; i < p->postings; i++) p->frequencies[i] = p->frequencies[i + 1] - p->frequencies[i];
    return NULL;
}

typedef struct {
    Bytes terms;
    const uint32_t *ends;               /* of the terms */
    uint32_t *documents, *occurrences;  /* of the terms */
    Bytes codes;
    int placed;
} Content;

static const char *encode_runs(const Stream *s, Tally *tallies, const Content *c, Runs *r, Placed *p, EncodedField *field) {
    const char *error = NULL;
    for (uint32_t low = 0; low < s->terms && !error; low = r->high) {
        if ((error = take_runs(r, tallies, low, (uint32_t)s->terms))) break;
        distribute(s, r);
        for (uint32_t run = 0; run < r->count && !error; run++) {
            if ((error = place(r, run, tallies, p))) break;
            uint32_t first = r->terms[run];
            Postings postings = {.terms = c->terms, .start = first ? c->ends[first - 1] : 0, .codes = c->codes,
                                 .size = (uint32_t)s->documents, .ends = c->ends + first,
                                 .documents = c->documents + first, .occurrences = c->occurrences + first, .ids = p->ids,
                                 .frequencies = p->frequencies, .positions = c->placed ? p->positions : NULL,
                                 .term_count = r->terms[run + 1] - first, .posting_count = p->postings,
                                 .position_count = p->places};
            error = field_encode(&postings, field);
        }
    }
    return error;
}

static const char *encode_terms(const Stream *s, Tally *tallies, Bytes terms, const uint32_t *ends, Bytes codes,
                                int placed, EncodedField *field) {
    Placed p = {.ids = NULL};
    Runs r = {.run_of = malloc(s->terms + 1)};
    Content content = {terms, ends, malloc((s->terms + 1) * 4), malloc((s->terms + 1) * 4), codes, placed};
    const char *error = r.run_of && content.documents && content.occurrences ? NULL : OUT_OF_MEMORY;
    for (size_t i = 0; i < s->terms && !error; i++) {
        content.documents[i] = tallies[i].documents;
        content.occurrences[i] = tallies[i].occurrences;
    }
    if (!error) error = encode_runs(s, tallies, &content, &r, &p, field);
    free(r.run_of);
    free(r.occurrences);
    free(p.ids);
    free(p.frequencies);
    free(p.positions);
    free(content.documents);
    free(content.occurrences);
    return error;
}

const char *stream_encode(const Stream *s, Bytes terms, const uint32_t *term_ends, int placed, uint32_t *lengths,
                          EncodedField *field) {
    const char *error = stream_check(s);
    if (error) return error;
    Tally *tallies = calloc(s->terms + 1, sizeof *tallies);
    uint8_t *codes = malloc(s->documents + 1);
    if (!tallies || !codes) error = OUT_OF_MEMORY;
    if (!error) error = tally(s, tallies, lengths);
    for (size_t i = 0; i < s->documents && !error; i++) codes[i] = length_code(lengths[i]);
    if (!error) error = encode_terms(s, tallies, terms, term_ends, (Bytes){codes, s->documents}, placed, field);
    free(tallies);
    free(codes);
    return error;
}
