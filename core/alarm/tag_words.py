"""What a shop says of a product's type and of whom it is for, in the words of the product's taxonomy.

Types are read in English, with plurals; of Google's product category also where it is a path of Google's own. A type is
taken as its category (shirt: topwear). Words for men and women are read in English, German, French and Spanish.
`tag_words.json` holds words that in a title alone say nothing ("orange", "top"), categories that one photo can be of
both, and the words for men and women.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.alarm.color_words import folded
from core.tags import bundled

LONGEST = 4  # words of a tag
MOST = 1000  # letters of a text that are read
_UNEVEN = {"shelve": "shelf", "knive": "knife", "scarve": "scarf", "loave": "loaf", "leave": "leaf"}
_KEPT = ("glasses", "shorts", "tights", "briefs", "flats", "trunks")  # without their s another word
_SOUNDS = ("ses", "xes", "zes", "ches", "shes")
MEN, WOMEN = "men", "women"


@dataclass(frozen=True)
class Claim:
    """What a shop says of a product.

    Attributes
    ----------
    words : tuple of str
        The words that say it.
    values : frozenset of str
        What they mean: categories of the taxonomy, a domain where they say no more; or men, women.
    """

    words: tuple[str, ...]
    values: frozenset[str]


def type_claim(title: str, fields: Iterable[str] = ()) -> Claim | None:
    """What title and fields claim together of the type; None where they say nothing that the taxonomy knows.

    Parameters
    ----------
    title : str
    fields : iterable of str
        Of the feed: Google's product category, the shop's own product type.

    Examples
    --------
    >>> claim = type_claim("Summer dress", ["Apparel & Accessories > Shoes"])
    >>> claim.words, sorted(claim.values)
    (('Apparel & Accessories > Shoes', 'dress'), ['dresses and suits', 'shoes'])
    >>> type_claim("Orange top"), sorted(type_claim("", ["Orange"]).values)
    (None, ['fruit'])
    """
    said, weak = dict[str, frozenset[str]](), dict[str, frozenset[str]]()
    for field in fields:
        path = _google_of(field)
        said |= {" ".join(field.split())[:120]: path} if path else _tags_in(field)
    for word, values in _tags_in(title).items():
        (weak if word in _lexicon()["ambiguous"] else said).setdefault(word, values)
    if not said:
        return None
    return Claim(tuple(said), frozenset().union(*said.values(), *weak.values()))


def gender_claim(title: str, field: str = "") -> Claim | None:
    """Whether a product is for men (or boys) or for women (or girls); None for both, neither, or unisex.

    Examples
    --------
    >>> gender_claim("Women's shirt").values == {"women"}, gender_claim("Shirt", "male").words
    (True, ('male',))
    >>> gender_claim("Socks for men and women"), gender_claim("Lady Gaga poster"), gender_claim("Shirt", "unisex")
    (None, None, None)
    """
    words, lexicon = dict[str, str](), _lexicon()
    for text, is_field in ((field, True), (title, False)):
        found = re.findall(r"[^\W\d_]+", folded(text[:MOST]))
        if "unisex" in found:
            return None
        for sex, value in (("male", MEN), ("female", WOMEN)):
            words |= {word: value for word in found if word in lexicon[sex]
                      and (is_field or word not in lexicon["in_fields_only"])}
    return Claim(tuple(words), frozenset(words.values())) if len(set(words.values())) == 1 else None


def category_of(tag: str) -> tuple[str, str]:
    """The domain and the category of a tag of the taxonomy; "" for a category that it does not say, or an unknown tag.

    Examples
    --------
    >>> category_of("sandal"), category_of("fashion"), category_of("unicorn")
    (('fashion', 'shoes'), ('fashion', ''), ('', ''))
    """
    path = bundled().path(tag) if tag in bundled().tags else ()
    return (path[0] if path else "", path[1] if len(path) > 1 else "")


def alike(one: str, other: str) -> bool:
    """Whether one photo can be of both categories."""
    return one == other or any(one in group and other in group for group in _lexicon()["alike"])


def _tags_in(text: str) -> dict[str, frozenset[str]]:
    """The longest words of the taxonomy in a text, each with the categories (or the domain) that it means."""
    found, words, at = dict[str, frozenset[str]](), [_stem(word) for word in _plain(text)], 0
    while at < len(words):
        size = next((size for size in range(min(LONGEST, len(words) - at), 0, -1)
                     if " ".join(words[at:at + size]) in _table()), 0)
        if size:
            word = " ".join(words[at:at + size])
            found[word] = found.get(word, frozenset()) | {_table()[word]}
        at += max(1, size)
    return found


@cache
def _table() -> dict[str, str]:
    """Stems of names and synonyms -> category, or domain for a tag that is one."""
    taxonomy, table = bundled(), dict[str, str]()
    for tag in taxonomy.tags.values():
        path = taxonomy.path(tag.name)
        for word in (tag.name, *tag.synonyms):
            table.setdefault(" ".join(map(_stem, _plain(word))), path[min(1, len(path) - 1)])
    return table


@cache
def _google_of(field: str) -> frozenset[str]:
    """The categories that a path of Google's product categories means; none for what is no such path."""
    path, taxonomy = _steps(field), bundled()
    own = {name: _steps(taxonomy.google(name)) for name in taxonomy.tags if taxonomy.google(name)}
    if not path or path[0] not in {steps[0] for steps in own.values()}:
        return frozenset()
    below = {name for name, steps in own.items() if steps[:len(path)] == path}
    longest = max((len(steps) for steps in own.values() if path[:len(steps)] == steps), default=0)
    names = below or {name for name, steps in own.items() if steps == path[:longest]}
    return frozenset(category or domain for domain, category in map(category_of, names))


def _steps(path: str) -> tuple[str, ...]:
    steps = folded(path.replace("&amp;", "&")[:MOST]).split(">")
    return tuple(" ".join(step.split()) for step in steps if step.strip())


def _plain(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", folded(text[:MOST]))


def _stem(word: str) -> str:
    """A word without a plural's ending.

    Examples
    --------
    >>> [_stem(word) for word in ("shoes", "watches", "dress", "dresses", "bodies", "scarves", "shorts")]
    ['shoe', 'watch', 'dress', 'dress', 'body', 'scarf', 'shorts']
    """
    if word in _KEPT:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_SOUNDS):
        return word[:-2]
    short = word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
    return _UNEVEN.get(short, short)


@cache
def _lexicon() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return values
