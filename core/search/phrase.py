"""A plain phrase as a query: "red leather bag with a model" -> `color:red object:handbag person:yes leather`.

Words are looked up in `lexicon.json`, longest first, then among the values of the catalog's own facts, then in the full
text. What nothing is known by is said, and not guessed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from core.catalog import picture_texts
from core.search import fields
from core.search.engine import Engine
from core.search.query import QueryError, Term, nearest, parse, to_text
from core.search.snapshot import Snapshot
from core.site import Site

LONGEST = 5  # words of one entry
NOT_SAID = ("job", "source", "sku", "category", "text", "broken", "corrected", "faces", "persons", "face", "person")
_LEXICON = Path(__file__).with_name("lexicon.json")


@dataclass(frozen=True)
class Phrase:
    """How a phrase was read.

    Attributes
    ----------
    query : str
        In the query language; without the words that nothing is known by.
    read : tuple of (str, str)
        Words of the phrase, and what they became in the query.
    unread : tuple of str
        Words that no fact, title, lettering or file name has.
    near : tuple of (str, str)
        Such a word, and the known word that it may have been meant for.
    """

    query: str
    read: tuple[tuple[str, str], ...]
    unread: tuple[str, ...] = ()
    near: tuple[tuple[str, str], ...] = ()


def is_query(text: str) -> bool:
    """Whether a text is written in the query language: with a field, a minus or quotes; also one with an error in it.

    Examples
    --------
    >>> is_query("color:red"), is_query("red bag"), is_query('"summer sale"'), is_query("score>")
    (True, False, True, True)
    """
    try:
        return '"' in text or any(term.field or term.negated for term in parse(text))
    except QueryError:
        return True


def read_phrase(site: Site, phrase: str) -> Phrase:
    """Turn a phrase into a query over what this catalog knows.

    Parameters
    ----------
    site : Site
    phrase : str
        Any words; other signs are passed over.
    """
    snapshot = site.part(Engine).now()
    with site.store.reading() as connection:
        return _read(phrase, snapshot, lambda word: bool(picture_texts.find(connection, [word])))


def _read(phrase: str, snapshot: Snapshot, stands_in_texts: Callable[[str], bool]) -> Phrase:
    words = picture_texts.words_of(phrase)
    terms, read, unread = list[Term](), list[tuple[str, str]](), list[str]()
    negated, place = False, 0
    while place < len(words):
        length, term = _longest(words[place:place + LONGEST], snapshot)
        word = " ".join(words[place:place + max(1, length)])
        place += max(1, length)
        if term is None and word in _passed_over():
            continue
        if term is None and word in _negating():
            negated = True
            continue
        if term is None and stands_in_texts(word):
            term = Term("", ":", (word,))
        if term is None and stands_in_texts(_singular(word)):
            term = Term("", ":", (_singular(word),))
        if term is None:
            unread.append(word)
        else:
            term = replace(term, negated=negated)
            terms.append(term)
            read.append((f"{'without ' * negated}{word}", to_text([term])))
        negated = False
    near = [(word, nearest(word, _known_words(snapshot))) for word in unread]
    query = to_text(list(dict.fromkeys(replace(term, start=0, end=0) for term in terms)))
    return Phrase(query, tuple(read), tuple(unread), tuple(pair for pair in near if pair[1] not in ("", pair[0])))


def _longest(words: list[str], snapshot: Snapshot) -> tuple[int, Term | None]:
    """The most words that one condition stands for, and that condition; (0, None) where none does."""
    for length in range(len(words), 0, -1):
        text = " ".join(words[:length])
        for spelled in dict.fromkeys((text, _singular(text))):
            term = _entries().get(spelled)
            if term is not None and _is_known(snapshot, term):
                return length, term
            for value in dict.fromkeys((spelled.replace(" ", "_"), spelled)):  # as stages and as people write it
                stored = _values(snapshot, value)
                if stored is not None:
                    return length, stored
    return 0, None


def _is_known(snapshot: Snapshot, term: Term) -> bool:
    """Whether any picture could have it: a stage that never ran, or a value that it never gave, says nothing."""
    field = fields.named(term.field)
    if field == "state":
        return True
    has_field = bool(snapshot.values_of(field))
    return has_field and (term.operator != ":" or field in ("type", "label", "verdict", "sensitive", "face", "person")
                          or bool(fields.stored_values(snapshot, field, term.values[0])))


def _values(snapshot: Snapshot, value: str) -> Term | None:
    """The first fact of the catalog with such a value, numbers and yes or no left out."""
    if len(value) < 3 or not value[0].isalpha():
        return None
    return next((Term(name, ":", (value,)) for name in snapshot.names
                 if name not in NOT_SAID and value in snapshot.values_of(name)
                 and value not in picture_texts.NOT_VALUES), None)


def _singular(text: str) -> str:
    """A text whose last word is one of something, roughly: bags -> bag, dresses -> dress."""
    if text.endswith(("sses", "shes", "ches", "xes")):
        return text[:-2]
    if text.endswith("ies") and len(text) > 4:
        return f"{text[:-3]}y"
    return text[:-1] if text.endswith("s") and not text.endswith("ss") and len(text) > 3 else text


def _known_words(snapshot: Snapshot) -> list[str]:
    values = {value.replace("_", " ") for name in snapshot.names if name not in NOT_SAID
              for value in snapshot.values_of(name)}
    return sorted(values | _entries().keys())


@cache
def _lexicon() -> dict[str, object]:
    loaded: dict[str, object] = json.loads(_LEXICON.read_text("utf-8"))
    return loaded


@cache
def _entries() -> dict[str, Term]:
    terms = _lexicon()["terms"]
    assert isinstance(terms, dict)
    return {word: replace(parse(query)[0], start=0, end=0) for query, words in terms.items() for word in words}


@cache
def _words(name: str) -> frozenset[str]:
    words = _lexicon()[name]
    assert isinstance(words, list)
    return frozenset(words)


_passed_over, _negating = partial(_words, "passed_over"), partial(_words, "negating")
