"""Trade item numbers (GTIN): written with 8, 12, 13 or 14 digits, compared as numbers [1]_.

References
----------
.. [1] GS1 General Specifications, 7.9: check digit calculations; UPC-E, 5.2.2.4.
"""

from __future__ import annotations

import re

LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> int:
    """The check digit that belongs behind some digits.

    Examples
    --------
    >>> check_digit("400638133393")
    1
    """
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -total % 10


def problem(text: str) -> str:
    """What is wrong with a GTIN, in a sentence; "" for a good one, and where there is none.

    Examples
    --------
    >>> problem("4006381333931"), problem("")
    ('', '')
    >>> problem("4006381333932")
    'The check digit of 4006381333932 must be 1, but is 2.'
    """
    digits = re.sub(r"[\s-]", "", text)
    if not digits:
        return ""
    if not re.fullmatch("[0-9]+", digits) or len(digits) not in LENGTHS:
        return f"A GTIN has 8, 12, 13 or 14 digits, but this one is {text[:40]!r}."
    right = check_digit(digits[:-1])
    return "" if int(digits[-1]) == right else f"The check digit of {digits} must be {right}, but is {digits[-1]}."


def number_of(text: str) -> int | None:
    """A GTIN as the number that two spellings of it share; None for one with a problem, and for none.

    Examples
    --------
    >>> number_of("0036000291452") == number_of("036000291452")
    True
    """
    digits = re.sub(r"[\s-]", "", text)
    return int(digits) if digits and not problem(digits) else None


def expand_upc_e(digits: str) -> str:
    """The 12 digits of UPC-A that 8 digits of UPC-E stand for.

    Examples
    --------
    >>> expand_upc_e("04252614")
    '042100005264'
    """
    system, body, check = digits[0], digits[1:7], digits[7]
    last = body[5]
    if last in "012":
        middle = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        middle = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        middle = f"{body[:4]}00000{body[4]}"
    else:
        middle = f"{body[:5]}0000{last}"
    return f"{system}{middle}{check}"
