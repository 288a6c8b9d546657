"""Typing errors: the tables' examples, and the walk over a dictionary against the textbook definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import KAZAKH, anything

from kzsearch_analyzers.spelling.costs import error_costs, key_neighbours, near, wrong_letters
from kzsearch_analyzers.tables import read_rows

COSTS = error_costs()
FAR = 10_000


def distance(typed, meant):
    """Damerau's distance (optimal string alignment) by dynamic programming, with the weights of the table."""
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
    if typed[i] == meant[j]:
        return 0
    cost = wrong_letters().get(typed[i], {}).get(meant[j], COSTS.wrong)
    return cost if cost == COSTS.standin else cost + first(i, j)


def pair(cell):
    typed, meant = cell.split(" = ")
    return typed, meant


@pytest.mark.parametrize("row", read_rows("spelling/typing_errors.tsv", 4), ids=lambda row: row.cells[0])
def test_examples_of_errors(row):
    kind, cost, example, _ = row.cells
    typed, meant = pair(example)
    whole = int(cost) + (COSTS.wrong if kind == "first" else 0)
    assert near(typed, [meant], FAR) == {meant: whole}
    assert near(typed, [meant], whole - 1) == {}


@pytest.mark.parametrize("row", read_rows("spelling/key_neighbours.tsv", 4), ids=lambda row: row.cells[0])
def test_examples_of_keys(row):
    key, neighbours, example, _ = row.cells
    typed, meant = pair(example)
    slips = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    assert len(slips) == 1
    assert slips[0][0] in neighbours
    assert slips[0][1] == key
    assert near(typed, [meant], COSTS.neighbour) == {meant: near(typed, [meant], FAR)[meant]}


def test_keys_touch_each_other():
    table = key_neighbours()
    assert set(table) == set(KAZAKH) - {"ё"}
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
def test_the_walk_finds_what_comparing_every_word_finds(typed, words, budget):
    expected = {word: cost for word in words if (cost := distance(typed, word)) <= budget}
    assert near(typed, words, budget) == expected


@given(letters, letters)
def test_only_the_word_itself_costs_nothing(typed, meant):
    assert (distance(typed, meant) == 0) == (typed == meant)
    assert near(typed, [typed], 0) == {typed: 0}


def test_the_last_code_point_of_all_ends_the_walk():
    last = chr(0x10FFFF)
    assert near("а", ["а" + last, "а" + last * 2], 150) == {"а" + last: 100}


@given(anything, st.lists(anything, max_size=10, unique=True).map(sorted))
def test_words_near_to_any_text_are_among_those_given_and_within_the_limit(typed, words):
    found = near(typed, words, 150)
    assert set(found) <= set(words)
    assert all(0 <= cost <= 150 for cost in found.values())
