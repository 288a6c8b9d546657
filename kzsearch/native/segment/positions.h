/* Positions of terms in documents: packed block by block beside the postings.
 *
 * A block of positions is a byte with their width, then for every posting its first position and the
 * distances of the others; see kzsearch/segment/positions.py.
 */
#ifndef KZSEARCH_SEGMENT_POSITIONS_H
#define KZSEARCH_SEGMENT_POSITIONS_H

#include "segment/postings.h"

/* Append the positions of the current posting, ascending. `positions`: those of the whole field. */
const char *cursor_read_positions(PostingsCursor *cursor, Bytes positions, U32Array *out);

/* Append all positions of a list, posting after posting. */
const char *decode_positions(Bytes postings, Bytes positions, const TermInfo *info, uint32_t max_doc,
                             U32Array *out);

/* Append a block of positions, and move `*positions` past them. `deltas` is scratch memory. */
const char *encode_position_block(const uint32_t **positions, const uint32_t *tfs, uint32_t count,
                                  U32Array *deltas, Buffer *out);

#endif
