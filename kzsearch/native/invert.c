#include "invert.h"

#include <stdlib.h>

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
