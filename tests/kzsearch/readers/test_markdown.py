import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzsearch.readers import read_markdown


def sections(text):
    return [(section.path, section.text) for section in read_markdown(text, "x").sections]


def test_title_lead_and_nested_headings():
    text = "# Абай\n\nКіріспе.\n\n## Өмірі\n\nТуған.\n\n### Балалық\n\nОйнаған.\n\n## Мұрасы\n\nЖазған.\n"
    article = read_markdown(text, "abai.md")
    assert (article.id, article.title) == ("abai.md", "Абай")
    assert [(section.heading, section.path, section.text) for section in article.sections] == [
        ("", (), "Кіріспе."),
        ("Өмірі", ("Өмірі",), "Туған."),
        ("Балалық", ("Өмірі", "Балалық"), "Ойнаған."),
        ("Мұрасы", ("Мұрасы",), "Жазған."),
    ]


@pytest.mark.parametrize(
    ("text", "title", "paths"),
    [
        ("", "", []),
        ("Мәтін.", "", [()]),
        ("Тақырып\n===\n\nМәтін.", "Тақырып", [()]),
        ("Мәтін.\n\n# Кейін\n\nТағы.", "", [(), ("Кейін",)]),
        ("# Бір\n\nА.\n\n# Екі\n\nӘ.\n\n## Үш\n\nБ.", "Бір", [(), ("Екі",), ("Екі", "Үш")]),
        ("## Бөлім\n\nМәтін.", "", [("Бөлім",)]),
        ("#\n\n##\n\nМәтін.", "", [()]),
        ("# Т\n\n## Бос\n\n### Ішкі\n\nМәтін.", "Т", [("Бос",), ("Бос", "Ішкі")]),
        ("# Қара *сөз* және `код`", "Қара сөз және код", []),
        ("> # Дәйексөз\n", "", [()]),
    ],
)
def test_titles_and_paths(text, title, paths):
    article = read_markdown(text, "x")
    assert article.title == title
    assert [section.path for section in article.sections] == paths


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            '**Қою**, _көлбеу_, ~~сызылған~~ және [сілтеме](https://a.kz "б").',
            "Қою, көлбеу, сызылған және сілтеме.",
        ),
        ("Бір абзац\nекі жолда.", "Бір абзац екі жолда."),
        ("Жол  \nүзілді.<br>Тағы.", "Жол\nүзілді.\nТағы."),
        ("Бірінші.\n\nЕкінші.", "Бірінші.\n\nЕкінші."),
        ("- алма\n- алмұрт\n  - қызыл\n", "алма\nалмұрт\nқызыл"),
        ("1. бір\n2. екі\n\nСоңы.", "бір\nекі\n\nСоңы."),
        ("```python\nprint('сәлем')\n\nx = 1\n```", "print('сәлем')\n\nx = 1"),
        ("    төрт бос орын", "төрт бос орын"),
        ("| Ат | Жас |\n|---|---|\n| Абай | 58 |\n", "Ат\tЖас\nАбай\t58"),
        ("> Дәйексөз.\n>\n> Екінші.", "Дәйексөз.\nЕкінші."),
        ("![Тау суреті](тау.png)", "Тау суреті"),
        ("Мәтін <b>қою</b> &amp; <!-- жоқ -->соңы.", "Мәтін қою & соңы."),
        ("<div><p>Бір</p><p>Екі</p><script>x()</script></div>", "Бір\nЕкі"),
        ("<https://qazaq.kz> сайты", "https://qazaq.kz сайты"),
    ],
)
def test_text_without_markup(text, read):
    assert sections(f"## Б\n\n{text}") == [(("Б",), read)]


def test_front_matter():
    article = read_markdown(
        "---\ntitle: 'Арал: теңіз'\ndate: 2025-09-21T10:00:00+05:00\nurl: https://a.kz\nlanguage: kk\n"
        "author: Асан\ntags:\n  - су\n# ескерту\n---\n# Арал: теңіз\n\nМәтін.\n",
        "x",
    )
    assert article.title == "Арал: теңіз"
    assert article.date == datetime.date(2025, 9, 21)
    assert (article.url, article.language) == ("https://a.kz", "kk")
    assert article.extra == {"author": "Асан", "tags": ""}
    assert [(section.heading, section.text) for section in article.sections] == [("", "Мәтін.")]


def test_front_matter_title_beside_another_headline():
    assert read_markdown("---\ntitle: А\n---\n# Б\n\nМәтін.", "x").sections[0].path == ("Б",)


def test_a_date_nobody_can_read_is_kept_as_it_is():
    article = read_markdown("---\ndate: күзде\n---\nМәтін.", "x")
    assert (article.date, article.extra) == (None, {"date": "күзде"})


@pytest.mark.parametrize(
    "text", ["---\nЖай мәтін.\n---\n", "---\ntitle: жабылмаған\n\nМәтін.", "Мәтін\n---\na: b\n---\n"]
)
def test_rules_are_no_front_matter(text):
    article = read_markdown(text, "x")
    assert article.title == ""
    assert article.extra == {}


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                [
                    "# ",
                    "- ",
                    "> ",
                    "| a |\n|--|\n",
                    "```",
                    "<b",
                    "**",
                    "\n",
                    "---\n",
                    "a: b\n",
                    "[x](",
                    "сөз ",
                    "    ",
                    "\t",
                ]
            )
        ).map("".join),
    )
)
def test_any_text_reads(text):
    for section in read_markdown(text, "x").sections:
        assert section.heading == (section.path[-1] if section.path else "")
