import io

import pytest

from kzsearch.errors import SourceError
from kzsearch.readers import Sources, read_sources


@pytest.fixture
def folder(tmp_path):
    """Every kind of file, and some to skip."""
    root = tmp_path / "articles"
    (root / "b" / "c").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "b" / "c" / "deep.markdown").write_text("# Терең\n\nМәтін.", encoding="utf-8")
    (root / "b" / "page.HTM").write_text("<title>Бет</title><p>Мәтін", encoding="utf-8")
    (root / "a.txt").write_text("Жай\nМәтін.", encoding="utf-8-sig")
    (root / "many.jsonl").write_text(
        '{"id": 1, "title": "Бір", "text": ""}\n{"id": 2, "title": "Екі", "text": ""}'
    )
    (root / "z.md").write_text("# Соңғы", encoding="utf-8")
    (root / ".hidden.txt").write_text("жоқ", encoding="utf-8")
    (root / ".git" / "x.txt").write_text("жоқ", encoding="utf-8")
    (root / "image.png").write_bytes(b"\x89PNG")
    return root


def test_a_folder_in_sorted_order(folder):
    assert [(article.id, article.title) for article in read_sources([folder])] == [
        ("a.txt", "Жай"),
        ("b/c/deep.markdown", "Терең"),
        ("b/page.HTM", "Бет"),
        ("1", "Бір"),
        ("2", "Екі"),
        ("z.md", "Соңғы"),
    ]


def test_files_have_their_name_as_id(folder):
    paths = [str(folder / "b" / "page.HTM"), folder / "a.txt"]
    assert [article.id for article in read_sources(paths)] == ["page.HTM", "a.txt"]


def test_standard_input(folder):
    stdin = io.BytesIO('{"id": "s", "title": "Енгізу", "text": ""}\n'.encode())
    assert [article.id for article in read_sources([folder / "z.md", "-"], stdin=stdin)] == ["z.md", "s"]


def test_progress_counts_bytes(folder):
    sources = Sources([folder])
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".png"]
    assert sources.total_bytes == sum(path.stat().st_size for path in files if ".git" not in path.parts) - 6
    seen = [sources.bytes_read for _ in sources]
    assert seen == sorted(seen)
    assert 0 < seen[0] < seen[-1] == sources.total_bytes
    assert Sources(["-"]).total_bytes is None


def test_the_same_file_twice_is_read_once(folder):
    sources = Sources(
        [folder, str(folder) + "/", folder / "b", folder / "a.txt", "-", "-"], stdin=io.BytesIO()
    )
    assert len(list(sources)) == 6


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.txt", "no file or folder .*nowhere.txt"),
        ("image.png", "image.png: unknown file suffix; expected .txt .md"),
        ("empty", "folder .*empty has no readable files; expected .txt"),
    ],
)
def test_sources_are_found_before_any_is_read(folder, path, message):
    (folder / "empty").mkdir()
    with pytest.raises(SourceError, match=message):
        Sources([folder / path])


def test_two_files_with_one_id(folder, tmp_path):
    (tmp_path / "z.md").write_text("# Басқа", encoding="utf-8")
    with pytest.raises(SourceError, match=r"would both be article 'z\.md'; pass their common folder"):
        Sources([folder, tmp_path / "z.md"])


@pytest.mark.parametrize(
    ("encoding", "remedy"), [("cp1251", "iconv -f WINDOWS-1251"), ("utf-16", "iconv -f UTF-16")]
)
def test_wrong_encoding(tmp_path, encoding, remedy):
    (tmp_path / "old.txt").write_bytes("Абай".encode(encoding))
    with pytest.raises(SourceError, match=f"old.txt: byte 0x.. at offset 0 is not UTF-8; .*{remedy}"):
        list(read_sources([tmp_path]))


def test_a_file_that_vanishes(folder):
    sources = Sources([folder])
    (folder / "a.txt").unlink()
    with pytest.raises(SourceError, match=r"a\.txt cannot be read: No such file"):
        list(sources)
