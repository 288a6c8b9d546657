"""The program as a process: what it prints, where, and how it ends."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from kzsearch.cli import program
from kzsearch_analyzers import schemes

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-W", "default::ResourceWarning", "-m", "kzsearch"]
ARTICLES = [
    {
        "id": "school one",
        "title": "Мектеп",
        "sections": [
            {"heading": "", "text": "Мектептеріміз жаңарды."},
            {
                "heading": "Кітапхана",
                "text": "Оқушылар кітапханада газет оқиды. " * 20,
                "path": ["Мектеп", "Кітапхана"],
            },
        ],
        "date": "2025-09-21",
        "url": "https://example.kz/1",
        "language": "kk",
        "author": "Асан",
    },
    {"id": "100%", "title": "Қала", "text": "Қаладағы мектептер көп.\nЖаңа мектеп салынды."},
    {"id": "tau", "title": "Тау", "text": "Таудың басында қар бар.\u001b[2J"},
]


def environment(**changes):
    base = {
        name: value
        for name, value in os.environ.items()
        if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
    }
    return {**base, "TERM": "xterm", **changes}


def run(*arguments, text="", code=0, **environ):
    """Standard output of the program; standard error must be empty unless it fails."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=text.encode(),
        capture_output=True,
        env=environment(**environ),
        check=False,
    )
    errors = done.stderr.decode()
    assert done.returncode == code, errors
    assert "Traceback" not in errors
    return done.stdout.decode() if code == 0 else errors


