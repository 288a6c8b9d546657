#include "search.h"

void block_earns(Cursor *c, uint32_t stop, const Field *field, double factor, double *scores) {
    const uint8_t *codes = field->codes.data;
    const double *saturations = field->saturations;
    if (!c->repeats) {
        for (uint32_t i = c->at; i < stop; i++) scores[i] = factor * saturations[codes[c->ids[i]]];
        return;
    }
    cursor_frequencies(c);
    if (c->repeats < 32 && (1u << c->repeats) <= SHORT) { /* all of the block are in the table */
        for (uint32_t i = c->at; i < stop; i++)
            scores[i] = factor * saturations[(c->frequencies[i] - 1) * CODES + codes[c->ids[i]]];
        return;
    }
    for (uint32_t i = c->at; i < stop; i++)
        scores[i] = earned(field, factor, c->frequencies[i], codes[c->ids[i]]);
}

double block_most(const Cursor *c, uint32_t block, const Field *field, double factor) {
    uint8_t often = table_most(c, block);
    const uint8_t *shortest = table_shortest(c, block);
    double most = 0;
    if (often == MANY) return factor;
    for (uint32_t tf = 1; tf <= OFTEN && tf <= often; tf++) {
        double here = earned(field, factor, tf < OFTEN ? tf : often, shortest[tf - 1]);
        most = here > most ? here : most;
    }
    return most;
}

const char *term_limits(const Segment *segment, uint32_t number, Term *term) {
    const Field *field = segment->fields + number;
    Cursor cursor;
    const char *error = cursor_open(&cursor, field->postings, &term->entry, segment->size);
    if (error) return error;
    term->most = 0;
    term->often = 0;
    if (cursor.blocks > 1) {
        for (uint32_t block = 0; block < cursor.blocks; block++) {
            double most = block_most(&cursor, block, field, term->factor);
            if (most > term->most) term->most = most;
            if (table_most(&cursor, block) > term->often) term->often = table_most(&cursor, block);
        }
        return NULL;
    }
    double scores[BLOCK];
    if ((error = cursor_load(&cursor))) return error;
    block_earns(&cursor, cursor.count, field, term->factor, scores);
    cursor_frequencies(&cursor);
    for (uint32_t i = 0; i < cursor.count; i++) {
        if (scores[i] > term->most) term->most = scores[i];
        if (cursor.frequencies[i] > term->often) term->often = cursor.frequencies[i];
    }
    return NULL;
}

uint64_t part_cost(const Part *part) {
    uint64_t documents = 0;
    for (size_t i = 0; i < part->clause_count; i++)
        for (uint32_t t = 0; t < part->clauses[i]->count; t++)
            documents += part->clauses[i]->terms[t].entry.documents;
    return documents;
}
