"""A plain phrase as a query: "red leather bag with a model" -> `color:red object:handbag person:yes leather`.

Words are looked up in `lexicon.json`, longest first, then among the values of the catalog's own facts, then in the full
text. What is left is compared by its meaning with all that is known (MiniLM, in a worker process), and taken for the
nearest above a cut. Below it nothing is guessed: the words are named.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from core.catalog import picture_texts
from core.errors import SetupError
from core.search import fields
from core.search.engine import Engine
from core.search.query import QueryError, Term, nearest, parse, to_text
from core.search.snapshot import Snapshot
from core.site import Site

LONGEST = 5  # words of one entry
LEAST_ALIKE = 0.55  # cosine from which on a word is taken for the nearest known one; chosen by benchmarks/phrases.py
MOST_VALUES = 400  # of one fact that words are compared with; more are words of the shop, not of the language
NEAREST = "core.search.tasks:nearest"
Nearest = Callable[[list[str], list[str]], list[tuple[str, float]]]
NOT_SAID = ("job", "source", "sku", "category", "text", "broken", "corrected", "faces", "persons", "face", "person")
Part = tuple[str, Term | None, bool]  # words, what they stand for, whether turned round
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

    def stands_in_texts(word: str) -> bool:
        with site.store.reading() as connection:
            return len(picture_texts.find(connection, [word])) > 0

    def nearest_known(asked: list[str], known: list[str]) -> list[tuple[str, float]]:
        try:
            found: list[tuple[str, float]] = site.run(NEAREST, asked, known)
        except SetupError:  # the package is not here: these words are asked about
            return [("", 0.0)] * len(asked)
        return found

    return _read(phrase, snapshot, stands_in_texts, nearest_known)


def _read(phrase: str, snapshot: Snapshot, stands_in_texts: Callable[[str], bool], nearest_known: Nearest) -> Phrase:
    parts = _by_meaning(_parts(phrase, snapshot, stands_in_texts), snapshot, nearest_known)
    read = tuple((f"{'without ' * negated}{word}", to_text([replace(term, negated=negated)]))
                 for word, term, negated in parts if term)
    terms = (replace(term, start=0, end=0, negated=negated) for _, term, negated in parts if term)
    unread = tuple(word for word, term, _ in parts if term is None)
    near = [(word, nearest(word, _known_words(snapshot))) for word in unread]
    return Phrase(to_text(list(dict.fromkeys(terms))), read, unread,
                  tuple(pair for pair in near if pair[1] not in ("", pair[0])))


def _parts(phrase: str, snapshot: Snapshot, stands_in_texts: Callable[[str], bool]) -> list[Part]:
    """The words of a phrase with what each stands for."""
    words, parts, negated, place = picture_texts.words_of(phrase), list[Part](), False, 0
    while place < len(words):
        length, term = _longest(words[place:place + LONGEST], snapshot)
        word = " ".join(words[place:place + max(1, length)])
        place += max(1, length)
        if term is None and word in _passed_over():
            continue
        if term is None and word in _negating():
            negated = True
            continue
        if term is None:
            term = next((Term("", ":", (one,)) for one in (word, _singular(word)) if stands_in_texts(one)), None)
        parts.append((word, term, negated))
        negated = False
    return parts


def _by_meaning(parts: list[Part], snapshot: Snapshot, nearest_known: Nearest) -> list[Part]:
    """Parts in which words that nothing is known by stand for the nearest known ones, two side by side as one where
    they are nearer to something together."""
    asked = [place for place, (_, term, _) in enumerate(parts) if term is None]
    known = _known_terms(snapshot) if asked else {}
    if not known:
        return parts
    pairs = [place for place in asked if place + 1 in asked and not parts[place + 1][2]]
    texts = [parts[place][0] for place in asked] + [f"{parts[place][0]} {parts[place + 1][0]}" for place in pairs]
    found = nearest_known(texts, list(known))
    alone, together = dict(zip(asked, found, strict=False)), dict(zip(pairs, found[len(asked):], strict=True))
    read, place = list[Part](), 0
    while place < len(parts):
        word, term, negated = parts[place]
        best, both = alone.get(place, ("", 0.0)), together.get(place, ("", 0.0))
        is_pair = both[1] >= max(LEAST_ALIKE, best[1], alone.get(place + 1, ("", 0.0))[1])
        best = both if is_pair else best
        if is_pair:
            word = f"{word} {parts[place + 1][0]}"
        read.append((word, known[best[0]] if best[1] >= LEAST_ALIKE else term, negated))
        place += 1 + is_pair
    return read


def _known_terms(snapshot: Snapshot) -> dict[str, Term]:
    """Words that a condition is known by: of the lexicon, and the values of facts that are few enough."""
    terms = {value.replace("_", " "): Term(name, ":", (value,)) for name in snapshot.names if name not in NOT_SAID
             and len(snapshot.values_of(name)) <= MOST_VALUES for value in snapshot.values_of(name)
             if len(value) >= 3 and value[0].isalpha() and value not in picture_texts.NOT_VALUES}
    return terms | {word: term for word, term in _entries().items() if _is_known(snapshot, term)}


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
