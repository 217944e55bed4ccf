"""Whether words advertise: sale, discounts, prices, calls to buy, addresses; in eight European languages.

The lists are data (`wording.json`). They are compared with what a text reader returns, which loses accents and the
spaces between words, takes O for 0, and now and then another letter.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDING = Path(__file__).with_suffix(".json")
_LONG = 8  # letters without spaces; such a phrase matches with one letter wrong, or lost at either end


def advertises(text: str) -> bool:
    """True for wording that promotes a product rather than naming it.

    Parameters
    ----------
    text : str
        A line, as read.

    Examples
    --------
    >>> advertises("50%0FF"), advertises("Gratis verzending"), advertises("100 % cotton")
    (True, True, False)
    """
    lists = _lists()
    plain = lists.never.sub(" ", _plain(text)).strip()
    letters = re.sub(r"[^a-z0-9%]+", "", plain)
    return any(pattern.search(plain) for pattern in (lists.anywhere, lists.patterns)) or \
        any(_nearly(letters, phrase) for phrase in lists.long)


def advertises_alone(text: str) -> bool:
    """True for a word such as "new", which advertises where a picture says nothing else: not over "York".

    Parameters
    ----------
    text : str
        A line, as read.

    Examples
    --------
    >>> advertises_alone("NEW"), advertises_alone("NEW YORK")
    (True, False)
    """
    return re.sub(r"[^a-z0-9]+", "", _plain(text)) in _lists().alone


def is_watermark(text: str) -> bool:
    """True where a line names a picture agency or claims the picture, as watermarks do.

    Parameters
    ----------
    text : str
        A line, as read.

    Examples
    --------
    >>> is_watermark("alamy stock photo"), is_watermark("Stockholm")
    (True, False)
    """
    return bool(_lists().watermarks.search(_plain(text)))


@dataclass(frozen=True)
class _Lists:
    anywhere: re.Pattern[str]
    long: tuple[str, ...]
    alone: frozenset[str]
    patterns: re.Pattern[str]
    never: re.Pattern[str]
    watermarks: re.Pattern[str]


@cache
def _lists() -> _Lists:
    values = json.loads(WORDING.read_text("utf-8"))
    anywhere = {phrase for phrases in values["anywhere"].values() for phrase in phrases}
    alone = {phrase.replace(" ", "") for phrases in values["alone"].values() for phrase in phrases}
    long = tuple(sorted({phrase.replace(" ", "") for phrase in anywhere if len(phrase.replace(" ", "")) >= _LONG}))
    patterns = re.compile("|".join(f"(?:{pattern})" for pattern in values["patterns"].values()))
    return _Lists(_any_of(anywhere), long, frozenset(alone), patterns, never=_any_of(values["never"]),
                  watermarks=_any_of(values["marks"]))


def _any_of(phrases: set[str] | list[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, with or without the spaces inside."""
    words = "|".join(re.escape(phrase).replace(r"\ ", "[ .!,-]?") for phrase in sorted(phrases))
    return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")


def _nearly(letters: str, phrase: str) -> bool:
    """The phrase is among the letters, without its first or its last one, or with one of the others wrong."""
    if phrase[1:] in letters or phrase[:-1] in letters:
        return True
    starts = (start for start in range(len(letters) - len(phrase) + 1) if letters[start] == phrase[0])
    return any(sum(map(str.__ne__, letters[start:start + len(phrase)], phrase)) <= 1 for start in starts)


def _plain(text: str) -> str:
    """Lower case without accents and dots between words; a 0 between letters is an O, sharp s is ss."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("·", " "))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return re.sub(r"\s+", " ", re.sub(r"(?<=[a-z%])0(?=[a-z])|(?<=[%a-z ])0(?=ff)|^0(?=ff)", "o", plain)).strip()
