"""Words for colors in titles and feed fields, in English, German, French and Spanish.

`color_words.json` holds them: the words of each color; those that are as often a plant, a taste, a metal or a name, and
count in a field of colors only; and words for patterns and prints, with which nothing is claimed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MOST_COLORS = 2  # a product of more colors is a colorful one
_LEXICON = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
_OF_WORD = {word: color for color, words in _LEXICON["words"].items() for word in words}
_AMBIGUOUS, _COLORFUL = frozenset(_LEXICON["ambiguous"]), frozenset(_LEXICON["colorful"])
_SHADES = "hell|dunkel|tief|zart|pastell|knall|neon|light|dark|pale|bright|deep|mid"
_SHADE = re.compile(rf"(?:{_SHADES})(?=[a-z]{{3}})")
_SHADE_ALONE = re.compile(rf"\b({_SHADES})[ -]+(?=[a-z])")
_SHADES_OF_BLUE = {**dict.fromkeys(("hell", "light", "pale", "pastell", "zart"), "light blue"),
                   **dict.fromkeys(("dark", "deep", "dunkel", "tief"), "navy")}
_ENDINGS = ("", "er", "es", "en", "em", "e", "s")
_NO_COLOR = re.compile(
    r"\b(?:black (?:friday|pepper|tea)|black (?:and|&) decker|white (?:noise|wine|label)|red (?:bull|wine|hat)|"
    r"blue ?(?:ray|tooth|light)|orange juice|green (?:tea|card)|pink floyd|gold edition)\b")


@dataclass(frozen=True)
class Claim:
    """What a shop says of a product's color.

    Attributes
    ----------
    words : tuple of str
        The words that say it, as they stand there.
    colors : tuple of str
        Their colors, in English; see `color_seen.json`.
    """

    words: tuple[str, ...]
    colors: tuple[str, ...]


def claim_of(title: str, field: str = "") -> Claim | None:
    """What a title and a feed's field of colors claim together; None where they say nothing or nothing clear.

    Parameters
    ----------
    title, field : str
        In English, German, French or Spanish. Words that may be a plant or a taste count in the field only.

    Returns
    -------
    Claim or None
        None also for patterns, prints, transparent goods, and goods of three colors or more.

    Examples
    --------
    >>> claim_of("Herrenhemd, dunkelblau").colors, claim_of("Socks, red and grey").words
    (('navy',), ('red', 'grey'))
    >>> claim_of("Olive oil"), claim_of("Striped red socks"), claim_of("Shirt", "Olive").colors
    (None, None, ('olive',))
    """
    named = dict[str, str]()  # color -> the word
    for text, is_field in ((field, True), (title, False)):
        for word in _words(text):
            if word in _COLORFUL:
                return None
            color, stem = _color_of(word)
            if color and (is_field or stem not in _AMBIGUOUS):
                named.setdefault(color, word)
    if not named or len(named) > MOST_COLORS:
        return None
    return Claim(tuple(named.values()), tuple(named))


def is_color_word(word: str) -> bool:
    """Whether a word, in lower case without accents, is one for a color or a pattern."""
    return word in _COLORFUL or bool(_color_of(word)[0])


def folded(text: str) -> str:
    """A text in lower case, without accents.

    Examples
    --------
    >>> folded("Grün-WEISS, Größe 5")
    'grun-weiss, grosse 5'
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    plain = _NO_COLOR.sub(" ", folded(text)[:1000])
    plain = re.sub(r"\boff[ -]white\b", "offwhite", re.sub(r"\brose[ -]gold\b", "rosegold", plain))
    return re.findall(r"[^\W\d_]+", _SHADE_ALONE.sub(r"\1", plain))


@lru_cache(maxsize=20_000)
def _color_of(word: str) -> tuple[str, str]:
    """The color that a word names, also with a German ending or "hell", "dark" before it, and the word without them;
    "" for no color."""
    shade = _SHADE.match(word)
    stem = word[shade.end():] if shade else word
    for ending in _ENDINGS:
        base = stem.removesuffix(ending) if stem.endswith(ending) else ""
        if color := _OF_WORD.get(base):
            return _SHADES_OF_BLUE.get(shade[0], color) if shade and color == "blue" else color, base
    return "", ""
