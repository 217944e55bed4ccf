"""One cell with a number in it, taken apart: sign, digits with their marks, currency, scale, unit."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from core.sources.numerals.currencies import agreed, currency_of

LONGEST = 40  # characters of a number; anything longer is none
_UNITS = ("pc pcs piece pieces unit units ea each item items stk stück st ud uds unidad unidades un und u pz pezzi "
          "pièce pièces szt ks db бр шт x × pair pairs paar kg g mg lb lbs oz t l ml cl m cm mm sold orders %")
UNITS = frozenset(_UNITS.split())
_SCALES = {"k": 1e3, "tsd": 1e3, "tys": 1e3, "thousand": 1e3, "тыс": 1e3, "mio": 1e6, "mln": 1e6, "mn": 1e6,
           "million": 1e6, "millions": 1e6, "млн": 1e6, "bn": 1e9, "mrd": 1e9, "billion": 1e9,
           "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7}
_SCALES_OF_MONEY = {"m": 1e6, "t": 1e3, "b": 1e9}  # beside a currency; without one they are meters, tons
_SCALES_OF_RUPEES = {"l": 1e5, "cr": 1e7}
_BODY = re.compile(r"(?:[0-9][0-9.,' ]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2}(?![0-9A-Za-z]))?")
_SAME = str.maketrans({**dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
                                       "\u205f\u3000\t\r\n", " "),
                       **dict.fromkeys("\u2019\u2018\u02bc\u02b9\u2032\u0060\u00b4\u066c", "'"),
                       **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe63\uff0d\u02d7", "-"),
                       **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c"
                                       "\u202d\u202e\ufeff\u00ad*", ""), "\u066b": "."})
_NO_CENTS = re.compile(r"^\s?-+")  # 1.299,- and 5.--
_WORDS = re.compile(r"[^\W\d_]+|[^\w\s.]")
_IN_BLANKS = re.compile(r"\d{1,3}(?:([ '])\d{3})(?:\1\d{3})*(?:[.,]\d*)?")
_GROUPS = {mark: re.compile(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+|\d{{1,2}}(?:{re.escape(mark)}\d{{2}})+"
                            rf"{re.escape(mark)}\d{{3}}") for mark in ".,"}  # the second is India's 12,34,567


class Written(NamedTuple):
    """A cell with a number.

    Attributes
    ----------
    body : str
        Digits with dots, commas, and an exponent, blanks and apostrophes taken out.
    decimal : str
        The decimal mark that the cell shows by itself, "" where it has no mark; with a "?" behind it where the mark
        may as well separate thousands: "1.016".
    sign : int
    scale : float
    currency : str
        Its code, with a "?" behind it where the sign is that of several currencies.
    unit : str
    rest : str
        Words around the number that mean none of these: "from", a second number of a range.
    """

    body: str
    decimal: str
    sign: int = 1
    scale: float = 1.0
    currency: str = ""
    unit: str = ""
    rest: str = ""


def written(text: str) -> Written | None:
    """Take a cell apart; None for one without a number.

    Examples
    --------
    >>> written("CHF 1'299.00"), written("1.016").decimal, written("12,34,567").decimal
    (Written(body='1299.00', decimal='.', sign=1, scale=1.0, currency='CHF', unit='', rest=''), '.?', '.')
    >>> [(one.sign, one.unit, one.scale) for one in map(written, ("($2)", "2-", "2 CR", "3 pcs", "2.4k"))]
    [(-1, '', 1.0), (-1, '', 1.0), (-1, '', 1.0), (1, 'pcs', 1.0), (1, '', 1000.0)]
    """
    if text.isdecimal() and text.isascii() and len(text) <= LONGEST:
        return Written(text, "")
    text = plain(text)
    match = _BODY.search(text)
    if match is None:
        return None
    body = match[0].rstrip(" '")
    head, tail = text[:match.start()], text[match.start() + len(body):]
    whole, power, exponent = body.partition("e") if "e" in body else body.partition("E")
    decimal = decimal_mark(whole) if len(body) <= LONGEST else None
    if power and decimal:
        decimal = decimal[0]  # nobody writes thousands into a power of ten
    tail = _NO_CENTS.sub("", tail) if whole[-1] in ".," else tail.removeprefix("/-").removeprefix(":-")
    sign, scale, currency, unit, rest = _around(head, tail)
    if decimal is None:
        return Written("", "", sign, scale, currency, unit, rest or body[:LONGEST])
    return Written(whole.replace(" ", "").replace("'", "") + ("e" + exponent if power else ""), decimal, sign, scale,
                   currency, unit, rest)


def plain(text: str) -> str:
    """A cell with its many minus signs, blanks and apostrophes made one, and digits of all scripts as 0 to 9.

    Examples
    --------
    >>> plain("\u2212\uff11\u2009234\u2019000"), plain('="12"')
    ("-1 234'000", '12')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
        text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    else:
        text = text.translate(_SAME)
    return text.strip(" ='\"")


