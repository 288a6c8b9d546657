"""Plans that Whoosh's own searcher evaluates with ``LuceneBM25``: the same scores as those of the kernel."""

import pytest
from toy import QUERIES, ToyAnalyzer, all_scores, build, corpus, plan_of
from whoosh import matching
from whoosh import query as whoosh_query

from kzsearch import Article, Index, Section
from kzsearch.query.plan import And, Exclude, Or, QueryTerm
from kzsearch.schema import field_name
from kzsearch.whoosh import LuceneBM25, open_dir


def whoosh_scores(index, query, limit=None):
    """What stock Whoosh makes of the plan."""
    plan = plan_of(query)
    with open_dir(index.path, ToyAnalyzer()).searcher(weighting=LuceneBM25()) as searcher:
        results = searcher.search(as_whoosh_query(plan), limit=limit)
        return {hit["section_id"]: hit.score for hit in results}


@pytest.fixture
def repaired_whoosh(monkeypatch):
    """Whoosh 2.7.4 has two errors that its own searcher shows, whatever the ranking."""

    def score(self):  # it takes the maximum even when its halves stand at different documents
        here = self.id()
        return max(half.score() for half in (self.a, self.b) if half.is_active() and half.id() == here)

    def find_first(self):  # it lets the first document through when the unwanted list begins before it
        if self.a.is_active():
            self._find_next()

    monkeypatch.setattr(matching.DisjunctionMaxMatcher, "score", score)
    monkeypatch.setattr(matching.AndNotMatcher, "_find_first", find_first)


def as_whoosh_query(plan):
    if isinstance(plan, QueryTerm):
        groups = [
            whoosh_query.DisjunctionMax(
                [
                    whoosh_query.Term(field_name(group.scope.field, group.scope.layer), term)
                    for term in group.terms
                ]
            )
            for group in plan.groups
        ]
        return whoosh_query.Or(groups)
    if isinstance(plan, Exclude):
        return whoosh_query.AndNot(as_whoosh_query(plan.include), as_whoosh_query(plan.exclude))
    parts = [as_whoosh_query(part) for part in plan.operands]
    return {And: whoosh_query.And, Or: whoosh_query.Or}[type(plan)](parts)


@pytest.fixture(scope="module")
def worn_index(tmp_path_factory):
    """Several segments, some of them with deletions."""
    index = Index.create(tmp_path_factory.mktemp("worn"), ToyAnalyzer())
    some = corpus(120)
    for start, stop in ((0, 64), (64, 96), (96, 112), (112, 120)):
        build(index, *some[start:stop])
    with index.writer() as writer:
        for number in (1, 5, 66, 70, 98):
            writer.delete(f"a{number}")
        writer.update(Article("a2", "су", (Section("", "кітап оқу су"),)))
    with index.searcher() as searcher:
        assert len(searcher._segments) > 2
        assert any(segment.deleted for segment in searcher._segments)
    return index


@pytest.mark.usefixtures("repaired_whoosh")
@pytest.mark.parametrize("query", QUERIES)
def test_whoosh_gives_the_same_sections_with_the_same_scores(worn_index, query):
    ours = all_scores(worn_index, query)
    theirs = whoosh_scores(worn_index, query)
    assert len(ours) > 3
    assert ours == pytest.approx(theirs, rel=1e-6)  # Whoosh adds up some unions in 32 bits

    def order(scores):
        return sorted(scores, key=lambda section_id: (-round(scores[section_id], 5), section_id))

    assert order(ours) == order(theirs)
    page = whoosh_scores(worn_index, query, limit=10)
    assert sorted(page.values()) == pytest.approx(sorted(ours.values())[-10:], rel=1e-6)


def test_whoosh_finds_phrases_in_our_positions(worn_index):
    with open_dir(worn_index.path, ToyAnalyzer()).searcher() as searcher:
        phrase = whoosh_query.Phrase("body_lemma", ["оқы", "кітап"])
        theirs = {hit["section_id"] for hit in searcher.search(phrase, limit=None)}
    with worn_index.searcher() as searcher:
        ours = searcher.search('body:"оқыды кітап"', limit=1000).hits
    assert theirs == {hit.section_id for hit in ours}
    assert theirs
