"""Make pages of the tables of the Kazakh grammar, read with the analyzer's own readers."""

from __future__ import annotations

from collections import Counter

from kzdocs.tables import code, codes, table
from kzsearch_analyzers.morphology.grammar import Grammar, inflection, load_grammar
from kzsearch_analyzers.morphology.irregular_forms import irregular_forms
from kzsearch_analyzers.morphology.lexicon import lexicon, lexicon_files, read_lexemes
from kzsearch_analyzers.morphology.phonology import archiphonemes, classes
from kzsearch_analyzers.tables import read_rows

_CHAPTERS = {
    "көптік жалғау": "Plural",
    "тәуелдік жалғау": "Possessive",
    "септік жалғау": "Case",
    "ілік септік": "Genitive",
    "жіктік жалғау": "Person",
    "сын есім": "Adjective",
    "шырай": "Degree",
    "зат есім": "Noun",
    "сан есім": "Numeral",
    "үстеу": "Adverb",
    "өзгелік етіс": "Causative",
    "ырықсыз етіс": "Passive",
    "өздік етіс": "Reflexive",
    "ортақ етіс": "Reciprocal",
    "болымсыз етістік": "Negation",
    "жедел өткен шақ": "Past",
    "бұрынғы өткен шақ": "Evidential past",
    "шартты рай": "Conditional",
    "ауыспалы осы шақ": "Present",
    "көсемше": "Converb",
    "есімше": "Participle",
    "келер шақ": "Future",
    "бұйрық рай": "Imperative",
    "қалау рай": "Optative",
    "тұйық етістік": "Verbal noun",
    "сөзжасам": "Word formation",
    "үндестік заңы": "Harmony",
}
"""English names for the chapters of the grammar that the tables cite; others are shown in Kazakh."""
_POS = {
    "n": "noun",
    "np": "proper name",
    "v": "verb",
    "adj": "adjective",
    "adv": "adverb",
    "num": "numeral",
    "prn": "pronoun",
    "det": "determiner",
    "post": "postposition",
    "cnj": "conjunction",
    "part": "particle",
    "ij": "interjection",
    "mod": "modal or predicative word",
    "ono": "imitative word",
    "abbr": "abbreviation",
}


def pages() -> dict[str, str]:
    """Return file name -> Markdown of all generated grammar pages."""
    return {
        "archiphonemes.md": _archiphonemes(),
        "suffixes.md": _suffixes(),
        "morphotactics.md": _morphotactics(),
        "states.md": _states(),
        "forms.md": _forms(),
        "derivation.md": _derivation(),
        "lexicon.md": _lexicon(),
    }


def _page(title: str, table_file: str, introduction: str, *parts: str) -> str:
    origin = f"Generated from `{table_file}` when these pages were built."
    return "\n\n".join((f"# {title}", origin, " ".join(introduction.split()), *parts)) + "\n"


def _chapter(source: str) -> str:
    """Return the heading for a ``source`` cell: ``KG2002 септік жалғау`` -> ``Case (септік жалғау)``."""
    book, _, chapter = source.partition(" ")
    if book != "KG2002":
        return f"From Mukhamedova 2016: {chapter}"
    english = _CHAPTERS.get(chapter)
    return f"{english} ({chapter})" if english else chapter


def _archiphonemes() -> str:
    names = classes().names
    letters = read_rows("morphology/grammar/classes.tsv", 5)
    rows = [
        [
            code(row.cells[0]),
            row.cells[-3],
            *(_spellings(row.cells[i + 1]) for i in range(len(names))),
            row.cells[-2],
        ]
        for row in read_rows("morphology/grammar/archiphonemes.tsv", len(names) + 4)
    ]
    assert {row[0].strip("`") for row in rows} == set(archiphonemes())
    return _page(
        "Archiphonemes",
        "morphology/grammar/archiphonemes.tsv, classes.tsv",
        """An archiphoneme is a place in a suffix whose letter depends on the letters before it. Each row
        says how one is spelled after each class of letters. *back/front* gives both harmonies, *nothing*
        means that it is not spelled there, and a dash that the suffix cannot occur there.""",
        table(("name", "meaning", *map(code, names), "example"), rows),
        "## The classes",
        "The class of the last letter of a form, or of the stem to which the suffix is added.",
        table(
            ("class", "letters", "meaning", "example"),
            [
                (code(c[0]), codes(c[1]) if c[1] != "-" else "–", c[2], c[3])
                for c in (row.cells for row in letters)
            ],
        ),
    )


def _spellings(cell: str) -> str:
    return {"-": "–", "0": "*nothing*"}.get(cell, cell)


