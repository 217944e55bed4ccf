"""Signs and codes of currencies, as they stand before or behind amounts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

_SIGNS = {  # each is compared without blanks and dots, in lower case
    "EUR": "€ euro euros eu €uro", "GBP": "£ gb£ £stg", "JPY": "jp¥ 円 yen", "CNY": "cn¥ 元 rmb", "INR": "₹",
    "USD": "us$ usd$ $us", "CAD": "ca$ c$ cad$ can$ $ca", "AUD": "a$ au$ aud$", "NZD": "nz$ nzd$",
    "SGD": "s$ sg$ sgd$", "HKD": "hk$ hkd$", "TWD": "nt$ twd$ ntd", "MXN": "mx$ mex$ mxn$", "BRL": "r$ brl$ reais",
    "ARS": "ar$ ars$", "CLP": "cl$ clp$ clp", "COP": "co$ cop$ col$", "UYU": "$u", "PEN": "s/ s/.", "BOB": "bs",
    "CHF": "fr sfr chfr", "PLN": "zł zl zlotych", "SEK": "skr", "NOK": "nkr", "DKK": "dkr", "ISK": "ikr",
    "CZK": "kč kc", "HUF": "ft", "RON": "lei leu", "BGN": "лв lv", "RUB": "₽ руб р rub", "UAH": "₴ грн",
    "TRY": "₺ tl ytl", "ILS": "₪ nis שח", "KRW": "₩ 원", "VND": "₫ đ", "THB": "฿ บาท", "PHP": "₱", "NGN": "₦",
    "IDR": "rp",
    "MYR": "rm", "ZAR": "r", "SAR": "﷼ رس", "AED": "دإ dhs dh", "EGP": "e£ جم", "KZT": "₸", "GEL": "₾",
    "RSD": "дин din",
    "HRK": "kn", "BDT": "৳", "PKR": "pkr",
}
CODES = frozenset((*_SIGNS, "KWD", "BHD", "OMR", "TND", "JOD", "IQD", "LYD", "QAR", "MAD", "KES", "GHS", "LKR", "NPR",
                   "ALL", "MKD", "MDL", "BYN", "AMD", "AZN", "CRC", "DOP", "GTQ", "PYG", "VES"))
# Signs of several currencies: the code with a "?" behind it is the most frequent one, and the others that it may be.
_SHARED = {
    "USD?": ("$ dollar dollars", "CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BRL UYU"), "SEK?": ("kr", "NOK DKK ISK"),
    "JPY?": ("¥", "CNY"), "INR?": ("rs ₨", "PKR LKR NPR"),
}
THREE_PLACES = frozenset({"KWD", "BHD", "OMR", "TND", "JOD", "IQD", "LYD"})  # their amounts have three decimals
_CODE_OF = {sign.replace(".", ""): code for code, signs in _SIGNS.items() for sign in signs.split()}
_CODE_OF |= {sign: code for code, (signs, _) in _SHARED.items() for sign in signs.split()}


def currency_of(text: str) -> str:
    """The code of a currency from a sign, a code or an abbreviation; "" for anything else.

    A "?" behind the code says that other currencies have the same sign; see `settled`.

    Examples
    --------
    >>> [currency_of(text) for text in ("€", "NT $", "$", "chf", "$ CAD", "pcs")]
    ['EUR', 'TWD', 'USD?', 'CHF', 'CAD', '']
    """
    key = _key(text)
    code = _CODE_OF.get(key) or (key.upper() if key.upper() in CODES else "")
    if code or " " not in text.strip():
        return code
    return reduce(agreed, map(currency_of, text.split()))


def agreed(one: str, other: str) -> str:
    """The more precise of two codes for one amount; "" where they contradict each other.

    Examples
    --------
    >>> agreed("USD?", "CAD"), agreed("EUR", "EUR"), agreed("SEK?", "CAD")
    ('CAD', 'EUR', '')
    """
    if one == other:
        return one
    first, second = sorted((one, other), key=lambda code: code in _SHARED)
    return first if second in _SHARED and first in _family(second) else ""


def settled(codes: Iterable[str]) -> dict[str, str]:
    """Each code of one table -> the currency that it means there: an open one the only sure one of its sign, if any.

    Examples
    --------
    >>> settled(["USD?", "CAD"]), settled(["USD?", "EUR"]), settled(["USD?", "CAD", "AUD"])["USD?"]
    ({'USD?': 'CAD', 'CAD': 'CAD'}, {'USD?': 'USD?', 'EUR': 'EUR'}, 'USD?')
    """
    known = list(dict.fromkeys(codes))
    means = {}
    for code in known:
        same = [other for other in known if code in _SHARED and other in _family(code)]
        means[code] = same[0] if len(same) == 1 else code
    return means


def doubt(code: str) -> str:
    """What is open about a code with a "?", as a sentence.

    Examples
    --------
    >>> doubt("SEK?")
    'kr was taken for SEK, but may also be NOK, DKK or ISK.'
    """
    signs, others = _SHARED[code]
    *most, last = others.split()[:4]
    listing = f"{', '.join(most)} or {last}" if most else last
    return f"{signs.split()[0]} was taken for {code[:3]}, but may also be {listing}."


def _family(code: str) -> tuple[str, ...]:
    return code[:3], *_SHARED[code][1].split()


def _key(text: str) -> str:
    return "".join(text.lower().replace(".", "").split())
