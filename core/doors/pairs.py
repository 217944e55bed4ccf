"""Lists and pairs as people write them on a command line or in a form: "a,b" and "a=b,c=d"."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import Misuse


def names(text: str | Iterable[str]) -> tuple[str, ...]:
    """Names separated by commas.

    Parameters
    ----------
    text : str or iterable of str
        One text, or several, as of a field that a form sends more than once.

    Examples
    --------
    >>> names("amazon, google")
    ('amazon', 'google')
    >>> names(["amazon", "google,etsy"])
    ('amazon', 'google', 'etsy')
    """
    texts = [text] if isinstance(text, str) else text
    return tuple(part.strip() for written in texts for part in written.split(",") if part.strip())


def pairs(text: str | Iterable[str]) -> dict[str, str]:
    """Names with their values; of a name that comes several times the last value counts.

    Parameters
    ----------
    text : str or iterable of str
        As in `names`.

    Raises
    ------
    Misuse
        A part is not a pair.

    Examples
    --------
    >>> pairs("image=photo_url, price=cost")
    {'image': 'photo_url', 'price': 'cost'}
    """
    return dict(pair(part) for part in names(text))


def pair(text: str, example: str = "image=photo_url") -> tuple[str, str]:
    """One name and its value, which may hold commas.

    Parameters
    ----------
    text : str
    example : str
        A correct pair, for the message of the error.

    Raises
    ------
    Misuse
        The name, the "=" or the value is missing.

    Examples
    --------
    >>> pair("units = sold, in pairs")
    ('units', 'sold, in pairs')
    """
    name, _, value = (part.strip() for part in text.partition("="))
    if not (name and value):
        raise Misuse(f"Columns are pairs such as {example}, not {text[:40]!r}.", "Write NAME=COLUMN.")
    return name, value
