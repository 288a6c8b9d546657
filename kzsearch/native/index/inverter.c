/* Inversion in two passes, a counting sort: the first counts the postings of every term, which says where
 * they go; the second puts them there. */
#include "index/inverter.h"

#include <stdlib.h>

#include "segment/postings.h"

const char *stream_validate(const TokenStream *s) {
    if (s->doc_count >= NO_MORE_DOCS) return "there must be fewer documents";
    size_t last = 0;
    for (size_t i = 0; i < s->doc_count; i++) {
        if (s->doc_ends[i] < last) return "the ends of documents must ascend";
        last = s->doc_ends[i];
    }
    if (last != s->token_count) return "the last document must end with the last word";
    last = 0;
    for (size_t i = 0; i <= s->vocabulary_size; i++) {
        if (s->word_starts[i] < last) return "the starts of the terms of words must ascend";
        last = s->word_starts[i];
    }
    if (last != s->word_term_count) return "the terms of the last word must be the last ones";
    for (size_t i = 0; i < s->token_count; i++)
        if (s->words[i] >= s->vocabulary_size) return "a word is not in the vocabulary";
    for (size_t i = 0; i < s->word_term_count; i++)
        if (s->terms[i] >= s->term_count) return "a word has a term that is not there";
    return NULL;
}

const char *stream_count(const TokenStream *s, TermCounts *counts) {
    uint32_t *last_doc = calloc(s->term_count + 1, sizeof *last_doc); /* of each term, plus one */
    if (!last_doc) return OUT_OF_MEMORY;
    size_t at = 0;
    for (uint32_t doc = 0; doc < s->doc_count; doc++) {
        uint64_t before = counts->position_count;
        for (; at < s->doc_ends[doc]; at++) {
            uint32_t word = s->words[at];
            for (uint32_t i = s->word_starts[word]; i < s->word_starts[word + 1]; i++) {
                uint32_t term = s->terms[i];
                counts->total_term_freqs[term]++;
                counts->position_count++;
                if (last_doc[term] == doc + 1) continue;
                last_doc[term] = doc + 1;
                counts->doc_freqs[term]++;
                counts->posting_count++;
            }
        }
        if (counts->position_count - before > UINT32_MAX) break;
        counts->doc_lengths[doc] = (uint32_t)(counts->position_count - before);
    }
    free(last_doc);
    return at < s->token_count ? "a document has too many terms" : NULL;
}

/* Where the next posting and position of a term go. */
typedef struct {
    uint64_t posting, position;
    uint32_t last_doc; /* plus one */
} Target;

const char *stream_invert(const TokenStream *s, const TermCounts *counts, uint32_t *docs, uint32_t *tfs,
                          uint32_t *positions) {
    Target *targets = malloc((s->term_count + 1) * sizeof *targets);
    if (!targets) return OUT_OF_MEMORY;
    uint64_t posting = 0, position = 0;
    for (size_t term = 0; term < s->term_count; term++) {
        targets[term] = (Target){posting, position, 0};
        posting += counts->doc_freqs[term];
        position += counts->total_term_freqs[term];
    }
    size_t at = 0;
    for (uint32_t doc = 0; doc < s->doc_count; doc++) {
        for (size_t start = at; at < s->doc_ends[doc]; at++) {
            uint32_t word = s->words[at];
            for (uint32_t i = s->word_starts[word]; i < s->word_starts[word + 1]; i++) {
                Target *target = targets + s->terms[i];
                if (target->last_doc != doc + 1) {
                    target->last_doc = doc + 1;
                    docs[target->posting++] = doc;
                }
                tfs[target->posting - 1]++;
                if (positions) positions[target->position++] = (uint32_t)(at - start);
            }
        }
    }
    free(targets);
    return NULL;
}