def is_dash(text: str) -> bool:
    """Whether a cell has only a dash, also beside a currency; accountants write zero so.

    Examples
    --------
    >>> is_dash("  -   "), is_dash("$ \u2013"), is_dash("-5"), is_dash("n/a")
    (True, True, False, False)
    """
    cell = plain(text)
    if "-" not in cell:
        return False
    word = cell.replace("-", " ", 1).strip()
    return not word or bool(currency_of(word))


def decimal_mark(body: str) -> str | None:
    """The decimal mark of digits, as `Written.decimal`; None where they are no number.

    Examples
    --------
    >>> [decimal_mark(body) for body in ("12", "12,5", "1,250", "0,750", "1.234.567", "1.2.2024", "1 234,567")]
    ['', ',', ',?', ',', ',', None, ',']
    """
    if " " in body or "'" in body:
        if not _IN_BLANKS.fullmatch(body):
            return None
        return "." if "." in body else "," if "," in body else ""
    dots, commas = body.count("."), body.count(",")
    if not dots and not commas:
        return ""
    if dots and commas:
        decimal, groups = (".", ",") if body.rfind(".") > body.rfind(",") else (",", ".")
        whole = body.rpartition(decimal)[0]
        return decimal if body.count(decimal) == 1 and _GROUPS[groups].fullmatch(whole) else None
    mark, other = (".", ",") if dots else (",", ".")
    if dots + commas > 1:
        return other if _GROUPS[mark].fullmatch(body) else None
    whole, _, decimals = body.partition(mark)
    return mark if len(decimals) != 3 or not 1 <= len(whole) <= 3 or whole[0] == "0" else f"{mark}?"


@lru_cache(maxsize=10_000)
def _around(head: str, tail: str) -> tuple[int, float, str, str, str]:
    """Sign, scale, currency, unit and rest, from what stands before and behind the digits."""
    front = re.sub(r"[-+()]", " ", head).strip()
    back = re.sub(r"[-+()]", " ", re.sub(r"/\s*[^\W\d_]+\.?\s*$", "", tail)).strip(" .,;:")
    currency = currency_of(front)
    rest = front if front and not currency else ""
    sign = -1 if "-" in head or "-" in tail or ("(" in head and ")" in tail) else 1
    if head.count("-") > 1 or any(sign.isdigit() for sign in tail):
        other = written(tail)  # of a range
        return 1, 1.0, currency or _first_currency(front, back) or (other.currency if other else ""), "", \
            f"{rest} {tail}".strip()
    scale, unit = 1.0, ""
    words = [] if not back else [back] if currency_of(back) else _WORDS.findall(back)
    for code in filter(None, map(currency_of, words)):
        currency = agreed(currency, code) or currency or code
    for word in words:
        key = word.lower()
        scales = {**_SCALES, **(_SCALES_OF_MONEY if currency else {"m": 1e6} if word == "M" else {}),
                  **(_SCALES_OF_RUPEES if currency[:3] == "INR" and word != "CR" else {})}
        if key in scales and scale == 1.0:
            scale = scales[key]
        elif key in ("teur", "keur"):
            scale, currency = 1e3, "EUR"
        elif key in ("cr", "dr"):
            sign = -1 if key == "cr" else sign
        elif currency and agreed(currency_of(word), currency):
            continue
        elif not unit and (key in UNITS or (len(words) == 1 and tail[:1] == " " and word[0].isalpha())):
            unit = key
        else:
            rest = f"{rest} {word}".strip()
    return sign, scale, currency or _first_currency(front, back), unit, rest


def _first_currency(*texts: str) -> str:
    """The currency among other words: a sign or a code in capital letters."""
    words = [word.strip(":,;") for text in texts for word in text.split()]
    return next(filter(None, (currency_of(word) for word in words if not word.isalpha() or word.isupper())), "")
