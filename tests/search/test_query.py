"""The query language reads what it should, back and forth, and marks where it cannot."""

from __future__ import annotations

import random

import pytest

from core.search.query import MOST_LETTERS, MOST_TERMS, QueryError, Term, day, marked, parse, to_text


def plain(query: str) -> list[tuple]:
    return [(term.negated, term.field, term.operator, term.values, term.score) for term in parse(query)]


def test_the_example_of_the_manual_is_read() -> None:
    assert plain('person:yes color:red object:handbag -text:any score>0.8 "summer sale"') == [
        (False, "person", ":", ("yes",), None), (False, "color", ":", ("red",), None),
        (False, "object", ":", ("handbag",), None), (True, "text", ":", ("any",), None),
        (False, "score", ">", ("0.8",), None), (False, "", ":", ("summer sale",), None)]


@pytest.mark.parametrize("query, expected", [
    ("", []), ("   ", []), ("Sandale", [(False, "", ":", ("Sandale",), None)]),
    ("-sale", [(True, "", ":", ("sale",), None)]), ("COLOR:Red", [(False, "color", ":", ("Red",), None)]),
    ('color:"dark blue",red', [(False, "color", ":", ("dark blue", "red"), None)]),
    ("color:red>=0.3", [(False, "color", ":", ("red",), (">=", 0.3))]),
    ("date>=2026-01-01", [(False, "date", ">=", ("2026-01-01",), None)]),
    ("width<=-3.5", [(False, "width", "<=", ("-3.5",), None)]),
    ("job:12 source:shop.example/a.xml", [(False, "job", ":", ("12",), None),
                                          (False, "source", ":", ("shop.example/a.xml",), None)]),
    ('"color:red"', [(False, "", ":", ("color:red",), None)]), ("été 42", [
        (False, "", ":", ("été",), None), (False, "", ":", ("42",), None)]),
])
def test_conditions_are_read(query: str, expected: list) -> None:
    assert plain(query) == expected
    assert plain(to_text(parse(query))) == expected


@pytest.mark.parametrize("query, wrong, expected", [
    ("score>high", "high", "a number"), ("color:red  width<", "", "a number"), ("date>soon", "soon", "a date"),
    ('a "summer', '"summer', "a second quote"), ("color:", "", "a value of color"), ("color:red,", "", "a value"),
    ("color:,red", ",", "a value of color"), ("person:yes -", "-", "after the minus"), ('color:""', '""', "a text"),
    ("color:red>much", "much", "a number"), ("color:red,>3", ">", "a value"), (">3", ">", "a word"),
    ('color:"a"b', "b", "a blank"),
])
def test_a_query_that_cannot_be_read_is_marked_where(query: str, wrong: str, expected: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    error = caught.value
    assert query[error.start:error.end] == wrong and expected in error.message and error.hint
    mark = marked(query, error).splitlines()
    assert mark[0] == query and mark[1].index("^") == error.start


def test_whatever_comes_is_read_or_refused_with_a_place_inside() -> None:
    letters, draw = 'ab:<>=-", é\t0.1', random.Random(0)
    for _ in range(3000):
        query = "".join(draw.choice(letters) for _ in range(draw.randrange(14)))
        try:
            terms = parse(query)
        except QueryError as error:
            assert 0 <= error.start <= error.end <= len(query)
            assert marked(query, error).count("\n") == 1
        else:
            assert [(term.field, term.values, term.negated) for term in parse(to_text(terms))] == \
                [(term.field, term.values, term.negated) for term in terms], query


def test_endless_queries_are_refused() -> None:
    for query in ("a" * (MOST_LETTERS + 1), "a " * (MOST_TERMS + 1)):
        with pytest.raises(QueryError, match="at most"):
            parse(query)


def test_days_months_and_years_are_dates() -> None:
    assert (str(day("2026-02-03")), str(day("2026-02")), str(day("2026"))) == ("2026-02-03", "2026-02-01", "2026-01-01")
    assert [day(text) for text in ("2026-13", "26-01-01", "2026-1-1-1", "soon", "", "²026")] == [None] * 6
    assert to_text([Term("color", ":", ("dark blue",), True, (">", 0.25))]) == '-color:"dark blue">0.25'
