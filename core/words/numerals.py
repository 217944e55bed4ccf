"""Numbers in sentences and tables, as people read them: counts, percentages with their sign and interval, shares."""

from __future__ import annotations

import math

MINUS = "\u2212"


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


def percent(value: float, digits: int = 1) -> str:
    """A change in percent, with its sign.

    Parameters
    ----------
    value : float
        In percent: 9.1 for 9.1 %.
    digits : int
        Decimal places. A value that rounds to zero is written without sign and decimals.

    Examples
    --------
    >>> percent(9.1), percent(-1234.56), percent(0.04), percent(16.4, 0)
    ('+9.1 %', '\u22121,234.6 %', '0 %', '+16 %')
    """
    text = f"{abs(value):,.{digits}f}"
    if not float(text.replace(",", "")):
        return "0 %"
    return f"{MINUS if value < 0 else '+'}{text} %"


def signed(value: float) -> str:
    """A change in whole units, with its sign and thousands separators.

    Examples
    --------
    >>> signed(1234.4), signed(-2), signed(0.2)
    ('+1,234', '\u22122', '0')
    """
    number = round(value)
    return f"{MINUS if number < 0 else '+'}{abs(number):,}" if number else "0"


def log_percent(beta: float) -> str:
    """A log ratio as a change in percent with its sign, 100 (exp(beta) - 1).

    Examples
    --------
    >>> log_percent(0.0), log_percent(math.log(1.5)), log_percent(math.log(0.5))
    ('0 %', '+50.0 %', '\u221250.0 %')
    """
    return percent(100 * math.expm1(beta))


def percent_range(low: float, high: float) -> str:
    """Two ends of an interval in percent.

    Examples
    --------
    >>> percent_range(-3.1, 12)
    '\u22123.1 to +12.0 %'
    """
    return f"{percent(low).removesuffix(' %')} to {percent(high)}"


def percent_interval(value: float, low: float, high: float) -> str:
    """A change in percent with its interval.

    Examples
    --------
    >>> percent_interval(9.1, 6.2, 12.1)
    '+9.1 % (+6.2 to +12.1 %)'
    """
    return f"{percent(value)} ({percent_range(low, high)})"


def share(fraction: float, digits: int = 0) -> str:
    """A share of a whole, without sign.

    Parameters
    ----------
    fraction : float
        In [0, 1].
    digits : int
        Decimal places.

    Examples
    --------
    >>> share(0.45), share(0.0125, 1), share(1)
    ('45 %', '1.2 %', '100 %')
    """
    return f"{100 * fraction:,.{digits}f} %"
