from collections.abc import Callable, Hashable, Mapping, Sequence

from typing_extensions import Buffer

from kzsearch.engine.kernel import Part, Word

class Reader:
    def __init__(
        self, segments: tuple[tuple[int, Buffer, Buffer, Buffer, Buffer, Buffer], ...], fields: int
    ) -> None: ...
    @property
    def failed(self) -> int: ...
    def add_field(
        self,
        segment: int,
        field: int,
        postings: Buffer,
        positions: Buffer,
        codes: Buffer,
        saturations: Buffer,
        norms: Buffer,
    ) -> None: ...
    def articles(self, parts: tuple[Part, ...], most: int) -> list[tuple[str, float]] | None: ...
    def best(self, parts: tuple[Part, ...], most: int) -> list[tuple[float, str, int, int, int]]: ...
    def close(self) -> None: ...
    def count_best(
        self, parts: tuple[Part, ...], most: int
    ) -> tuple[int, list[tuple[float, str, int, int, int]]]: ...
    def matches(self, segment: int, parts: tuple[Part, ...]) -> tuple[bytes, bytes]: ...
    def score(self, segment: int, part: Part, ids: Buffer, absent: float) -> bytes: ...
    def top(
        self, segment: int, ids: Buffer, scores: Buffer, most: int
    ) -> list[tuple[float, str, int, int, int]]: ...
    def word(self, clauses: Word) -> Word: ...

class Stretches:
    @property
    def size_bytes(self) -> int: ...
    def read(
        self,
        text: str,
        words_alone: Callable[[str], Sequence[Hashable] | None],
        numbers: Mapping[Hashable, int],
    ) -> bytes | None: ...

def decode(postings: Buffer, entry: tuple[int, ...], size: int) -> tuple[bytes, bytes]: ...
def decode_positions(postings: Buffer, positions: Buffer, entry: tuple[int, ...], size: int) -> bytes: ...
def encode(
    ids: Buffer, frequencies: Buffer, positions: Buffer | None, codes: Buffer, size: int
) -> tuple[bytes, bytes]: ...
def encode_stream(
    words: Buffer,
    ends: Buffer,
    offsets: Buffer,
    ordinals: Buffer,
    terms: Buffer,
    term_ends: Buffer,
    positions: bool,
) -> tuple[tuple[bytes, bytes, bytes, bytes, int], bytes]: ...
def find(
    terms: Buffer, starts: Buffer, count: int, key: Buffer
) -> tuple[int, int, int, int, int, int, int] | None: ...
def frequent(
    dictionaries: tuple[tuple[Buffer, Buffer, int], ...], prefix: Buffer, most: int
) -> list[tuple[bytes, int]]: ...
def invert(
    words: Buffer, ends: Buffer, offsets: Buffer, ordinals: Buffer, terms: int, positions: bool
) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]: ...
