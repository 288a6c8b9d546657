"""Make tables of the analyzer's output: tokens with their layers, and one word in many spellings."""

from __future__ import annotations

from kzdocs.tables import code, codes, table
from kzsearch_analyzers import Token, kazakh_analyzer

SENTENCE = "Мектептеріміздегі оқушылар 21-ғасырда кітапты iPhone-нан оқиды."
SPELLINGS = {
    "Cyrillic, the present alphabet": "мектептеріміздегі",
    "capitals": "МЕКТЕПТЕРІМІЗДЕГІ",
    "typed without the Kazakh letters": "мектептеримиздеги",
    "with a Latin look-alike inside": "мектeптеріміздегі",
    "Latin of 2021": "mektepterımızdegı",
    "plain ASCII": "mektepterimizdegi",
    "Arabic (töte jazu)": "مەكتەپتەرىمىزدەگى",
}


def tokens() -> str:
    """Return a table of the tokens of a sentence with the terms of each layer."""
    rows = [
        (token.surface, f"{token.start}–{token.end}", token.kind.value, *_terms(token))
        for token in kazakh_analyzer().analyze(SENTENCE)
    ]
    head = ("in the text", "offsets", "kind", "exact", "lemma", "root", "fold")
    return f"> {SENTENCE}\n\n{table(head, rows)}"


def spellings() -> str:
    """Return a table of one word form in many spellings with the terms of each layer."""
    rows = []
    for name, spelling in SPELLINGS.items():
        token = kazakh_analyzer().analyze(spelling)[0]
        rows.append((name, token.surface, *_terms(token)))
    return table(("spelling", "in the text", "exact", "lemma", "root", "fold"), rows)


def _terms(token: Token) -> tuple[str, str, str, str]:
    return code(token.term), codes(token.lemmas), codes(token.roots) or "–", codes(token.folds)
