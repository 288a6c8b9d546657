/* Inversion by a radix partition of the terms, in two levels that each stay within the caches.
 *
 * Terms are cut into runs of some 65,536 occurrences. A pass over the tokens distributes the occurrences of
 * up to 128 runs, a batch, to the runs; then each run is inverted and encoded while it is in the caches.
 * Written straight to its place, nearly every posting would be a cache miss.
 */
#include "index/field_encoder.h"

#include <stdlib.h>
#include <string.h>

#include "segment/norms.h"

/* A term while its postings are counted, then while they are placed: together, to be one cache line. */
typedef struct {
    uint32_t doc_freq, total_term_freq;
    uint32_t next_posting, next_position; /* of its run */
    uint32_t last_doc;                    /* plus one */
} TermTally;

enum { PREFETCH_DISTANCE = 24 /* words */ };

static void prefetch_tally(const TokenStream *s, const TermTally *tallies, size_t at) {
    if (at + PREFETCH_DISTANCE >= s->token_count) return;
    uint32_t first = s->word_starts[s->words[at + PREFETCH_DISTANCE]];
    if (first < s->word_term_count) PREFETCH(tallies + s->terms[first]);
}

static const char *count_terms(const TokenStream *s, TermTally *tallies, uint32_t *doc_lengths) {
    size_t at = 0;
    uint64_t all = 0;
    for (uint32_t doc = 0; doc < s->doc_count; doc++) {
        uint64_t length = 0;
        for (; at < s->doc_ends[doc]; at++) {
            prefetch_tally(s, tallies, at);
            uint32_t first = s->word_starts[s->words[at]], end = s->word_starts[s->words[at] + 1];
            for (uint32_t i = first; i < end; i++) {
                TermTally *t = tallies + s->terms[i];
                t->total_term_freq++;
                t->doc_freq += t->last_doc != doc + 1;
                t->last_doc = doc + 1;
            }
            length += end - first;
        }
        if ((all += length) > UINT32_MAX) return "there are too many terms for one segment";
        doc_lengths[doc] = (uint32_t)length;
    }
    return NULL;
}

typedef struct {
    uint32_t term, doc, position;
} Occurrence;

/* A single term may have more occurrences than a run, or than a batch. */
enum {
    RUN_OCCURRENCES = 1 << 16,
    BATCH_OCCURRENCES = 1 << 23,
    MAX_RUNS = BATCH_OCCURRENCES / RUN_OCCURRENCES + 1
};

/* Successive runs of terms. */
typedef struct {
    uint32_t first_term, end_term;
    uint32_t run_count;
    uint32_t run_terms[MAX_RUNS + 1]; /* the first term of every run, and the end of the last */
    size_t run_starts[MAX_RUNS + 1];  /* their first occurrences, and the end of the last */
    uint8_t *run_of_term;             /* MAX_RUNS for terms outside of the batch */
    Occurrence *occurrences;
    size_t capacity;
} Batch;

/* The postings of a run. */
typedef struct {
    uint32_t *docs, *tfs, *positions;
    size_t posting_count, position_count;
    size_t capacity; /* of each array */
} RunPostings;

/* Plan the runs from a term on. */
static const char *plan_batch(Batch *b, const TermTally *tallies, uint32_t first_term, uint32_t term_count) {
    size_t all = 0, run_start = 0;
    b->first_term = first_term;
    memset(b->run_of_term, MAX_RUNS, term_count);
    b->run_count = 0;
    uint32_t term = first_term;
    for (; term < term_count &&
           (term == first_term || all + tallies[term].total_term_freq <= BATCH_OCCURRENCES);
         term++) {
        if (!b->run_count || all - run_start >= RUN_OCCURRENCES) {
            b->run_terms[b->run_count] = term;
            b->run_starts[b->run_count++] = run_start = all;
        }
        b->run_of_term[term] = (uint8_t)(b->run_count - 1);
        all += tallies[term].total_term_freq;
    }
    b->run_terms[b->run_count] = b->end_term = term;
    b->run_starts[b->run_count] = all;
    if (b->capacity >= all) return NULL;
    free(b->occurrences);
    b->capacity = all;
    b->occurrences = malloc(all * sizeof *b->occurrences);
    return b->occurrences ? NULL : OUT_OF_MEMORY;
}

/* Distribute the occurrences of a batch to its runs; in each they stay in the order of the stream.
 * Branch-free: terms outside of the batch are written to one place that is never read. */
static void distribute(const TokenStream *s, Batch *b) {
    struct {
        Occurrence *at;
        size_t step;
    } next[MAX_RUNS + 1];
    Occurrence nowhere;
    for (uint32_t run = 0; run < b->run_count; run++)
        next[run].at = b->occurrences + b->run_starts[run], next[run].step = 1;
    next[MAX_RUNS].at = &nowhere, next[MAX_RUNS].step = 0;
    size_t at = 0;
    for (uint32_t doc = 0; doc < s->doc_count; doc++)
        for (size_t start = at; at < s->doc_ends[doc]; at++) {
            uint32_t end = s->word_starts[s->words[at] + 1];
            for (uint32_t i = s->word_starts[s->words[at]]; i < end; i++) {
                uint32_t term = s->terms[i];
                uint8_t run = b->run_of_term[term];
                *next[run].at = (Occurrence){term, doc, (uint32_t)(at - start)};
                next[run].at += next[run].step;
            }
        }
}