def jsonl(*articles):
    return "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """An index that the tests only read."""
    folder = tmp_path_factory.mktemp("cli") / "articles.kz"
    run("index", folder, "-", text=jsonl(*ARTICLES))
    return folder


@pytest.fixture
def own(built, tmp_path):
    """An index to change."""
    return shutil.copytree(built, tmp_path / "own.kz")


def search(folder, *arguments):
    return json.loads(run("search", folder, "--json", *arguments))


class TestHelp:
    @pytest.mark.parametrize("name", [None, *program.commands])
    def test_every_command_has_help_with_an_example(self, name):
        result = CliRunner().invoke(program, [name, "--help"] if name else ["--help"], prog_name="kzsearch")
        assert result.exit_code == 0
        assert re.search(r"\n  Examples:\n    kzsearch \w", result.output)

    def test_version(self):
        assert re.fullmatch(r"kzsearch \d+\.\d+.*\n", run("--version"))

    def test_help_imports_no_slow_module(self):
        code = (
            "import sys; from kzsearch.cli import program\n"
            "slow = {'rich', 'whoosh', 'bs4', 'markdown_it', 'kzsearch_analyzers.analyzer'}\n"
            "print(sorted(slow & sys.modules.keys()))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n"

    @pytest.mark.parametrize(
        "arguments",
        [
            ["nonsense"],
            ["search"],
            ["search", "x"],
            ["search", "x", "сөз", "-n", "-1"],
            ["search", "x", "сөз", "--group", "word"],
            ["search", "x", "--topics", "t.tsv"],
            ["search", "x", "сөз", "--run", "r"],
            ["search", "x", "--topics", "t.tsv", "--run", "r", "--json"],
            ["index", "x"],
            ["index", "--jobs", "0", "x", "y"],
            ["delete", "x"],
            ["analyze", "--lemmas", "сөз"],
            ["analyze", "--json", "--explain", "сөз"],
            ["translit", "сөз"],
        ],
    )
    def test_wrong_usage(self, arguments):
        result = CliRunner().invoke(program, arguments)
        assert result.exit_code == 2
        assert "Usage: " in result.stderr
        assert result.stdout == ""

    def test_wrong_usage_of_the_process(self):
        assert run("nonsense", code=2).startswith("Usage: kzsearch")


class TestIndex:
    def test_summary(self, tmp_path):
        printed = run("index", tmp_path / "new", "-", text=jsonl(*ARTICLES))
        assert printed.startswith("indexed 3 articles (4 sections) in ")

    def test_more_processes_make_the_same_index(self, built, tmp_path):
        printed = run("index", "--jobs", "2", tmp_path / "new", "-", text=jsonl(*ARTICLES))
        assert printed.startswith("indexed 3 articles (4 sections) in ")
        assert search(tmp_path / "new", "мектеп")["hits"] == search(built, "мектеп")["hits"]

    def test_folder_again_replaces_and_adds(self, tmp_path):
        source = tmp_path / "source"
        source.mkdir()
        (source / "a.md").write_text("# Мектеп\n\nЕскі мәтін.", encoding="utf-8")
        run("index", tmp_path / "x", source)
        (source / "a.md").write_text("# Мектеп\n\nЖаңа мәтін.", encoding="utf-8")
        (source / "b.txt").write_text("Тау\nҚар жауды.", encoding="utf-8")
        run("index", tmp_path / "x", source)
        assert search(tmp_path / "x", "ескі")["total"] == 0
        assert [hit["article_id"] for hit in search(tmp_path / "x", "жаңа")["hits"]] == ["a.md"]
        assert json.loads(run("info", tmp_path / "x", "--json"))["articles"] == 2

    def test_rebuild_starts_with_an_empty_index(self, own):
        run("index", "--rebuild", own, "-", text=jsonl(ARTICLES[2]))
        assert json.loads(run("info", own, "--json"))["articles"] == 1

    def test_nothing_is_added_when_a_line_is_wrong(self, own):
        errors = run("index", own, "-", text=jsonl({"id": "new", "text": "бірегейсөз"}, {"id": 2}), code=1)
        assert errors.startswith('Error: <stdin>:2: neither "text" nor "sections"')
        assert search(own, "бірегейсөз")["total"] == 0

    def test_an_error_of_the_system_has_no_traceback(self, tmp_path):
        (tmp_path / "file").touch()
        assert run("index", tmp_path / "file" / "x", "-", code=1).endswith("file/x: Not a directory\n")

    def test_a_missing_source_changes_nothing(self, own):
        assert "no file or folder" in run("index", "--rebuild", own, "nowhere.txt", code=1)
        assert json.loads(run("info", own, "--json"))["articles"] == 3

    def test_index_and_source_swapped(self, tmp_path):
        (tmp_path / "a.txt").write_text("Тау", encoding="utf-8")
        assert "INDEX comes first" in run("index", tmp_path, tmp_path / "a.txt", code=2)
        assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]

    def test_another_analyzer_is_refused_with_a_remedy_that_works(self, own):
        manifest = own / "kzsearch.json"
        manifest.write_text(re.sub(r'("fingerprint": ")[^"]*', r"\1ffff", manifest.read_text()))
        assert "--rebuild" in run("search", own, "мектеп", code=1)
        run("index", "--rebuild", own, "-", text=jsonl(*ARTICLES))
        assert search(own, "мектеп")["total"] > 0

    @pytest.mark.skipif(sys.platform == "win32", reason="signals")
    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_interrupted(self, tmp_path, jobs):
        """As from a keyboard: all processes get the signal."""
        folder = tmp_path / "x"
        process = subprocess.Popen(
            [*COMMAND, "index", "--jobs", jobs, str(folder), "-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            start_new_session=True,
            # A shell lets the jobs that it runs in the background ignore the signal, and they their children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        process.stdin.write(jsonl(*({**ARTICLES[0], "id": str(number)} for number in range(300))).encode())
        process.stdin.flush()
        wait_for(lambda: (folder / "kzsearch.json").exists())
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 130
        assert b"Traceback" not in errors
        run("index", folder, "-", text=jsonl(ARTICLES[2]))  # the lock is gone


def wait_for(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


class TestSearch:
    def test_json_of_sections(self, built):
        page = search(built, "кітапханалар")
        assert (page["query"], page["total"], page["offset"]) == ("кітапханалар", 1, 0)
        assert page["took_ms"] > 0
        (hit,) = page["hits"]
        assert hit["article_id"] == "school one"
        assert hit["section_id"] == "school one#1"
        assert hit["ordinal"] == 1
        assert hit["score"] > 0
        assert (hit["title"], hit["heading"], hit["path"]) == ("Мектеп", "Кітапхана", ["Мектеп", "Кітапхана"])
        assert (hit["date"], hit["url"], hit["language"]) == ("2025-09-21", "https://example.kz/1", "kk")
        assert hit["extra"] == {"author": "Асан"}
        assert hit["text"] == ARTICLES[0]["sections"][1]["text"]
        fields = {"title": hit["title"], "heading": hit["heading"], "body": hit["text"]}
        marked = [
            (mark["field"], fields[mark["field"]][mark["start"] : mark["end"]]) for mark in hit["highlights"]
        ]
        assert marked[0] == ("heading", "Кітапхана")
        assert set(marked[1:]) == {("body", "кітапханада")}
        start = hit["snippet_start"]
        assert hit["snippet"] == hit["text"][start : start + len(hit["snippet"])]
        marks = {hit["snippet"][mark["start"] : mark["end"]] for mark in hit["snippet_marks"]}
        assert marks == {"кітапханада"}

    def test_json_of_articles_has_the_keys_of_sections_too(self, built):
        sections = search(built, "мектеп")
        articles = search(built, "мектеп", "--group", "article")
        assert articles["total"] == 2
        assert {hit["article_id"] for hit in articles["hits"]} == {"school one", "100%"}
        for hit in articles["hits"]:
            assert hit.keys() == {*sections["hits"][0], "sections"}
            assert {**hit["sections"][0], "sections": hit["sections"]} == hit

    def test_paging(self, built):
        everything = search(built, "мектеп")["hits"]
        assert len(everything) > 1
        assert search(built, "мектеп", "-n", "1")["hits"] == everything[:1]
        assert search(built, "мектеп", "-n", "1", "--offset", "1")["hits"] == everything[1:2]
        assert search(built, "мектеп", "-n", "0")["total"] == len(everything)

    def test_words_are_joined_and_a_leading_minus_follows_two(self, built):
        assert search(built, "мектеп", "қала")["query"] == "мектеп қала"
        page = search(built, "--", "-қала", "мектеп")
        assert {hit["article_id"] for hit in page["hits"]} == {"school one"}

    def test_text_of_sections(self, built):
        lines = run("search", built, "кітапханалар").splitlines()
        assert re.fullmatch(r"1\. Мектеп › \*\*Кітапхана\*\*  \d+\.\d\d  school one#1", lines[0])
        assert "Оқушылар **кітапханада** газет оқиды." in lines[1]
        assert lines[1].endswith(" …")
        assert re.fullmatch(r"1 of 1 sections in [\d.]+ ms", lines[-1])

    def test_text_of_articles(self, built):
        printed = run("search", built, "кітапханалар", "--group", "article")
        assert re.match(
            r"1\. Мектеп  \d+\.\d\d  school one\n   › \*\*Кітапхана\*\*  \d+\.\d\d\n     ", printed
        )
        assert re.search(r"\n1 of 1 articles in [\d.]+ ms\n$", printed)

    def test_mistyped_words(self, built):
        page = search(built, "Кітапхнада газет", "--group", "article")
        assert page["query"] == "Кітапхнада газет"
        assert page["did_you_mean"] == page["searched_instead"] == "Кітапханада газет"
        assert page["corrections"] == [
            {"start": 0, "end": 10, "typed": "Кітапхнада", "replacement": "Кітапханада", "searched": True}
        ]
        printed = run("search", built, "Кітапхнада\x1b газет")
        assert printed.startswith("searched instead: Кітапханада  газет\n\n1. Мектеп")
        assert "**кітапханада**" in printed

    def test_nothing_found_is_fine(self, built):
        assert search(built, "жоқсөзжоқ") | {"took_ms": 0} == {
            "schema": 1, "query": "жоқсөзжоқ", "did_you_mean": None, "searched_instead": None,
            "corrections": [], "total": 0, "offset": 0, "took_ms": 0, "hits": [],
        }  # fmt: skip
        assert run("search", built, "жоқсөзжоқ", "--group", "article").startswith("0 of 0 articles")

    @pytest.mark.parametrize("query", ["", '"', "(((", "AND", "-", "*", "жоқ:сөз"])
    def test_any_query_is_answered(self, built, query):
        result = CliRunner().invoke(program, ["search", str(built), "--json", "--", query])
        assert json.loads(result.output)["query"] == query

    def test_no_escape_codes_when_piped_nor_any_from_a_text(self, built):
        assert "\x1b" not in run("search", built, "тау")
        assert "\x1b" not in run("analyze", "тау")

    def test_utf8_whatever_the_locale(self, built):
        assert "кітапханада" in run("search", built, "кітапхана", LC_ALL="C", LANG="C")

    def test_no_index(self, tmp_path):
        errors = run("search", tmp_path / "none", "сөз", code=1)
        assert errors.startswith("Error: no kzsearch index at ")
        assert "kzsearch index " in errors


class TestRun:
    def test_trec_run(self, built, tmp_path):
        topics = tmp_path / "topics.tsv"
        topics.write_text("\ufeffq1\tмектеп\r\n\nq 2\tжоқсөзжоқ\nq3\tтау\tқар\n", encoding="utf-8")
        out = tmp_path / "out.run"
        assert run("search", built, "--topics", topics, "--run", out, code=0) == ""
        rows = [line.split(" ") for line in out.read_text(encoding="utf-8").splitlines()]
        assert [(qid, q0, article, rank, tag) for qid, q0, article, rank, _, tag in rows] == [
            ("q1", "Q0", rows[0][2], "1", "kzsearch"),
            ("q1", "Q0", rows[1][2], "2", "kzsearch"),
            ("q3", "Q0", "tau", "1", "kzsearch"),
        ]
        assert {rows[0][2], rows[1][2]} == {"school%20one", "100%25"}
        assert float(rows[0][4]) >= float(rows[1][4]) > 0
        best = search(built, "мектеп", "--group", "article")["hits"][0]
        assert float(rows[0][4]) == best["score"]

    def test_limit_and_standard_output(self, built, tmp_path):
        topics = tmp_path / "topics.tsv"
        topics.write_text("q1\tмектеп\n", encoding="utf-8")
        assert len(run("search", built, "--topics", topics, "--run", "-", "-n", "1").splitlines()) == 1

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("мектеп\n", ":1: found 'мектеп'; expected a query id, a tab, the query"),
            ("1\tа\n1\tә\n", ":2: the query id '1'"),
        ],
    )
    def test_wrong_topics(self, built, tmp_path, text, message):
        topics = tmp_path / "topics.tsv"
        topics.write_text(text, encoding="utf-8")
        assert message in run("search", built, "--topics", topics, "--run", tmp_path / "out", code=1)


class TestAnalyze:
    def test_table(self):
        printed = run("analyze", "мектептерімізде", "оқыды")
        assert "мектептерімізде" in printed
        assert "мектеп" in printed

    def test_json(self):
        answer = json.loads(run("analyze", "--json", "Мектептерімізде", "21 оқушы"))
        assert answer["text"] == "Мектептерімізде 21 оқушы"
        first = answer["tokens"][0]
        assert answer["text"][first["start"] : first["end"]] == first["surface"] == "Мектептерімізде"
        assert first["lemmas"][0] == "мектеп"
        assert first["readings"][0]["lemma"] == "мектеп"
        assert [token["position"] for token in answer["tokens"]] == [0, 1, 2]

    def test_corrections_of_a_mistyped_word(self):
        assert "?мектептеріміздегі" in run("analyze", "мектптеріміздегі")
        (token,) = json.loads(run("analyze", "--json", "мектптеріміздегі"))["tokens"]
        assert token["corrections"] == [{"term": "мектептеріміздегі", "lemmas": ["мектеп"]}]

    def test_explain(self):
        assert "балалардан" in run("analyze", "--explain", "балалардан")

    def test_text_from_standard_input(self):
        assert json.loads(run("analyze", "--json", text="Мектеп\n"))["text"] == "Мектеп\n"

    def test_lemmas_answer_line_by_line(self):
        lines = ["мектептерімізде", "", "Мектептер мен балалар", "—", "  балалар ", "а\tб", "МЕКТЕПТЕР"]
        answers = run("analyze", "--lemmas", text="\n".join(lines)).split("\n")
        assert answers.pop() == ""
        assert len(answers) == len(lines)
        assert all(answer.startswith(line) for answer, line in zip(answers, lines, strict=True))
        assert answers[0].split("\t")[:2] == ["мектептерімізде", "мектеп"]
        assert answers[1] == ""
        assert answers[2].split("\t")[:2] == ["Мектептер мен балалар", "мектеп"]
        assert answers[3] == "—"
        assert answers[4].split("\t")[:2] == ["  балалар ", "бала"]
        assert answers[6].split("\t")[:2] == ["МЕКТЕПТЕР", "мектеп"]

    def test_lemmas_keep_bytes_that_are_not_utf8(self):
        done = subprocess.run(
            [*COMMAND, "analyze", "--lemmas"], input=b"\xff\xfe\r\n21", capture_output=True, check=True
        )
        first, second = done.stdout.splitlines()
        assert first.startswith(b"\xff\xfe")
        assert second == b"21\t21"

    def test_lemmas_answer_at_once(self):
        with subprocess.Popen(
            [*COMMAND, "analyze", "--lemmas"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        ) as process:
            process.stdin.write("мектептер\n".encode())
            assert process.stdout.readline().decode().startswith("мектептер\tмектеп")
            process.stdin.close()

    @pytest.mark.skipif(sys.platform == "win32", reason="pipes")
    def test_quiet_when_the_reader_closes_the_pipe(self, tmp_path):
        words = tmp_path / "words.txt"
        words.write_text("мектеп\n" * 50_000, encoding="utf-8")
        with (
            words.open("rb") as stdin,
            subprocess.Popen(
                [*COMMAND, "analyze", "--lemmas"], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as process,
        ):
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0


class TestOtherCommands:
    def test_info(self, built):
        info = json.loads(run("info", built, "--json"))
        assert (info["articles"], info["sections"], info["path"]) == (3, 4, str(built))
        assert set(info["terms"]) == {"exact", "lemma", "root", "fold"}
        assert re.search(r"^articles +3$", run("info", built), re.MULTILINE)

    def test_delete(self, own):
        assert run("delete", own, "tau").startswith("deleted 1 article:")
        assert search(own, "тау")["total"] == 0
        errors = run("delete", own, "100%", "tau", "nobody", code=1)
        assert errors == f"Error: not in the index {own}: tau, nobody\n"
        assert json.loads(run("info", own, "--json"))["articles"] == 1

    def test_translit(self):
        assert run("translit", "--to", "latn-2021", "Қазақ", "тілі") == "Qazaq tılı\n"
        assert run("translit", "--to", "latn-2021", "--from", "cyrl", text="Қазақ\nтілі") == "Qazaq\ntılı"

    def test_translit_detects_the_alphabet_of_its_input(self):
        assert run("translit", "--to", "cyrl", "Qazaq", "álipbıi") == "Қазақ әліпбиі\n"
        assert run("translit", "--to", "cyrl", text="Qazaq\nálipbıi\n") == "Қазақ\nәліпбиі\n"
        assert run("translit", "--to", "arab", "Qazaq álipbıi") == run(
            "translit", "--to", "arab", "Қазақ әліпбиі"
        )

    def test_translit_prints_the_detected_alphabet(self):
        sentence = "Barlyq adamdar týmysynan azat jáne teń bolyp dúnıege keledi"
        scheme, script, confidence = run("translit", "--detect", sentence).split("\t")
        assert (scheme, script) == ("latn-2018", "latin")
        assert 0.9 < float(confidence) <= 1
        assert run("translit", "--detect", text=sentence).startswith("latn-2018\t")
        assert run("translit", "--detect", "2025") == "none\tother\t1.00\n"

    def test_translit_lists_its_schemes(self):
        listed = [line.split()[0] for line in run("translit", "--schemes").splitlines()]
        assert listed == list(schemes())

    @pytest.mark.parametrize("option", ["--to", "--from"])
    def test_an_unknown_scheme_names_the_known_ones(self, option):
        errors = run("translit", "--to", "latn-2021", option, "runes", "сөз", code=2)
        assert f"'{option}'" in errors or f"for {option}" in errors
        assert "unknown scheme 'runes'; known: cyrl, latn-2021" in errors

    def test_demo(self, tmp_path):
        printed = run("demo", "--index", tmp_path / "demo.kz")
        totals = [int(total) for total in re.findall(r"^\d of (\d+) sections in", printed, re.MULTILINE)]
        assert len(totals) == 4
        assert all(totals)
        for word in ("мектептеріміздің", "Kökaral", "аксак кулан", "Ұлыстың ұлы күні"):
            assert word in printed
        for word in ("**Көкарал**", "**ақсақ", "**Ұлыстың** **ұлы** **күні**"):
            assert word.lower() in printed.lower()
        assert "\x1b" not in printed
        assert search(tmp_path / "demo.kz", "қымыз")["total"] > 0


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
class TestOnATerminal:
    def on_terminal(self, *arguments, **environ):
        """What a person sees, standard error included."""
        import pty

        master, slave = pty.openpty()
        process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(**environ),
        )
        os.close(slave)
        seen = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not piece:
                break
            seen += piece
        os.close(master)
        assert process.wait() == 0
        return seen.decode()

    def test_bold(self, built):
        assert "\x1b[1mкітапханада\x1b[0m" in self.on_terminal("search", built, "кітапхана")

    @pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_plain_on_request(self, built, environ):
        for arguments in (("search", built, "кітапхана"), ("analyze", "мектепте")):
            assert "\x1b" not in self.on_terminal(*arguments, **environ)

    def test_progress(self, tmp_path):
        source = Path(tmp_path, "a.txt")
        source.write_text("Тау\nҚар.", encoding="utf-8")
        assert "100%" in self.on_terminal("index", tmp_path / "x", source)
