/* The scoring formula, and upper bounds of it. It is written once in C, here, and once in Python, in
 * kzsearch/search/bm25.py. */
#ifndef KZSEARCH_SEARCH_BM25_H
#define KZSEARCH_SEARCH_BM25_H

#include "search/query.h"

/* Return the score of a term: weight * tf / (tf + length norm). */
static inline double bm25_score(const Field *field, double weight, uint32_t tf, uint8_t norm) {
    if (tf - 1 < MAX_TABULATED_TF)
        return weight * field->saturations[(tf - 1) * NORM_COUNT + norm]; /* damaged tfs may be 0 */
    return weight * (tf / (tf + field->length_norms[norm]));
}

/* Return an upper bound of the score of a term in documents with this norm. */
static inline double bm25_bound(const Field *field, const WeightedTerm *term, uint8_t norm) {
    return term->max_tf < TF_CAP ? bm25_score(field, term->weight, term->max_tf, norm) : term->weight;
}

/* Score the postings of a decoded block from the current one to `stop`, into scores[index]. */
void score_block(PostingsCursor *cursor, uint32_t stop, const Field *field, double weight, double *scores);

/* Return the block-max score: an upper bound for a block, from the skip table. The list must have one. */
double block_max_score(const PostingsCursor *cursor, uint32_t block, const Field *field, double weight);

/* Fill in max_score and max_tf of a term; a list of one block is decoded for that. */
const char *compute_term_bounds(const Segment *segment, uint32_t field, WeightedTerm *term);

#endif
