/* Block-max data as Lucene's impacts: pairs of tf and norm, from which a bound of the score follows under any
 * parameters of BM25. */
#include "segment/skip_table.h"

#include <string.h>

static uint8_t capped_max_tf(const uint32_t *tfs, uint32_t count) {
    uint32_t max = 0;
    for (uint32_t i = 0; i < count; i++) max = tfs[i] > max ? tfs[i] : max;
    return max < TF_CAP ? (uint8_t)max : TF_CAP;
}

/* Find the lowest norms of the documents with tf >= 1, 2, ...; where a norm is missing, it is taken as 0. */
static void find_min_norms(const uint32_t *docs, const uint32_t *tfs, uint32_t count, Bytes norms,
                           uint8_t min_norms[MIN_NORM_TFS]) {
    memset(min_norms, NO_NORM, MIN_NORM_TFS);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t norm = docs[i] < norms.length ? norms.data[docs[i]] : 0;
        for (uint32_t j = 0; j < MIN_NORM_TFS && j < tfs[i]; j++)
            min_norms[j] = norm < min_norms[j] ? norm : min_norms[j];
    }
}

void write_skip_entry(uint8_t *table, size_t block_count, size_t block, const SkipEntry *entry, Bytes norms) {
    store_u32(table + 4 * block, entry->last_doc);
    store_u32(table + 4 * (block_count + block), entry->postings_end);
    store_u32(table + 4 * (2 * block_count + block), entry->positions_end);
    table[12 * block_count + block] = capped_max_tf(entry->tfs, entry->count);
    find_min_norms(entry->docs, entry->tfs, entry->count, norms,
                   table + 13 * block_count + MIN_NORM_TFS * block);
}
