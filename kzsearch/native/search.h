/* Scores: sums over clauses of factor * tf / (tf + norm), the best of the alternatives of a clause counting.
 *
 * Products and quotients are taken as they are written here, without contraction, and added in the order of the
 * clauses: the kernels in numpy and Python do the same operations and get the same bits. Clauses come in the
 * order of what they can earn, the dearest first. So those that can no longer bring a document among the best
 * are the last ones of a sum: they are looked up where the others leave a chance, and never read through.
 */
#ifndef KZSEARCH_SEARCH_H
#define KZSEARCH_SEARCH_H

#include "lists.h"

enum { CODES = 256, SHORT = 8 };

typedef struct {
    Bytes postings, positions, codes;
    const double *saturations; /* tf / (tf + norm) for tf from 1 to SHORT and each of the 256 length codes */
    const double *norms;       /* for each length code */
} Field;

typedef struct {
    const Field *fields; /* by their numbers */
    uint32_t size;
    const uint32_t *deleted; /* ascending */
    size_t deleted_count;
    const uint32_t *articles, *positions; /* of every document: they order equal scores */
    const uint64_t *begins; /* a bit for every document that has another article than the one before it; or NULL */
} Segment;

typedef struct {
    Entry entry;
    double factor;
    double most;    /* what it earns in any document, or more */
    uint32_t often; /* how often it is in any document, or more; MANY and more are one */
} Term;

/* Alternatives in one field: the best of them counts. */
typedef struct {
    uint32_t field, count;
    const Term *terms;
    double rank; /* decides the order in which clauses are added, the same in all segments */
    double most; /* what it earns in any document, or more */
} Clause;

/* Matches where any of its clauses does; a phrase only where its words follow each other, too. */
typedef struct {
    const Clause **clauses; /* in the order of their ranks */
    size_t clause_count, term_count;
    const uint32_t *standing; /* of a phrase the fields in which it may stand, which have clauses for its words */
    size_t standing_count;
    const Clause *const *slots; /* for each of these fields a clause for each word, NULL where there is none */
    size_t slot_count;
} Part;

static inline int is_phrase(const Part *part) { return part->slot_count > 0; }

/* What a search leaves for the next one: memory that is cleared already; each may be NULL. */
typedef struct {
    struct Window *window;
    struct Room *room;
} Workspace;

/* Matches where all of its parts do, and earns their sum. */
typedef struct {
    const Segment *segment;
    const Part *parts;
    size_t part_count;
    Workspace *workspace;
} Query;

typedef struct {
    double score;
    uint32_t document;
} Hit;

/* The best hits of a segment; equal scores are ordered by article, position and document. */
typedef struct {
    Hit *hits; /* a heap, the worst hit first */
    size_t count, most;
    double floor;     /* hits that score less are not wanted, full heap or not */
    int by_article;   /* whether only the best section of an article counts; these must lie side by side */
    int waits;
    Hit waiting;      /* the best section of the article in hand */
    uint32_t last;    /* the last document that was offered */
    const Segment *segment;
} Best;

typedef struct {
    Numbers ids;
    double *scores;
    size_t room;
} Hits;

/* best.c */
const char *best_open(Best *best, const Segment *segment, size_t most, int by_article, double floor);
void best_offer(Best *best, uint32_t document, double score);
/* Takes the last article; puts the best hit first. */
void best_close(Best *best);
/* Less than this cannot come among the best any more. */
static inline double best_least(const Best *best) {
    double worst = best->count && best->count == best->most ? best->hits[0].score : 0;
    return worst > best->floor ? worst : best->floor;
}

/* scoring.c */
static inline double earned(const Field *field, double factor, uint32_t tf, uint8_t code) {
    if (tf - 1 < SHORT) return factor * field->saturations[(tf - 1) * CODES + code]; /* a damaged tf may be 0 */
    return factor * (tf / (tf + field->norms[code]));
}
/* What the postings from `at` to `stop` of a loaded block earn. */
void block_earns(Cursor *cursor, uint32_t stop, const Field *field, double factor, double *scores);
/* What a block earns at most, without looking into it; the list has several. */
double block_most(const Cursor *cursor, uint32_t block, const Field *field, double factor);
/* What a term earns at most in a document of a length code. */
static inline double term_bound(const Field *field, const Term *term, uint8_t code) {
    return term->often < MANY ? earned(field, term->factor, term->often, code) : term->factor;
}
/* Fills in what is the most that a term earns, and how often it is; unpacks a list of one block. */
const char *term_limits(const Segment *segment, uint32_t field, Term *term);
/* Documents of all terms, each counted for every term that it has. */
uint64_t part_cost(const Part *part);

/* scan.c */
void workspace_free(Workspace *workspace);

/* union.c: the documents of a single part of a query */
const char *part_best(const Query *query, const Part *part, Best *best);
/* As part_best, but every document is looked at and counted. */
const char *part_count_best(const Query *query, const Part *part, Best *best, uint64_t *total);
const char *part_all(const Query *query, const Part *part, Hits *hits);
/* What given documents, ascending, earn for a part; `absent` for those that do not match it. */
const char *part_score(const Query *query, const Part *part, const uint32_t *ids, size_t count, double absent,
                       double *scores);
const char *hits_reserve(Hits *hits, size_t more);

/* agreement.c: queries whose parts are single terms, or phrases of such */
int is_agreement(const Query *query);
/* `total` is NULL where hits that are not among the best need not be counted. */
const char *agreement_best(const Query *query, Best *best, uint64_t *total);
void room_free(struct Room *room);

/* conjunction.c */
const char *query_best(const Query *query, Best *best);
const char *query_count_best(const Query *query, Best *best, uint64_t *total);
/* All hits of a query, ascending. */
const char *query_all(const Query *query, Hits *hits);

/* phrase.c */
/* The documents in which the slots stand at positions p, p + 1, ... of one of the fields of a phrase. */
const char *phrase_documents(const Segment *segment, const Part *phrase, Numbers *ids);
/* Whether a phrase, all of whose slots are clauses of one term each, stands in a document: `cursors`, `stride` bytes
 * apart, are those of its clauses and stand there. `chain` is used up. */
const char *phrase_stands(const Part *phrase, Cursor *cursors, size_t stride, Bytes positions, Numbers chain[2],
                          int *stand);

#endif
