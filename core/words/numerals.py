"""Counts in sentences, as people read them."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with thousands separators and its noun.

    Parameters
    ----------
    number : int
    noun : str
        Singular.
    plural : str
        By default the singular with an s.

    Examples
    --------
    >>> count(1, "photo"), count(12000, "photo"), count(2, "category", "categories")
    ('1 photo', '12,000 photos', '2 categories')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def verb(number: int, singular: str = "is", plural: str = "are") -> str:
    """The form of a verb that agrees with a number.

    Parameters
    ----------
    number : int
        Of the sentence's subject, such as 1 in "1 of 8 photos is shoppable".
    singular, plural : str
        The two forms.

    Examples
    --------
    >>> f"1 of 8 photos {verb(1)} shoppable, 2 {verb(2, 'fails', 'fail')}"
    '1 of 8 photos is shoppable, 2 fail'
    """
    return singular if number == 1 else plural
