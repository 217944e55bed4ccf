"""Cells as people write them, as numbers and dates: currency signs, thousands, decimal commas, many date formats."""

from __future__ import annotations

import pandas as pd

from core.words.numerals import count

CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "kr": "SEK", "₺": "TRY"}
CODES = ("USD", "EUR", "GBP", "JPY", "INR", "PLN", "SEK", "NOK", "DKK", "CHF", "CAD", "AUD", "CNY", "BRL", "MXN",
         "CZK", "HUF", "RON", "TRY", "NZD", "ZAR", "SGD", "HKD", "KRW")
TRUE = {"1", "true", "yes", "y", "ja", "oui", "si", "sí", "x", "on", "promo", "promotion", "sale", "1.0"}
FALSE = {"0", "false", "no", "n", "nein", "non", "", "off", "none", "-", "0.0"}
SLIPS = 0.02  # share of dates in the other order that are typing errors
FIRST_DAY, LAST_DAY = pd.Timestamp("1990-01-01"), pd.Timestamp("2100-01-01")


def numbers(column: pd.Series) -> pd.Series:
    """Numbers of a column; NaN where a cell has none.

    "1.234,50 €", "$1,234.50", "1 234", "12 %" and "(3)" for minus three are understood; the decimal mark is decided
    once for the column.

    Returns
    -------
    Series of float64, index as `column`

    Examples
    --------
    >>> numbers(pd.Series(["1.234,50 €", "(3)", "sold out"])).tolist()
    [1234.5, -3.0, nan]
    """
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column.astype(float)
    text = column.astype("str").str.strip()
    minus = text.str.match(r"^\(.*\)$") | text.str.contains(r"^[^\d]*[-−]", regex=True)
    digits = text.str.replace(r"[^\d.,]", "", regex=True).str.strip(".,")
    rest = text.str.replace(r"[A-Za-zÀ-ž.]{1,4}$|^[A-Za-zÀ-ž]{1,4}", "", regex=True)  # without a currency
    digits = digits.mask(rest.str.contains(r"[A-Za-z]", regex=True).fillna(False))  # words are not numbers
    marks = (".", ",") if _has_decimal_comma(digits) else (",", ".")
    digits = digits.str.replace(marks[0], "", regex=False).str.replace(marks[1], ".", regex=False)
    values = pd.to_numeric(digits, errors="coerce").astype(float)
    return values.where(~minus.fillna(False), -values)


def _has_decimal_comma(digits: pd.Series) -> bool:
    """Whether the comma is the decimal mark: by cells with both marks, else by groups of three digits."""
    has_comma = digits.str.contains(",", regex=False).fillna(False)
    has_dot = digits.str.contains(".", regex=False).fillna(False)
    both = digits[has_comma & has_dot].dropna()
    if len(both):
        return bool((both.str.rfind(",") > both.str.rfind(".")).mean() > 0.5)
    commas, dots = digits[has_comma], digits[has_dot]
    decimals = bool(len(commas) and not commas.str.match(r"^\d{1,3}(,\d{3})+$").all())
    return decimals or bool(len(dots) and dots.str.match(r"^\d{1,3}(\.\d{3})+$").all()
                            and dots.str.count(r"\.").max() > 1)


def currencies(column: pd.Series) -> dict[str, int]:
    """Currency codes in a column's cells, with their counts.

    Examples
    --------
    >>> currencies(pd.Series(["12 €", "€ 3", "$ 4", "5"]))
    {'EUR': 2, 'USD': 1}
    """
    if pd.api.types.is_numeric_dtype(column):
        return {}
    marks = column.astype("str").str.replace(r"[\d.,\s()+−-]", "", regex=True).str.upper().value_counts()
    signs = {sign.upper(): code for sign, code in CURRENCY_SIGNS.items()}
    counts: dict[str, int] = {}
    for mark, number in marks.items():
        code = signs.get(str(mark), str(mark) if mark in CODES else "")
        if code:
            counts[code] = counts.get(code, 0) + int(number)
    return counts


def shares(column: pd.Series) -> pd.Series:
    """Promotion as a share from 0 to 1: yes and no, 0 and 1, percents, names of promotions; NaN for empty numbers.

    Examples
    --------
    >>> shares(pd.Series(["yes", "no", "Black Friday"])).tolist(), shares(pd.Series([0, 20, 50])).tolist()
    ([1.0, 0.0, 1.0], [0.0, 0.2, 0.5])
    """
    if pd.api.types.is_bool_dtype(column):
        return column.astype(float)
    text = column.astype("str").str.strip().str.lower()
    values = numbers(column)
    values = values / 100 if float(values.max()) > 1 and bool((values.dropna() <= 100).all()) else values
    if not pd.api.types.is_numeric_dtype(column):
        words = values.isna()
        values = values.mask(words & text.isin(TRUE), 1.0).mask(words & (text.isin(FALSE) | column.isna()), 0.0)
        names = values.isna() & text.str.contains(r"[a-z]", regex=True)
        values = values.mask(names, 1.0)  # the name of a promotion means that there was one
    return values.clip(0, 1)


