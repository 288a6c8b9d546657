# The compiled part of kzsearch, whose source is in kzsearch/native/.
#
# Buffers of numbers have 32-bit unsigned integers, or doubles where that is said, and are aligned; so are
# the bytes that are returned. Damaged bytes of an index raise IndexFormatError, arguments that do not fit
# ValueError. max_doc is the number of documents of a segment.

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeAlias

from typing_extensions import Buffer

from kzsearch.search.kernel import CompiledTerm, Conjunct

# The fields of a TermInfo.
_TermInfo: TypeAlias = tuple[int, int, int, int, int, int, int]
# (negated score, article id, section ordinal, segment, document) of each hit, the best first.
_Hits: TypeAlias = list[tuple[float, str, int, int, int]]

# Finds and scores documents; for several threads at once. Searches release the GIL. An IndexFormatError or
# UnicodeDecodeError has an attribute `segment`: where it was found.
class Searcher:
    # segments: of each (max_doc, deleted documents, article ordinal of every document, section ordinal of
    # every document, article ids joined in UTF-8, the ends of these). fields: how many there are. Buffers
    # are held until `close`.
    def __init__(
        self, segments: tuple[tuple[int, Buffer, Buffer, Buffer, Buffer, Buffer], ...], fields: int
    ) -> None: ...
    # ValueError if another thread is in a method.
    def close(self) -> None: ...
    # What a FieldView has; saturations and length_norms are doubles.
    def add_field(
        self,
        segment: int,
        field: int,
        postings: Buffer,
        positions: Buffer,
        norms: Buffer,
        saturations: Buffer,
        length_norms: Buffer,
    ) -> None: ...
    # For use in the conjuncts of this searcher only.
    def compile_term(self, clauses: CompiledTerm) -> CompiledTerm: ...
    # The k best documents that match all conjuncts.
    def top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> _Hits: ...
    # The number of documents that match all conjuncts, and the k best.
    def count_top_k(self, conjuncts: tuple[Conjunct, ...], k: int) -> tuple[int, _Hits]: ...
    # The ids of the k best articles with the scores of their best sections, the best first; None if the
    # sections of some article are not adjacent.
    def top_articles(self, conjuncts: tuple[Conjunct, ...], k: int) -> list[tuple[str, float]] | None: ...
    # All documents that match all conjuncts, ascending, and their scores (doubles).
    def match_all(self, segment: int, conjuncts: tuple[Conjunct, ...]) -> tuple[bytes, bytes]: ...
    # The scores (doubles) of ascending documents for a conjunct that is no phrase; `absent` where one does
    # not match.
    def score_docs(self, segment: int, conjunct: Conjunct, docs: Buffer, absent: float) -> bytes: ...
    # The k best of some documents with their scores (doubles).
    def top_hits(self, segment: int, docs: Buffer, scores: Buffer, k: int) -> _Hits: ...

# The words of the chunks of texts, which are between blanks.
class TextCache:
    @property
    def size_bytes(self) -> int: ...
    # The numbers of the words of a text; None if they depend on more than single chunks, or if the text has
    # lone surrogates. chunk_word_keys is called for chunks that are not cached: their words, or None if
    # these depend on the text around them. numbers maps words to numbers.
    def read(
        self,
        text: str,
        chunk_word_keys: Callable[[str], Sequence[Hashable] | None],
        numbers: Mapping[Hashable, int],
    ) -> bytes | None: ...

# Those of native/constants.h, by name.
def constants() -> dict[str, int]: ...

# The documents of a term, ascending, and its frequency in each.
def decode_postings(postings: Buffer, info: _TermInfo, max_doc: int) -> tuple[bytes, bytes]: ...

# The positions of a term, posting after posting.
def decode_positions(postings: Buffer, positions: Buffer, info: _TermInfo, max_doc: int) -> bytes: ...

# The bytes of the postings and of the positions of a term. norms: a byte for every document of the segment.
def encode_postings(
    docs: Buffer, tfs: Buffer, positions: Buffer | None, norms: Buffer, max_doc: int
) -> tuple[bytes, bytes]: ...

# A dictionary is its blocks, their starts, and the number of its terms.
def find_term(blocks: Buffer, starts: Buffer, count: int, term: Buffer) -> _TermInfo | None: ...

# The terms with a prefix that most documents of all dictionaries have, with their document frequencies: the
# most frequent first, equal ones in order.
def frequent_terms(
    dictionaries: tuple[tuple[Buffer, Buffer, int], ...], prefix: Buffer, limit: int
) -> list[tuple[bytes, int]]: ...

# A text as JSON has it between quotation marks; None if it has lone surrogates. table: the byte for each of
# the 65,536 code points of the basic plane, 0 where it must be escaped.
def escape_text(text: str, table: Buffer) -> bytes | None: ...

# words: the numbers of the words of all documents; doc_ends: where in it those of each document end;
# word_starts: where in `terms` those of each word begin, and the end of the last; terms: ordinals, below
# term_count. Returned: the document frequencies and the total frequencies of all terms; documents, term
# frequencies and positions, posting after posting; the lengths of all documents.
def invert(
    words: Buffer, doc_ends: Buffer, word_starts: Buffer, terms: Buffer, term_count: int, positions: bool
) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]: ...

# As `invert`; joined_terms are the bytes of all terms in ascending order, term_ends where each of them ends.
# Returned: (blocks of the dictionary, their starts, postings, positions, number of its terms), and the
# lengths of all documents.
def encode_field(
    words: Buffer,
    doc_ends: Buffer,
    word_starts: Buffer,
    terms: Buffer,
    joined_terms: Buffer,
    term_ends: Buffer,
    positions: bool,
) -> tuple[tuple[bytes, bytes, bytes, bytes, int], bytes]: ...