static const char *run_postings_reserve(RunPostings *p, size_t capacity) {
    if (p->capacity >= capacity) return NULL;
    free(p->docs);
    free(p->tfs);
    free(p->positions);
    p->capacity = capacity;
    p->docs = malloc(capacity * sizeof *p->docs);
    p->tfs = malloc(capacity * sizeof *p->tfs);
    p->positions = malloc(capacity * sizeof *p->positions);
    return p->docs && p->tfs && p->positions ? NULL : OUT_OF_MEMORY;
}

/* Invert a run. Until the end tfs[] holds where the positions of each posting start: tfs are the gaps. */
static const char *invert_run(const Batch *b, uint32_t run, TermTally *tallies, RunPostings *p) {
    p->posting_count = p->position_count = 0;
    for (TermTally *t = tallies + b->run_terms[run]; t < tallies + b->run_terms[run + 1]; t++) {
        t->next_posting = (uint32_t)p->posting_count;
        t->next_position = (uint32_t)p->position_count;
        t->last_doc = 0;
        p->posting_count += t->doc_freq;
        p->position_count += t->total_term_freq;
    }
    const char *error = run_postings_reserve(p, p->position_count + 1);
    if (error) return error;
    const Occurrence *end = b->occurrences + b->run_starts[run + 1];
    for (const Occurrence *o = b->occurrences + b->run_starts[run]; o < end; o++) {
        TermTally *t = tallies + o->term;
        if (t->last_doc != o->doc + 1) {
            t->last_doc = o->doc + 1;
            p->docs[t->next_posting] = o->doc;
            p->tfs[t->next_posting++] = t->next_position;
        }
        p->positions[t->next_position++] = o->position;
    }
    p->tfs[p->posting_count] = (uint32_t)p->position_count;
    for (size_t i = 0; i < p->posting_count; i++) p->tfs[i] = p->tfs[i + 1] - p->tfs[i];
    return NULL;
}

/* What all runs of a field share. */
typedef struct {
    const TokenStream *stream;
    const TermTable *terms;
    TermTally *tallies;
    Bytes norms;
    int keep_positions;
} Encoder;

/* Encode the postings of a run, and add its terms to the dictionary. */
static const char *encode_run(const Encoder *e, const Batch *b, uint32_t run, const RunPostings *p,
                              EncodedField *field) {
    size_t posting = 0, position = 0;
    uint32_t first = b->run_terms[run];
    size_t term_start = first ? e->terms->ends[first - 1] : 0;
    for (uint32_t number = first; number < b->run_terms[run + 1]; number++) {
        const TermTally *t = e->tallies + number;
        size_t term_end = e->terms->ends[number];
        if (term_end < term_start || term_end > e->terms->bytes.length)
            return "the ends of terms must ascend";
        Bytes term = {e->terms->bytes.data + term_start, term_end - term_start};
        term_start = term_end;
        if (!t->doc_freq) continue;
        TermInfo info = {.doc_freq = t->doc_freq,
                         .total_term_freq = t->total_term_freq,
                         .postings_start = field->postings.length,
                         .positions_start = field->positions.length};
        const char *error = encode_postings(
            p->docs + posting, p->tfs + posting, t->doc_freq, e->norms, (uint32_t)e->stream->doc_count,
            e->keep_positions ? p->positions + position : NULL, &field->postings, &field->positions);
        info.postings_end = field->postings.length;
        info.positions_end = field->positions.length;
        if (!error) error = dictionary_add_term(&field->dictionary, field->last_term, term, &info);
        if (error) return error;
        field->last_term = term;
        posting += t->doc_freq;
        position += t->total_term_freq;
    }
    return NULL;
}

static const char *encode_batches(const Encoder *e, EncodedField *field) {
    const TokenStream *s = e->stream;
    RunPostings p = {.docs = NULL};
    Batch b = {.run_of_term = malloc(s->term_count + 1)};
    const char *error = b.run_of_term ? NULL : OUT_OF_MEMORY;
    for (uint32_t first = 0; first < s->term_count && !error; first = b.end_term) {
        if ((error = plan_batch(&b, e->tallies, first, (uint32_t)s->term_count))) break;
        distribute(s, &b);
        for (uint32_t run = 0; run < b.run_count && !error; run++) {
            error = invert_run(&b, run, e->tallies, &p);
            if (!error) error = encode_run(e, &b, run, &p, field);
        }
    }
    free(b.run_of_term);
    free(b.occurrences);
    free(p.docs);
    free(p.tfs);
    free(p.positions);
    return error;
}

const char *encode_field(const TokenStream *s, const TermTable *terms, int keep_positions,
                         uint32_t *doc_lengths, EncodedField *field) {
    const char *error = stream_validate(s);
    if (error) return error;
    TermTally *tallies = calloc(s->term_count + 1, sizeof *tallies);
    uint8_t *norms = malloc(s->doc_count + 1);
    if (!tallies || !norms) error = OUT_OF_MEMORY;
    if (!error) error = count_terms(s, tallies, doc_lengths);
    for (size_t i = 0; i < s->doc_count && !error; i++) norms[i] = encode_norm(doc_lengths[i]);
    Encoder encoder = {s, terms, tallies, {norms, s->doc_count}, keep_positions};
    if (!error) error = encode_batches(&encoder, field);
    free(tallies);
    free(norms);
    return error;
}

void encoded_field_free(EncodedField *field) {
    free(field->dictionary.blocks.data);
    free(field->dictionary.starts.values);
    free(field->postings.data);
    free(field->positions.data);
}
