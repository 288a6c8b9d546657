import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzsearch.article import Section
from kzsearch.readers import read_plain

SHARED_ARTICLE = Path(__file__).parents[4] / "shared/data/articles/tokaev-new-york-2025.txt"


def outline(text):
    article = read_plain(text, "x")
    return article.title, [(section.heading, section.text) for section in article.sections]


def test_the_real_article():
    if not SHARED_ARTICLE.exists():
        message = f"{SHARED_ARTICLE} is not there"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    text = SHARED_ARTICLE.read_text(encoding="utf-8")
    article = read_plain(text, "tokaev")
    assert article.id == "tokaev"
    assert article.title == "ТОҚАЕВ НЬЮ-ЙОРККЕ ЖҰМЫС САПАРЫМЕН БАРДЫ"
    assert [section.heading for section in article.sections] == [
        "",
        "Сапардың негізгі міндеттері",
        "Алдыңғы тәжірибе мен контекст",
        "Сарапшылар мен қоғамдағы күткен нәтиже",
        "Мүмкін болатын кедергілер мен сындар",
        "Болашаққа ықпал ету және болжамдар",
        "Қорытынды",
    ]
    assert article.sections[0].path == ()
    assert article.sections[6].path == ("Қорытынды",)
    lead = article.sections[0].text
    assert lead.startswith("2025 жылдың 21–23 қыркүйегі")
    assert lead.endswith("талқылауы жоспарланды.")
    assert "барды.\n\nСапардың басты мақсаты" in lead
    assert all(section.text in text for section in article.sections)


@pytest.mark.parametrize(
    ("text", "title", "sections"),
    [
        ("", "", []),
        (" \n\t\n", "", []),
        ("Тақырып", "Тақырып", []),
        ("\n  Тақырып  \n", "Тақырып", []),
        ("Тақырып\nМәтін.", "Тақырып", [("", "Мәтін.")]),
        ("Тақырып\nКіріспе.\nБөлім\nМәтін.", "Тақырып", [("", "Кіріспе."), ("Бөлім", "Мәтін.")]),
        ("Тақырып\n\nБөлім\n\nМәтін.", "Тақырып", [("Бөлім", "Мәтін.")]),
        ("Т\r\nБөлім\r\nБір.\r\n\r\nЕкі.\r\n", "Т", [("Бөлім", "Бір.\r\n\r\nЕкі.")]),
        ("Т\nБөлім\nНүктесіз мәтін", "Т", [("Бөлім", "Нүктесіз мәтін")]),  # the last line is no heading
        # a numbered heading, one with quotes, one that follows a quotation
        ("Т\nБір.\n1. Кіріспе\nЕкі.", "Т", [("", "Бір."), ("1. Кіріспе", "Екі.")]),
        ("Т\nБір.\n«Абай жолы»\nЕкі.", "Т", [("", "Бір."), ("«Абай жолы»", "Екі.")]),
        ("Т\n«Бардым.»\nБөлім\nЕкі.", "Т", [("", "«Бардым.»"), ("Бөлім", "Екі.")]),
    ],
)
def test_title_and_headings(text, title, sections):
    assert outline(text) == (title, sections)


@pytest.mark.parametrize(
    "body",
    [
        "Бұл сөйлем.\nСоңғы жол",  # nothing follows
        "Бұл сөйлем.\nБір жол\nЕкі жол\nҮш жол",  # another such line follows
        "Бұл сөйлем.\nСұрақ па?\nЖауап.",  # closing punctuation
        "Мыналар:\n- Алма\n- Алмұрт\nБәрі тәтті.",  # a list
        "Мыналар:\n1. Алма\n2. Алмұрт\nБәрі тәтті.",
        "Бұл сөйлем.\n2025\nТағы сөйлем.",  # no letter
        "Бұл сөйлем.\nЖол кенет\nүзілген жерден жалғасады.",  # goes on in lower case
        "Бұл сөйлем.\n" + "Ұзақ жол " * 13 + "\nТағы сөйлем.",  # long
        # verse
        "Желсіз түнде жарық ай\nСәулесі суда дірілдеп,\nАуылдың жаны терең сай\nТасыған өзен күрілдеп.",
        # hard-wrapped prose, where a line may well begin with a name
        "Ол кезде Мемлекет басшысы Орталық Азия елдерінің\nАлматы қаласында өткен жиынына қатысып,\n"
        "бірқатар басшылармен кездесті және олармен\nекіжақты келіссөздер жүргізді.",
    ],
)
def test_not_a_heading(body):
    assert outline(f"Тақырып\n{body}") == ("Тақырып", [("", body)])


def test_headings_of_hard_wrapped_text_stand_alone():
    body = "Бұл абзац бірнеше жолға бөлінген, сондықтан\nжолдың соңында нүкте жоқ, ал жалғасы\nкіші әріптен."
    text = f"Тақырып\n\nБірінші бөлім\n\n{body}\n\nЕкінші бөлім\n\n{body}\n"
    assert outline(text) == ("Тақырып", [("Бірінші бөлім", body), ("Екінші бөлім", body)])


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\n\n.А а"))))
def test_any_text_reads_and_sections_are_slices(text):
    article = read_plain(text, "x")
    offset = 0
    for section in article.sections:
        assert section.text
        assert section == Section(
            section.heading, section.text, (section.heading,) if section.heading else ()
        )
        offset = text.index(section.text, offset) + len(section.text)
    kept = article.title + "".join(section.heading + section.text for section in article.sections)
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))
