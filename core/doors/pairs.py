"""Lists and pairs as people write them on a command line or in a form: "a,b" and "a=b,c=d"."""

from __future__ import annotations

from collections.abc import Iterable


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
    """Names with their values; a part without "=" has the value "", for the verb to refuse.

    Parameters
    ----------
    text : str or iterable of str
        As in `names`.

    Examples
    --------
    >>> pairs("image=photo_url, price=cost")
    {'image': 'photo_url', 'price': 'cost'}
    """
    parts = (part.partition("=") for part in names(text))
    return {name.strip(): value.strip() for name, _, value in parts}
