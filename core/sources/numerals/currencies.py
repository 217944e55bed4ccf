"""Signs and codes of currencies, as they stand before or behind amounts."""

from __future__ import annotations

_SIGNS = {  # each is compared without blanks and dots, in lower case
    "EUR": "€ euro euros eu €uro", "GBP": "£ gb£ £stg", "JPY": "jp¥ ¥ 円 yen", "CNY": "cn¥ 元 rmb", "INR": "₹ rs ₨",
    "USD": "$ us$ usd$ $us dollar dollars", "CAD": "ca$ c$ cad$ can$ $ca", "AUD": "a$ au$ aud$", "NZD": "nz$ nzd$",
    "SGD": "s$ sg$ sgd$", "HKD": "hk$ hkd$", "TWD": "nt$ twd$ ntd", "MXN": "mx$ mex$ mxn$", "BRL": "r$ brl$ reais",
    "ARS": "ar$ ars$", "CLP": "cl$ clp$ clp", "COP": "co$ cop$ col$", "UYU": "$u", "PEN": "s/ s/.", "BOB": "bs",
    "CHF": "fr sfr chfr", "PLN": "zł zl zlotych", "SEK": "kr skr", "NOK": "nkr", "DKK": "dkr", "ISK": "ikr",
    "CZK": "kč kc", "HUF": "ft", "RON": "lei leu", "BGN": "лв lv", "RUB": "₽ руб р rub", "UAH": "₴ грн",
    "TRY": "₺ tl ytl", "ILS": "₪ nis שח", "KRW": "₩ 원", "VND": "₫ đ", "THB": "฿ บาท", "PHP": "₱", "NGN": "₦",
    "IDR": "rp",
    "MYR": "rm", "ZAR": "r", "SAR": "﷼ رس", "AED": "دإ dhs dh", "EGP": "e£ جم", "KZT": "₸", "GEL": "₾",
    "RSD": "дин din",
    "HRK": "kn", "BDT": "৳", "PKR": "pkr",
}
CODES = frozenset((*_SIGNS, "KWD", "BHD", "OMR", "TND", "JOD", "IQD", "LYD", "QAR", "MAD", "KES", "GHS", "LKR", "NPR",
                   "ALL", "MKD", "MDL", "BYN", "AMD", "AZN", "CRC", "DOP", "GTQ", "PYG", "VES"))
THREE_PLACES = frozenset({"KWD", "BHD", "OMR", "TND", "JOD", "IQD", "LYD"})  # their amounts have three decimals
_CODE_OF = {"".join(sign.split(".")): code for code, signs in _SIGNS.items() for sign in signs.split()}


def currency_of(text: str) -> str:
    """The code of a currency from a sign, a code or an abbreviation; "" for anything else.

    Examples
    --------
    >>> [currency_of(text) for text in ("€", "NT $", "Rs.", "chf", "US$ USD", "pcs")]
    ['EUR', 'TWD', 'INR', 'CHF', 'USD', '']
    """
    key = _key(text)
    code = _CODE_OF.get(key) or (key.upper() if key.upper() in CODES else "")
    if code or " " not in text.strip():
        return code
    codes = {currency_of(part) for part in text.split()}
    return codes.pop() if len(codes) == 1 else ""


def _key(text: str) -> str:
    return "".join(text.lower().replace(".", "").split())