def dates(column: pd.Series) -> tuple[pd.Series, str]:
    """Days of a column, and a note where a cell can be read in two ways.

    ISO dates, weeks (2024-W07) and months (2024-02), dates with dots, slashes or dashes, 20240131, Excel's day
    numbers. Whether 03/04 is March or April is decided by the days above 12 in the column; where these do not decide,
    such a cell counts as unreadable. With dots the day comes first.

    Returns
    -------
    days : Series of datetime64, index as `column`
        NaT where a cell is not a date between 1990 and 2100.
    note : str

    Examples
    --------
    >>> days, note = dates(pd.Series(["13/02/2024", "02/03/2024", "2024-W07"]))
    >>> days.dt.strftime("%Y-%m-%d").tolist(), note
    (['2024-02-13', '2024-03-02', '2024-02-12'], '')
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return _plausible(pd.to_datetime(column, utc=True).dt.tz_localize(None).dt.normalize()), ""
    if pd.api.types.is_numeric_dtype(column):
        number = column.astype(float)
        if number.between(19_900_101, 21_000_101).mean() > 0.5:
            text = number.astype("Int64").astype("str")
            return _plausible(pd.to_datetime(text, format="%Y%m%d", errors="coerce")), ""
        return _plausible(pd.to_datetime(number.where(number.between(30_000, 80_000)), unit="D", origin="1899-12-30",
                                         errors="coerce")), ""
    text = column.astype("str").str.strip()
    unique = text.unique()  # a table has few days and many rows
    days, note = _parse(pd.Series(unique))
    return _plausible(text.map(dict(zip(unique, days, strict=True))).astype("datetime64[ns]")), note


def _parse(text: pd.Series) -> tuple[pd.Series, str]:
    days = pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]")
    iso = text.str.extract(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ])")
    _fill(days, iso, (0, 1, 2))
    _fill(days, text.str.extract(r"^(\d{4})(\d{2})(\d{2})$"), (0, 1, 2))
    month = text.str.extract(r"^(\d{4})[-/.](\d{1,2})$").assign(day="1")
    _fill(days, month.set_axis([0, 1, 2], axis=1), (0, 1, 2))
    weeks = text.str.extract(r"^(\d{4})-?[WwKk]{1,2}-?(\d{1,2})$").dropna()
    if len(weeks):
        mondays = weeks[0] + "-W" + weeks[1].str.zfill(2) + "-1"
        days.loc[weeks.index] = pd.to_datetime(mondays, format="%G-W%V-%u", errors="coerce").astype("datetime64[ns]")
    parts = text.str.extract(r"^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?:$|[T ])")
    parts[3] = parts[3].where(parts[3].str.len() == 4, "20" + parts[3])
    unsure: list[str] = []
    for _, rows in parts.dropna().groupby(1):
        unsure += list(text[_fill_day_and_month(days, rows)])
    note = "" if not unsure else (
        f"{count(len(unsure), 'date')}, such as {unsure[0][:10]}, may have the day or the month first, and the other "
        "dates do not tell which. Write dates as 2024-01-31.")
    rest = days.isna() & text.str.contains(r"[A-Za-z]{3}", regex=True).fillna(False)
    if rest.any():  # 3 Jan 2024
        days.loc[rest] = pd.to_datetime(text[rest], format="mixed", errors="coerce").astype("datetime64[ns]")
    return days, note


def _fill_day_and_month(days: pd.Series, parts: pd.DataFrame) -> pd.Index:
    """Fill days from columns 0 and 2, with one mark between them, in the prevailing order; returns unsure rows."""
    first, second = pd.to_numeric(parts[0]), pd.to_numeric(parts[2])
    day_first, month_first = int((first > 12).sum()), int((second > 12).sum())
    if not day_first and not month_first and parts[1].iloc[0] == ".":
        day_first = 1
    if min(day_first, month_first) <= SLIPS * max(day_first, month_first) and day_first != month_first:
        _fill(days, parts, (3, 2, 0) if day_first > month_first else (3, 0, 2))
        return parts.index[:0]
    unsure = (first <= 12) & (second <= 12) & (first != second)
    _fill(days, parts[~unsure & (second <= 12)], (3, 2, 0))
    _fill(days, parts[second > 12], (3, 0, 2))
    return parts.index[unsure]


def _fill(days: pd.Series, parts: pd.DataFrame, order: tuple[int, int, int]) -> None:
    """Fill empty days from columns that hold year, month and day."""
    rows = parts.dropna()
    rows = rows[days[rows.index].isna()]
    if len(rows):
        frame = pd.DataFrame({name: pd.to_numeric(rows[place]) for name, place in
                              zip(("year", "month", "day"), order, strict=True)})
        days.loc[rows.index] = pd.to_datetime(frame, errors="coerce").astype("datetime64[ns]")


def _plausible(days: pd.Series) -> pd.Series:
    days = days.astype("datetime64[ns]")
    return days.where((days >= FIRST_DAY) & (days < LAST_DAY))