def _suffixes() -> str:
    graph = inflection()
    groups: dict[str, list[tuple[str, ...]]] = {}
    for suffix, template in zip(
        graph.suffixes.values(), _templates("morphology/grammar/suffixes.tsv"), strict=True
    ):
        groups.setdefault(_chapter(suffix.source), []).append(
            (
                code(suffix.id),
                code(template),
                _allomorphs(graph, suffix.id),
                code(suffix.tag),
                suffix.gloss_en,
                suffix.gloss_kk,
            )
        )
    parts = []
    for chapter, rows in groups.items():
        parts += [
            f"## {chapter}",
            table(("id", "template", "spellings", "tag", "in English", "in Kazakh"), rows),
        ]
    return _page(
        "Suffixes",
        "morphology/grammar/suffixes.tsv",
        f"""{len(graph.suffixes)} suffixes, grouped by the chapter of the grammar that each row cites. In a
        template, braces hold [archiphonemes](archiphonemes.md) and the rest is plain letters. The spellings
        are all the written forms of the suffix according to the tables. The tag marks the suffix in a
        reading.""",
        *parts,
    )


def _templates(name: str) -> list[str]:
    return [row.cells[1] for row in read_rows(name, 7)]


def _allomorphs(graph: Grammar, name: str) -> str:
    return " ".join(dict.fromkeys(morph.citation for morph in graph.morphs.get(name, ())))


def _morphotactics() -> str:
    rows = read_rows("morphology/grammar/morphotactics.tsv", 6)
    groups: dict[str, list[tuple[str, ...]]] = {}
    for states, suffix, to, example, lemma, source in (row.cells for row in rows):
        groups.setdefault(_chapter(source), []).append(
            (codes(states.split()), code(suffix), code(to), f"{example} < {lemma}")
        )
    parts = []
    for chapter, edges in groups.items():
        parts += [f"## {chapter}", table(("from any of", "suffix", "to", "example < lemma"), edges)]
    return _page(
        "Morphotactics",
        "morphology/grammar/morphotactics.tsv",
        f"""The order of suffixes, as a graph. A word begins in the state of its stem's part of speech; each
        suffix leads from one state to the next; a word may end in a state that [the list of
        states](states.md) marks as final. The graph has {len(rows)} rows. The example of every row is a
        test: its analysis must have that suffix and that lemma.""",
        *parts,
    )


def _states() -> str:
    rows = [
        (code(name), "yes" if final == "yes" else "no", codes(pos.split()) if pos != "-" else "–", meaning)
        for name, final, pos, meaning, _ in (
            row.cells for row in read_rows("morphology/grammar/states.tsv", 5)
        )
    ]
    return _page(
        "States",
        "morphology/grammar/states.tsv",
        """The nodes of [the graph](morphotactics.md). Stems of the parts of speech in the third column
        start there.""",
        table(("state", "a word may end here", "stems that start here", "meaning"), rows),
    )


def _forms() -> str:
    by_lemma: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for form, readings in irregular_forms().items():
        for reading in readings:
            by_lemma.setdefault((reading.lemma, reading.pos), []).append(
                (form, " ".join(reading.tags) or "base form")
            )
    rows = [
        (
            lemma,
            _POS.get(pos, pos),
            str(len(forms)),
            ", ".join(f"{form} ({tags})" for form, tags in forms[:3]),
        )
        for (lemma, pos), forms in sorted(by_lemma.items())
    ]
    return _page(
        "Irregular forms",
        "morphology/grammar/irregular_forms.tsv",
        f"""Words whose forms do not consist of a stem and suffixes, such as pronouns:
        {len(irregular_forms()):,} forms of {len(rows)} words. The table has all of them; this page shows the
        first three of each.""",
        table(("lemma", "part of speech", "forms", "for example"), rows),
    )


def _derivation() -> str:
    suffixes, edges = "morphology/grammar/derivation_suffixes.tsv", "morphology/grammar/derivation.tsv"
    graph = load_grammar(suffixes, edges)
    rows = [
        (codes(states.split()), code(suffix), _allomorphs(graph, suffix), code(to), f"{example} < {base}")
        for states, suffix, to, example, base, _ in (row.cells for row in read_rows(edges, 6))
    ]
    return _page(
        "Word families",
        edges,
        """The root layer of the index undoes these derivations where the lexicon has both words. `ойыншы`
        (player) and `ойын` (game) are of the same family, so each finds the other, with a low weight.""",
        table(("from any of", "suffix", "spellings", "to", "word < its family's next smaller word"), rows),
    )


def _lexicon() -> str:
    files = {name: [lexeme.pos for lexeme in read_lexemes(name, {})] for name in lexicon_files()}
    by_pos = Counter(lexeme.pos for lexeme in lexicon())
    return _page(
        "Lexicon",
        "morphology/lexicon/*.tsv",
        f"""{len(lexicon()):,} lemmas with their part of speech, in {len(files)} files. Words that are in
        two files count once here.""",
        table(
            ("part of speech", "code", "lemmas"),
            [(_POS.get(pos, pos), code(pos), f"{count:,}") for pos, count in by_pos.most_common()],
        ),
        "## Files",
        table(
            ("file", "rows", "parts of speech"),
            [
                (
                    code(name.rpartition("/")[2]),
                    f"{len(rows):,}",
                    codes(pos for pos, _ in Counter(rows).most_common(6)),
                )
                for name, rows in files.items()
            ],
        ),
    )
