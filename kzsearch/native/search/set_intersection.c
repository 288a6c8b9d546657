/* Intersection of two posting lists of similar lengths, by a direct-address table.
 *
 * A block of the shortest list is entered in the table, and the second list is read against it. That is
 * branch-free, where a merge of the lists would have a branch misprediction for nearly every posting.
 */
#include "search/intersection.h"

/* Find the postings of a block up to `stop` whose documents are in the set: their indexes. Branch-free. */
static uint32_t filter_by_set(const PostingsCursor *c, const DocSet *set, uint32_t stop, uint8_t *indexes) {
    uint32_t count = 0;
    for (uint32_t i = c->index; i < stop; i++) {
        indexes[count] = (uint8_t)i;
        count += set->index_plus_one[c->docs[i] - set->first] != 0;
    }
    return count;
}

/* Collect the documents of the set that the second list contains. */
static const char *intersect_set(Intersection *x, const DocSet *set) {
    PostingsCursor *first = &x->by_doc_freq[0]->cursor, *second = &x->by_doc_freq[1]->cursor;
    uint8_t indexes[BLOCK_SIZE];
    const char *error = NULL;
    cursor_seek_block(second, set->first);
    while (!error && second->block < second->block_count && second->doc <= set->last) {
        if (!(second->loaded && second->all_decoded) && (error = cursor_decode_block(second))) break;
        if (second->doc < set->first) second->index = block_lower_bound(second, second->index, set->first);
        uint32_t stop = second->last_doc <= set->last
                            ? second->count
                            : block_lower_bound(second, second->index, set->last + 1);
        uint32_t count = filter_by_set(second, set, stop, indexes);
        for (uint32_t i = 0; i < count && !error; i++) {
            int contain;
            second->index = indexes[i];
            uint32_t doc = second->doc = second->docs[second->index];
            first->index = set->index_plus_one[doc - set->first] - 1u;
            first->doc = doc;
            error = others_contain(x, 2, doc, &contain);
            if (!error && contain) error = collect_intersection(x, doc);
        }
        if (stop == second->count) {
            cursor_next_block(second);
        } else {
            second->index = stop;
            second->doc = second->docs[stop];
        }
    }
    return error;
}

const char *intersect_by_sets(Intersection *x) {
    DocSet *set = &x->scratch->set;
    const char *error = NULL;
    PostingsCursor *c = &x->by_doc_freq[0]->cursor;
    for (; !error && c->block < c->block_count && x->by_doc_freq[1]->cursor.doc != NO_MORE_DOCS;
         cursor_next_block(c)) {
        if ((error = cursor_decode_block(c))) break;
        for (uint32_t from = 0, to; from < c->count && !error; from = to) {
            set->first = c->docs[from];
            to = c->last_doc - set->first < DOC_SET_SIZE
                     ? c->count
                     : block_lower_bound(c, from, set->first + DOC_SET_SIZE);
            set->last = c->docs[to - 1];
            for (uint32_t i = from; i < to; i++)
                set->index_plus_one[c->docs[i] - set->first] = (uint8_t)(i + 1);
            error = intersect_set(x, set);
            for (uint32_t i = from; i < to; i++) set->index_plus_one[c->docs[i] - set->first] = 0;
        }
    }
    return error;
}
