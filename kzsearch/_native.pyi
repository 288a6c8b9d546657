from typing_extensions import Buffer

from kzsearch.engine.kernel import Clause, FieldView

def best(
    fields: tuple[FieldView, ...],
    parts: tuple[tuple[Clause, ...], ...],
    size: int,
    deleted: Buffer,
    articles: Buffer,
    positions: Buffer,
    most: int,
) -> tuple[int, list[tuple[int, float]]]: ...
def decode(postings: Buffer, entry: tuple[int, ...], size: int) -> tuple[bytes, bytes]: ...
def decode_positions(postings: Buffer, positions: Buffer, entry: tuple[int, ...], size: int) -> bytes: ...
def encode(ids: Buffer, frequencies: Buffer, positions: Buffer | None) -> tuple[bytes, bytes]: ...
def encode_field(
    terms: Buffer,
    ends: Buffer,
    documents: Buffer,
    occurrences: Buffer,
    ids: Buffer,
    frequencies: Buffer,
    positions: Buffer | None,
) -> tuple[bytes, bytes, bytes, bytes, int]: ...
def find(
    terms: Buffer, starts: Buffer, count: int, key: Buffer
) -> tuple[int, int, int, int, int, int, int] | None: ...
def frequent(
    terms: Buffer, starts: Buffer, count: int, prefix: Buffer, most: int
) -> list[tuple[bytes, int]]: ...
def invert(
    words: Buffer, ends: Buffer, offsets: Buffer, ordinals: Buffer, terms: int, positions: bool
) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]: ...
def matches(
    fields: tuple[FieldView, ...],
    parts: tuple[tuple[Clause, ...], ...],
    size: int,
    deleted: Buffer,
) -> tuple[bytes, bytes]: ...
def phrase(field: FieldView, slots: tuple[tuple[tuple[int, ...], ...], ...], size: int) -> bytes: ...
def score(
    fields: tuple[FieldView, ...],
    parts: tuple[tuple[Clause, ...], ...],
    size: int,
    ids: Buffer,
    absent: float,
) -> bytes: ...
def top(
    ids: Buffer, scores: Buffer, articles: Buffer, positions: Buffer, most: int
) -> list[tuple[int, float]]: ...
def terms(terms: Buffer, starts: Buffer, count: int, ordinals: tuple[int, ...]) -> list[bytes]: ...
