"""The distance of two words: examples of the tables, and both algorithms against dynamic programming."""

import pytest
from harness import KAZAKH_LETTERS, one_error_away
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import anything, words

from kzsearch_analyzers.spelling.costs import error_costs, key_neighbours, substitution_cost
from kzsearch_analyzers.spelling.edit_distance import error_cost, near
from kzsearch_analyzers.tables import read_rows

COSTS = error_costs()
FAR = 10_000


def distance(typed, meant):
    """Return the restricted Damerau distance by dynamic programming, with the weights of the table."""
    reached = {(0, 0): 0}
    for i in range(len(typed) + 1):
        for j in range(len(meant) + 1):
            ways = [reached[0, 0]] if i == j == 0 else []
            if i and j:
                ways.append(reached[i - 1, j - 1] + wrong(typed, meant, i - 1, j - 1))
            if i:
                again = i > 1 and typed[i - 2] == typed[i - 1]
                ways.append(reached[i - 1, j] + (COSTS.doubled if again else COSTS.extra) + first(i - 1, j))
            if j:
                again = j > 1 and meant[j - 2] == meant[j - 1]
                ways.append(reached[i, j - 1] + (COSTS.doubled if again else COSTS.missing) + first(i, j - 1))
            if i > 1 and j > 1 and typed[i - 2] + typed[i - 1] == meant[j - 1] + meant[j - 2]:
                ways.append(reached[i - 2, j - 2] + COSTS.swapped + first(i - 2, j - 2))
            reached[i, j] = min(ways)
    return reached[len(typed), len(meant)]


def first(i, j):
    return COSTS.first if i == j == 0 else 0


def wrong(typed, meant, i, j):
    return 0 if typed[i] == meant[j] else substitution_cost(typed[i], meant[j], first(i, j))


def pair(cell):
    typed, meant = cell.split(" = ")
    return typed, meant


@pytest.mark.parametrize("row", read_rows("spelling/typing_errors.tsv", 4), ids=lambda row: row.cells[0])
def test_examples_of_errors(row):
    kind, cost, spellings, _ = row.cells
    typed, meant = pair(spellings)
    whole = int(cost) + (COSTS.wrong if kind == "first" else 0)
    assert near(typed, [meant], FAR) == {meant: whole}
    assert near(typed, [meant], whole - 1) == {}


@pytest.mark.parametrize("row", read_rows("spelling/key_neighbours.tsv", 3), ids=lambda row: row.cells[0])
def test_examples_of_keys(row):
    key, neighbours, spellings = row.cells
    typed, meant = pair(spellings)
    slips = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    assert len(slips) == 1
    assert slips[0][0] in neighbours
    assert slips[0][1] == key
    assert near(typed, [meant], COSTS.neighbour) == {meant: near(typed, [meant], FAR)[meant]}


def test_key_neighbours_are_symmetric():
    table = key_neighbours()
    assert set(table) == set(KAZAKH_LETTERS) - {"ё"}
    for key, neighbours in table.items():
        assert key not in neighbours
        assert all(key in table[other] for other in neighbours)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("мектеп", "мектеп", 0),
        ("қазақстн", "қазақстан", 100),
        ("казакстан", "қазақстан", 30),
        ("казакстн", "қазақстан", 130),
        ("қзаақстан", "қазақстан", 80),
        ("абвг", "вгаб", 400),
        ("", "", 0),
        ("", "ат", 240),
        ("ат", "", 240),
    ],
)
def test_costs_add_up(typed, meant, cost):
    assert near(typed, [meant], FAR) == {meant: cost}
    assert distance(typed, meant) == cost


letters = st.text("аәкқтс", max_size=7)
dictionaries = st.lists(letters, max_size=30, unique=True).map(sorted)


@given(letters, dictionaries, st.integers(0, 350))
def test_near_finds_what_comparing_every_word_finds(typed, words, budget):
    expected = {word: cost for word in words if (cost := distance(typed, word)) <= budget}
    assert near(typed, words, budget) == expected


def test_two_errors_cost_more_than_one():
    assert 2 * COSTS.cheapest > max(COSTS.wrong, COSTS.missing, COSTS.extra, COSTS.swapped) + COSTS.first
    assert COSTS.standin < COSTS.cheapest


@st.composite
def errors(draw):
    """A word and a spelling one error away; of few letters, most of them stand-ins, or of any."""
    word = draw(st.text("кқхһуұү", max_size=8) | letters | words)
    return draw(st.sampled_from(sorted(one_error_away(word)))), word


@settings(max_examples=500)
@given(errors(), st.integers(0, 200))
@example(("хһ", "һ"), 115)  # a stand-in and an extra letter after it, for an extra letter at the beginning
@example(("акққ", "аққ"), 95)  # a stand-in and a doubled letter, for an extra letter
@example(("аққк", "аққ"), 95)
@example(("қу", "уқ"), 120)
def test_the_cost_of_one_error_is_the_distance_that_near_finds(error, budget):
    typed, word = error
    cost = error_cost(typed, word)
    assert cost == distance(typed, word)
    assert near(typed, [word], budget) == ({word: cost} if cost <= budget else {})
    assert near(typed, [word], cost) == {word: cost}
    assert near(typed, [word], cost - 1) == {}


@given(words, words)
def test_no_error_and_several_have_no_cost(one, other):
    assert error_cost(one, one) is None
    assert (error_cost(one, other) is not None) == (one in one_error_away(other))


@given(letters, letters)
def test_only_the_word_itself_costs_nothing(typed, meant):
    assert (distance(typed, meant) == 0) == (typed == meant)
    assert near(typed, [typed], 0) == {typed: 0}


def test_words_with_the_last_code_point():
    last = chr(0x10FFFF)
    assert near("а", ["а" + last, "а" + last * 2], 150) == {"а" + last: 100}


@given(anything, st.lists(anything, max_size=10, unique=True).map(sorted))
def test_near_any_text(typed, words):
    assert set(near(typed, words, 150)) <= set(words)
