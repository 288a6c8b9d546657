/* BM25 over blocks of postings, and block-max scores (Ding and Suel, Faster top-k document retrieval using
 * block-max indexes, 2011).
 *
 * As Lucene's impacts, a skip table has pairs of tf and norm from which the bound follows under any
 * parameters.
 */
#include "search/bm25.h"

void score_block(PostingsCursor *c, uint32_t stop, const Field *field, double weight, double *scores) {
    const uint8_t *norms = field->norms.data;
    const double *saturations = field->saturations;
    if (!c->tf_width) {
        for (uint32_t i = c->index; i < stop; i++) scores[i] = weight * saturations[norms[c->docs[i]]];
        return;
    }
    cursor_decode_tfs(c);
    if (c->tf_width < 32 &&
        (1u << c->tf_width) <= MAX_TABULATED_TF) { /* no tf of the block is beyond the table */
        for (uint32_t i = c->index; i < stop; i++)
            scores[i] = weight * saturations[(c->tfs[i] - 1) * NORM_COUNT + norms[c->docs[i]]];
        return;
    }
    for (uint32_t i = c->index; i < stop; i++)
        scores[i] = bm25_score(field, weight, c->tfs[i], norms[c->docs[i]]);
}

double block_max_score(const PostingsCursor *c, uint32_t block, const Field *field, double weight) {
    uint8_t max_tf = skip_max_tf(&c->skip_table, block);
    const uint8_t *min_norms = skip_min_norms(&c->skip_table, block);
    double max_score = 0;
    if (max_tf == TF_CAP) return weight;
    for (uint32_t tf = 1; tf <= MIN_NORM_TFS && tf <= max_tf; tf++) {
        /* The last norm is the lowest of all documents with this tf or more. */
        double score = bm25_score(field, weight, tf < MIN_NORM_TFS ? tf : max_tf, min_norms[tf - 1]);
        max_score = score > max_score ? score : max_score;
    }
    return max_score;
}

const char *compute_term_bounds(const Segment *segment, uint32_t number, WeightedTerm *term) {
    const Field *field = segment->fields + number;
    PostingsCursor cursor;
    const char *error = cursor_open(&cursor, field->postings, &term->info, segment->max_doc);
    if (error) return error;
    term->max_score = 0;
    term->max_tf = 0;
    if (cursor.block_count > 1) {
        for (uint32_t block = 0; block < cursor.block_count; block++) {
            double score = block_max_score(&cursor, block, field, term->weight);
            if (score > term->max_score) term->max_score = score;
            if (skip_max_tf(&cursor.skip_table, block) > term->max_tf)
                term->max_tf = skip_max_tf(&cursor.skip_table, block);
        }
        return NULL;
    }
    double scores[BLOCK_SIZE];
    if ((error = cursor_decode_block(&cursor))) return error;
    score_block(&cursor, cursor.count, field, term->weight, scores);
    cursor_decode_tfs(&cursor);
    for (uint32_t i = 0; i < cursor.count; i++) {
        if (scores[i] > term->max_score) term->max_score = scores[i];
        if (cursor.tfs[i] > term->max_tf) term->max_tf = cursor.tfs[i];
    }
    return NULL;
}
