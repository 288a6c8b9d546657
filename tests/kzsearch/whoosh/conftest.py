"""A small library in three forms.

An index of kzsearch in several segments; the same opened by Whoosh; and a plain Whoosh index of the same
sections with the analyzers of this package, which says what calls must give.
"""

import datetime
import itertools
import tempfile

import pytest
from toy import ToyAnalyzer, corpus
from whoosh import fields
from whoosh.filedb.filestore import RamStorage

from kzsearch import Article, Index, Section
from kzsearch.model import Field
from kzsearch.schema import Layer
from kzsearch.whoosh import KazakhText, open_dir

SEGMENTS = ((0, 20), (20, 28), (28, 32))

DAYS = [datetime.date(2023, 1, 15), datetime.date(2024, 5, 1), None, datetime.date(2024, 12, 31)]


def library():
    """Some thirty articles that differ in all that can be searched, sorted and grouped by."""
    some = [
        Article(
            "first", "Қаланың кітаптары",
            (
                Section("", "Үлкен кітаптар қалада. Оқушы оқыды."),
                Section("Оқу", "Кітаптан оқу су тау", ("Оқу",)),
                Section("Су", "Атты аттас жол", ("Оқу", "Су")),
            ),
            date=datetime.date(2022, 2, 2), url="https://example.org/first", language="kk",
            extra={"pages": 7},
        ),
        Article("empty", "", (Section("", ""),)),
    ]  # fmt: skip
    for number, each in enumerate(corpus(30)):
        some.append(
            Article(
                each.id, each.title, each.sections,
                date=DAYS[number % 4], language=["kk", "ru", ""][number % 3],
                url=f"https://x.kz/{number % 5}",
            )
        )  # fmt: skip
    return some


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory):
    """Whoosh's RamStorage keeps files in one folder of the system, where processes remove those of others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        yield


@pytest.fixture(scope="session")
def clean(tmp_path_factory):
    """The library in several segments without deletions."""
    index = Index.create(tmp_path_factory.mktemp("clean"), ToyAnalyzer())
    some = library()
    for start, stop in SEGMENTS:
        with index.writer() as writer:
            writer.add_all(some[start:stop])
    assert len(index._directory.toc().segments) == 3
    return index


@pytest.fixture(scope="session")
def opened(clean):
    return open_dir(clean.path, ToyAnalyzer())


@pytest.fixture
def fresh(tmp_path):
    """An index of its own for tests that write: the folder, kzsearch's view and Whoosh's view."""
    index = Index.create(tmp_path / "fresh", ToyAnalyzer())
    with index.writer() as writer:
        writer.add_all(library()[:12])
    return index, open_dir(index.path, ToyAnalyzer())


def text_fields():
    toy = ToyAnalyzer()
    yield from (
        (each.value, KazakhText(analyzer=toy, stored=True, sortable=each is not Field.BODY)) for each in Field
    )
    for field, layer in itertools.product(Field, Layer):
        positions = layer.keeps_positions
        yield f"{field.value}_{layer.value}", KazakhText(layer, analyzer=toy, phrase=positions)


@pytest.fixture(scope="session")
def plain():
    """The plain Whoosh index."""
    schema = fields.Schema(
        article_id=fields.ID(stored=True, unique=True, sortable=True),
        section_id=fields.ID(stored=True),
        # with several precisions, ranges of unsigned numbers are wrong in Whoosh 2.7.4
        ordinal=fields.NUMERIC(int, stored=True, sortable=True, signed=False, shift_step=0),
        date=fields.DATETIME(stored=True, sortable=True),
        language=fields.ID(stored=True, sortable=True),
        url=fields.ID(stored=True, sortable=True),
        **dict(text_fields()),
    )
    index = RamStorage().create_index(schema)
    for start, stop in SEGMENTS:
        writer = index.writer()
        for article in library()[start:stop]:
            for ordinal, section in enumerate(article.sections):
                texts = {"title": article.title, "heading": section.heading, "body": section.text}
                layers = {f"{name}_{layer.value}": texts[name] for name in texts for layer in Layer}
                date = article.date and datetime.datetime.combine(article.date, datetime.time())
                writer.add_document(
                    article_id=article.id, section_id=f"{article.id}#{ordinal}", ordinal=ordinal, date=date,
                    language=article.language, url=article.url, **texts, **layers,
                )  # fmt: skip
        writer.commit(merge=False)
    return index
