/* Field lengths in one byte, as Lucene has them; the twin of kzsearch/segment/norms.py. */
#ifndef KZSEARCH_SEGMENT_NORMS_H
#define KZSEARCH_SEGMENT_NORMS_H

#include <stdint.h>

/* Return the byte of a field of so many tokens (Lucene's SmallFloat.intToByte4): lengths are rounded down. */
uint8_t encode_norm(uint32_t length);

#endif
