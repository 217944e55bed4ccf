"""Words that were read on a picture and that name another product of the same audit, and not its own.

A word counts where few products have it in their title, or where it is a brand. One wrong letter is forgiven in words
of six letters and more: each word is looked up by itself and by what is left of it without one letter, so that no two
words are compared that are not nearly equal.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from core.alarm.color_words import folded, is_color_word
from core.alarm.making import alarm, shown
from core.alarm.offers import Offer
from core.nouns.alarm import Alarm, ReadWord

LEAST_LETTERS, FORGIVEN, LONG = 4, 6, 7  # of a word; of one with a wrong letter; of one that is enough alone
SHORT = 3  # letters of a product's own word
RARE, RARE_SHARE = 3, 0.01  # most families of products, or share of them, that have a rare word in their title
MOST_FAMILIES = 20  # that are remembered of one word
BRAND_SHARE = 0.3  # share of the families above which a brand says nothing
# Words that stand on goods and in shops whatever is sold.
ANYWHERE = frozenset(json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))["anywhere"])


def lettering_alarms(offers: list[Offer], lines: Mapping[str, Iterable[str]]) -> list[Alarm]:
    """Alarms for pictures with words of another product's brand or title and none of their own.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    lines : mapping of str to iterable of str
        Picture id -> the lines that were read on it.
    """
    catalog = _Catalog(offers)
    alarms = []
    for offer in offers:
        named = catalog.named_on(offer, lines.get(offer.picture_id, ()))
        if not named:
            continue
        family = max(named, key=lambda family: (sum(map(len, named[family])), -family))
        found = named[family]
        is_brand = any(catalog.is_brand(word) for word in found)
        if is_brand or len(found) > 1 or max(map(len, found)) >= LONG:
            alarms.append(alarm(
                "lettering", "likely" if is_brand or len(found) > 1 else "possible", offer, sum(map(len, found)) / 100,
                names=((offer.picture_id, f"{offer.product}\n{sorted(found)}"),), words=tuple(found.values()),
                others=(shown(catalog.first[family]),), products=len(named)))
    return alarms


class Named:
    """Which families the words on pictures name, for alarms that join them.

    Parameters
    ----------
    offers : list of Offer
        Of one audit.
    lines : mapping of str to iterable of str
        Picture id -> the lines that were read on it.
    """

    def __init__(self, offers: list[Offer], lines: Mapping[str, Iterable[str]]) -> None:
        self._catalog, self._lines = _Catalog(offers), lines

    def words(self, offer: Offer, family: int) -> tuple[ReadWord, ...]:
        """Words on a picture that name a family."""
        return tuple(self._catalog.named_by_lines(self._lines.get(offer.picture_id, ())).get(family, {}).values())

    def has_own(self, offer: Offer) -> bool:
        """Whether a word on a picture is one of its own product's."""
        return self._catalog.has_own(offer.family, self._lines.get(offer.picture_id, ()))


def words_in(text: str) -> list[str]:
    """The words of a text that may name a product: letters only, without accents, none that stands anywhere.

    Examples
    --------
    >>> words_in("SALE: Nescafé GOLD 200g, Löwenbräu")
    ['nescafe', 'lowenbrau']
    """
    return [word for word in _all_words(text)
            if len(word) >= LEAST_LETTERS and word not in ANYWHERE and not is_color_word(word)]


def is_nearly(one: str, other: str) -> bool:
    """Whether two words are equal but for one letter.

    Examples
    --------
    >>> is_nearly("nescafe", "nescate"), is_nearly("nescafe", "nescaf"), is_nearly("nescafe", "nestle")
    (True, True, False)
    """
    if len(one) == len(other):
        return sum(first != second for first, second in zip(one, other, strict=True)) <= 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1:] == short for at in range(len(long)))


class _Catalog:
    """The words of all products of an audit."""

    def __init__(self, offers: list[Offer]) -> None:
        self.first: dict[int, Offer] = {}
        self._texts: dict[int, set[str]] = defaultdict(set)
        titles: dict[int, set[str]] = defaultdict(set)
        brands: dict[int, set[str]] = defaultdict(set)
        for offer in offers:
            self.first.setdefault(offer.family, offer)
            brands[offer.family] |= set(words_in(offer.brand))
            titles[offer.family] |= set(words_in(offer.title))
            self._texts[offer.family] |= {offer.title, offer.brand, offer.category, offer.sku}
        by_title = Counter(word for words in titles.values() for word in words)
        by_brand = Counter(word for words in brands.values() for word in words)
        rare, common = max(RARE, RARE_SHARE * len(self.first)), BRAND_SHARE * len(self.first)
        self._brands = {word for word, number in by_brand.items() if number <= max(RARE, common)}
        known = self._brands | {word for word, number in by_title.items() if number <= rare}
        self._families: dict[str, list[int]] = defaultdict(list)
        for family in self.first:
            for word in (titles[family] | brands[family]) & known:
                if len(self._families[word]) < MOST_FAMILIES:
                    self._families[word].append(family)
        self._words: dict[str, list[str]] = defaultdict(list)  # a form of a word -> the words
        for word in self._families:
            for form in _forms(word):
                self._words[form].append(word)

    def is_brand(self, word: str) -> bool:
        """Whether a word is of a brand."""
        return word in self._brands

    def has_own(self, family: int, lines: Iterable[str]) -> bool:
        """Whether a word that was read is one of a family's own, nearly, or begins like one."""
        texts = [_all_words(text) for text in self._texts[family]]
        own = {form for words in texts for word in [*words, "".join(words)] for form in (*_forms(word), _start(word))}
        return any(not own.isdisjoint((*_forms(word), _start(word))) for line in lines for word in _all_words(line))

    def named_on(self, offer: Offer, lines: Iterable[str]) -> dict[int, dict[str, ReadWord]]:
        """The families that lines on a picture name, with their words; none where a word is the product's own."""
        on_it = tuple(lines)
        named = self.named_by_lines(on_it)
        return {} if named and self.has_own(offer.family, on_it) else named

    def named_by_lines(self, lines: Iterable[str]) -> dict[int, dict[str, ReadWord]]:
        """Family -> its words -> where each was read."""
        named: dict[int, dict[str, ReadWord]] = defaultdict(dict)
        for line in lines:
            for family, known in (place for word in words_in(line) for place in self.named_by(word)):
                named[family].setdefault(known, ReadWord(line, known))
        return named

    def named_by(self, word: str) -> list[tuple[int, str]]:
        """Families that a word names, with their word."""
        known = {near for form in _forms(word) for near in self._words.get(form, ()) if is_nearly(word, near)}
        return [(family, near) for near in sorted(known) for family in self._families[near]]


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, ...]:
    """A word, and what is left of a long one without one letter."""
    return (word, *(word[:at] + word[at + 1:] for at in range(len(word)))) if len(word) >= FORGIVEN else (word,)


def _start(word: str) -> str:
    """The first letters of a word, without a plural's: sock and socks, cup and cups are one."""
    return f"{word.rstrip('s')[:LEAST_LETTERS]}*"


def _all_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", folded(text)) if len(word) >= SHORT]
