import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kzsearch.readers import read_html

PAGE = """<!DOCTYPE html>
<html lang="kk"><head>
<title>Арал теңізі | Газет</title>
<meta property="article:published_time" content="2025-09-21T09:30:00Z">
<link rel="canonical" href="https://gazet.kz/aral">
<style>p { color: red }</style>
</head><body>
<header><a href="/">Газет</a><nav><ul><li>Басты бет</li></ul></nav></header>
<article>
  <header><h1>Арал <em>теңізі</em></h1></header>
  <p>Кіріспе   мәтін,
     екі жолда.</p>
  <h2>Тарихы</h2>
  <p>Бірінші абзац.</p><p>Екінші<br>абзац.</p>
  <h3>1960 жылдар</h3>
  <ul><li>Мақта</li><li>Күріш</li></ul>
  <h2>Қазір</h2>
  <table><tr><th>Жыл</th><th>Көлем</th></tr><tr><td>2005</td><td>27</td></tr></table>
  <pre>бір
  екі</pre>
  <script>alert("жоқ")</script>
</article>
<aside>Жарнама</aside>
<footer>© Газет</footer>
</body></html>"""


def test_a_page():
    article = read_html(PAGE, "aral.html")
    assert (article.id, article.title) == ("aral.html", "Арал теңізі")
    assert article.date == datetime.date(2025, 9, 21)
    assert (article.url, article.language) == ("https://gazet.kz/aral", "kk")
    assert [(section.path, section.text) for section in article.sections] == [
        ((), "Кіріспе мәтін, екі жолда."),
        (("Тарихы",), "Бірінші абзац.\nЕкінші\nабзац."),
        (("Тарихы", "1960 жылдар"), "Мақта\nКүріш"),
        (("Қазір",), "Жыл\tКөлем\n2005\t27\nбір\n  екі"),
    ]


@pytest.mark.parametrize(
    ("page", "title", "sections"),
    [
        ("", "", []),
        ("жай мәтін", "", [("", "жай мәтін")]),
        ("a.html", "", [("", "a.html")]),  # not a file to open
        ("<title>Т</title><p>Мәтін", "Т", [("", "Мәтін")]),
        ("<title>Т | сайт</title><h1>Т</h1>Мәтін", "Т", [("", "Мәтін")]),
        ("<title>Т</title><h1>А</h1>Бір<h1>Ә</h1>Екі", "Т", [("А", "Бір"), ("Ә", "Екі")]),
        ("<main><h1>Т</h1><article>Мәтін</article></main>", "Т", [("", "Мәтін")]),
        ("<nav>Мәзір</nav><main>Мәтін</main><footer>Соңы</footer>", "", [("", "Мәтін")]),
        ("<article>Бір</article><article>Екі</article>", "", [("", "Бір\nЕкі")]),
        ("<header>Сайт</header><p>Мәтін</p><footer>Соңы</footer>", "", [("", "Мәтін")]),
        ("<header><h1>Т</h1><p>Кіріспе</p></header><p>Мәтін</p>", "Т", [("", "Кіріспе\nМәтін")]),
        ("<h2></h2><p>Мәтін</p>", "", [("", "Мәтін")]),
        ("<h2><div>Бөлім</div></h2>Мәтін", "", [("Бөлім", "Мәтін")]),
        ("<h2>Бө<b>лім</b></h2>Мәт<i>ін</i>", "", [("Бөлім", "Мәтін")]),
        ("<p>А&nbsp;&auml;&#1240;&lt;б&gt;</p>", "", [("", "А äӘ<б>")]),
        ("<div hidden>жоқ</div><div>бар</div>", "", [("", "бар")]),
        ("<?xml version='1.0'?><p>Мәтін</p>", "", [("", "Мәтін")]),
        # unclosed heading, list, navigation
        ("<h2>Бөлім<p>Бір<p>Екі", "", [("Бөлім", "Бір\nЕкі")]),
        ("<ul><li>Бір<li>Екі<p>Үш</b></ul>", "", [("", "Бір\nЕкі\nҮш")]),
        ("<nav><p>Мәтін</p>", "", [("", "Мәтін")]),
    ],
)
def test_title_and_sections(page, title, sections):
    article = read_html(page, "x")
    assert article.title == title
    assert [(section.heading, section.text) for section in article.sections] == sections


@pytest.mark.parametrize(
    "page", ["<p>Мәтін <a href='x", "<p>Мәтін</p><![x", "<![x <p>Мәтін</p>", f"&#{'9' * 5000};<p>Мәтін</p>"]
)
def test_what_html_parser_refuses(page):
    (section,) = read_html(page, "x").sections
    assert "Мәтін" in section.text  # what else there is differs with the version of Python


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta name="DC.date" content="2024-02-29">', datetime.date(2024, 2, 29)),
        ('<time itemprop="datePublished" datetime="2024-05-01 10:00">', datetime.date(2024, 5, 1)),
        (
            '<meta name="date" content="кеше"><meta name="pubdate" content="2024-05-02">',
            datetime.date(2024, 5, 2),
        ),
        ('<meta name="date" content="2024-02-30">', None),
        ('<time datetime="2024-05-01">', None),  # any day the text speaks of
    ],
)
def test_dates(head, day):
    assert read_html(f"{head}<p>Мәтін", "x").date == day


def test_language_of_the_article_before_that_of_the_page():
    assert read_html('<html lang="ru"><article lang="kk">Мәтін</article></html>', "x").language == "kk"


def test_nested_beyond_the_recursion_limit():
    article = read_html("<div>" * 3000 + "мәтін" + "<h2>" * 3000 + "бөлім", "x")
    assert [(section.heading, section.text) for section in article.sections] == [("", "мәтін"), ("бөлім", "")]


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<h1>",
        "<h2>",
        "</h2>",
        "<td>",
        "<pre>",
        "</pre>",
        "<nav>",
        "<!",
        "<![",
        "<!--",
        "-->",
        "<?",
        "&#",
        "&amp;",
        "<a b='",
        "<article>",
        "<title>",
        "<script>",
        "</",
        ">",
        "сөз",
        "\n",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(TAGS).map("".join)))
def test_any_text_reads(text):
    for section in read_html(text, "x").sections:
        assert section.heading == (section.path[-1] if section.path else "")
