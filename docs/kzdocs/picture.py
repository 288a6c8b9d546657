"""Draw the picture of the segmentation of one word from the analyzer's own reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from kzsearch_analyzers import kazakh_analyzer
from kzsearch_analyzers.morphology.grammar import inflection
from kzsearch_analyzers.morphology.phonology import Harmony, harmony_of
from kzsearch_analyzers.tables import read_rows

WORD = "мектептеріміздегі"
STEM_IN_ENGLISH, STEM_IN_KAZAKH = "school", "зат есім"

_LABELS_WIDTH, _COLUMN_WIDTH, _GAP = 112, 144, 8
_LINE_HEIGHT = 21
_MAX_LINE_CHARS = 18
_STYLE = """
.kzw text { font-family: var(--font-stack, system-ui, sans-serif); font-size: 14px; }
.kzw text { fill: currentColor; text-anchor: middle; }
.kzw .kzw-letters { font-size: 27px; font-weight: 600; }
.kzw .kzw-code { font-family: var(--font-stack--monospace, ui-monospace, monospace); font-size: 13.5px; }
.kzw .kzw-label { text-anchor: start; font-size: 12.5px; opacity: .7; }
.kzw .kzw-stem { fill: #3b82f6; fill-opacity: .22; stroke: #3b82f6; }
.kzw .kzw-suffix { fill: #d97706; fill-opacity: .18; stroke: #d97706; }
.kzw .kzw-rule { stroke: currentColor; stroke-opacity: .18; }
.kzw .kzw-arrow { stroke: currentColor; stroke-opacity: .7; fill: none; stroke-width: 1.5; }
"""
# Mid tones on a transparent background and text in the colour of the page are readable in both themes.


@dataclass(frozen=True, slots=True)
class _Piece:
    """A column of the picture: the stem or a suffix."""

    letters: str
    tag: str
    template: str
    reason: str
    state: str
    english: str
    kazakh: str


def svg() -> str:
    """Return the picture as an SVG element for a page."""
    pieces = _pieces()
    rows = [
        ("tag", [[p.tag] for p in pieces], "kzw-code"),
        ("template", [[p.template] for p in pieces], "kzw-code"),
        ("spelling", [_wrapped(p.reason) for p in pieces], ""),
        ("next state", [[p.state] for p in pieces], "kzw-code"),
        ("English", [_wrapped(p.english) for p in pieces], ""),
        ("Kazakh term", [_wrapped(p.kazakh) for p in pieces], ""),
    ]
    width = _LABELS_WIDTH + len(pieces) * (_COLUMN_WIDTH + _GAP)
    body = [_boxes(pieces)]
    top = 86
    for label, cells, style in rows:
        height = max(map(len, cells)) * _LINE_HEIGHT + 14
        body.append(f'<line class="kzw-rule" x1="0" x2="{width}" y1="{top}" y2="{top}"/>')
        body.append(_text(4, top + 23, label, "kzw-label"))
        for column, lines in enumerate(cells):
            body += [
                _text(_middle(column), top + 23 + i * _LINE_HEIGHT, line, style)
                for i, line in enumerate(lines)
            ]
        top += height
    body.append(_arrow(pieces, top + 14))
    height = top + 44
    said = ", ".join(f"{p.letters}: {p.english}" for p in pieces)
    return (
        '<svg class="kzw" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="kzw-title kzw-desc" '
        f'viewBox="0 0 {width} {height}" width="{width}" style="max-width: 100%; height: auto">\n'
        f'<title id="kzw-title">Segmentation of {WORD}</title>\n<desc id="kzw-desc">{escape(said)}</desc>\n'
        f"<style>{_STYLE}</style>\n" + "\n".join(body) + "\n</svg>\n"
    )


def _pieces() -> list[_Piece]:
    """Return the parts of the best reading, with the rows of the tables for each."""
    reading = kazakh_analyzer().readings(WORD)[0]
    graph = inflection()
    templates = {row.cells[0]: row.cells[1] for row in read_rows("morphology/grammar/suffixes.tsv", 7)}
    state = graph.start[reading.pos]
    pieces = [
        _Piece(
            reading.stem, reading.pos, "–", "as in the lexicon", _name(state), STEM_IN_ENGLISH, STEM_IN_KAZAKH
        )
    ]
    left = reading.stem
    for name, morph in zip(reading.suffixes, reading.morphs, strict=True):
        suffix = graph.suffixes[name]
        state = next(edge.target for edge in graph.edges[name] if edge.sources & state)
        vowels = "back" if harmony_of(left) is Harmony.BACK else "front"
        pieces.append(
            _Piece(
                letters=morph,
                tag=suffix.tag,
                template=templates[name],
                reason=f"after {left[-1]}, {vowels} vowels",
                state=_name(state),
                english=suffix.gloss_en,
                kazakh=suffix.gloss_kk,
            )
        )
        left += morph
    assert left == WORD, f"the best reading of {WORD} spells {left}"
    return pieces


def _name(state: int) -> str:
    return inflection().states[state.bit_length() - 1]


def _middle(column: int) -> float:
    return _LABELS_WIDTH + column * (_COLUMN_WIDTH + _GAP) + _COLUMN_WIDTH / 2


def _boxes(pieces: list[_Piece]) -> str:
    return "\n".join(
        f'<rect class="{"kzw-suffix" if i else "kzw-stem"}" x="{_middle(i) - _COLUMN_WIDTH / 2}" y="12" '
        f'width="{_COLUMN_WIDTH}" height="56" rx="7"/>\n'
        + _text(_middle(i), 49, piece.letters, "kzw-letters")
        for i, piece in enumerate(pieces)
    )


def _text(x: float, y: float, text: str, style: str = "") -> str:
    attribute = f' class="{style}"' if style else ""
    return f'<text x="{x}" y="{y}"{attribute}>{escape(text)}</text>'


def _arrow(pieces: list[_Piece], y: float) -> str:
    """Return an arrow from the end of the word to its stem, the direction of analysis."""
    right, left = _middle(len(pieces) - 1) + _COLUMN_WIDTH / 2, _middle(0)
    return "\n".join(
        (
            f'<path class="kzw-arrow" d="M {right} {y} H {left} m 9 -5 l -9 5 l 9 5"/>',
            _text((left + right) / 2, y + 20, "analysis goes from the end of the word to its stem"),
        )
    )


def _wrapped(text: str) -> list[str]:
    """Return the lines of a cell, broken after a comma if there is one, else between words."""
    if len(text) <= _MAX_LINE_CHARS:
        return [text]
    head, comma, tail = text.partition(", ")
    if comma:
        return [f"{head},", *_wrapped(tail)]
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _MAX_LINE_CHARS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
