/* Lucene's SmallFloat.intToByte4: exact up to 23, above that a float with four significant bits. */
#include "segment/norms.h"

#include "constants.h"
#include "segment/packing.h"

uint8_t encode_norm(uint32_t length) {
    if (length < EXACT_LENGTHS) return (uint8_t)length;
    uint32_t rest = length - EXACT_LENGTHS;
    unsigned bits = bit_width(rest), shift = bits < 4 ? 0 : bits - 4;
    uint32_t mantissa = rest >> shift;
    return (uint8_t)(EXACT_LENGTHS + (bits < 4 ? mantissa : (mantissa & 7) | (shift + 1) << 3));
}
