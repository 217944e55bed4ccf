"""Cells as people write them, as numbers and dates: currency signs, thousands, decimal commas, many date formats."""

from __future__ import annotations

import pandas as pd

CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "kr": "SEK", "₺": "TRY"}
CODES = ("USD", "EUR", "GBP", "JPY", "INR", "PLN", "SEK", "NOK", "DKK", "CHF", "CAD", "AUD", "CNY", "BRL", "MXN",
         "CZK", "HUF", "RON", "TRY", "NZD", "ZAR", "SGD", "HKD", "KRW")
TRUE = {"1", "true", "yes", "y", "ja", "oui", "si", "sí", "x", "on", "promo", "promotion", "sale", "1.0"}
FALSE = {"0", "false", "no", "n", "nein", "non", "", "off", "none", "-", "0.0"}
SLIPS = 0.02  # share of dates in the other order that are slips of the pen
FIRST_DAY, LAST_DAY = pd.Timestamp("1990-01-01"), pd.Timestamp("2100-01-01")


def numbers(column: pd.Series) -> pd.Series:
    """Numbers of a column; NaN where a cell holds none.

    "1.234,50 €", "$1,234.50", "1 234", "12 %" and "(3)" for minus three are understood; which mark is the decimal one
    is decided once for the column.

    Returns
    -------
    Series of float64, index as `column`
    """
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return column.astype(float)
    text = column.astype("str").str.strip()
    minus = text.str.match(r"^\(.*\)$") | text.str.contains(r"^[^\d]*[-−]", regex=True)
    kept = text.str.replace(r"[^\d.,]", "", regex=True).str.strip(".,")
    plain = text.str.replace(r"[A-Za-zÀ-ž.]{1,4}$|^[A-Za-zÀ-ž]{1,4}", "", regex=True)
    kept = kept.mask(plain.str.contains(r"[A-Za-z]", regex=True).fillna(False))  # words are no numbers
    both = kept.str.contains(",", regex=False) & kept.str.contains(".", regex=False)
    if bool(both.any()):
        one = kept[both].dropna()
        comma = bool((one.str.rfind(",") > one.str.rfind(".")).mean() > 0.5)
    else:
        commas = kept[kept.str.contains(",", regex=False).fillna(False)]
        dots = kept[kept.str.contains(".", regex=False).fillna(False)]
        comma = bool(len(commas) and not commas.str.match(r"^\d{1,3}(,\d{3})+$").all())
        comma = comma or bool(len(dots) and dots.str.match(r"^\d{1,3}(\.\d{3})+$").all()
                              and dots.str.count(r"\.").max() > 1)
    marks = (".", ",") if comma else (",", ".")
    kept = kept.str.replace(marks[0], "", regex=False).str.replace(marks[1], ".", regex=False)
    found = pd.to_numeric(kept, errors="coerce").astype(float)
    return found.where(~minus.fillna(False), -found)


def currencies(column: pd.Series) -> dict[str, int]:
    """Currency codes that stand in a column's cells, with their counts."""
    if pd.api.types.is_numeric_dtype(column):
        return {}
    marks = column.astype("str").str.replace(r"[\d.,\s()+−-]", "", regex=True).str.upper().value_counts()
    signs = {sign.upper(): code for sign, code in CURRENCY_SIGNS.items()}
    found: dict[str, int] = {}
    for mark, count in marks.items():
        code = signs.get(str(mark), str(mark) if mark in CODES else "")
        if code:
            found[code] = found.get(code, 0) + int(count)
    return found


def shares(column: pd.Series) -> pd.Series:
    """Promotion as a share from 0 to 1: yes and no, 0 and 1, percents; NaN where neither."""
    if pd.api.types.is_bool_dtype(column):
        return column.astype(float)
    text = column.astype("str").str.strip().str.lower()
    found = numbers(column)
    if not pd.api.types.is_numeric_dtype(column):
        found = found.mask(text.isin(TRUE), 1.0).mask(text.isin(FALSE) | column.isna(), 0.0)
        worded = found.isna() & text.str.contains(r"[a-z]", regex=True)
        found = found.mask(worded, 1.0)  # the name of a promotion means that there was one
    found = found / 100 if float(found.max()) > 1 and bool((found <= 100).all()) else found
    return found.clip(0, 1)


def dates(column: pd.Series) -> tuple[pd.Series, str]:
    """Days of a column, and what was assumed where it could be read in two ways.

    ISO dates, weeks (2024-W07) and months (2024-02), dates with dots, slashes or dashes, 20240131, Excel's day
    numbers. Whether 03/04 is March or April is decided by the days above 12 in the column; where they do not decide,
    such a cell is no date. With dots the day stands first.

    Returns
    -------
    days : Series of datetime64, index as `column`
        NaT where a cell is no date between 1990 and 2100.
    note : str
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return _sane(pd.to_datetime(column, utc=True).dt.tz_localize(None).dt.normalize()), ""
    if pd.api.types.is_numeric_dtype(column):
        number = column.astype(float)
        if number.between(19_900_101, 21_000_101).mean() > 0.5:
            return _sane(pd.to_datetime(number.astype("Int64").astype("str"), format="%Y%m%d", errors="coerce")), ""
        return _sane(pd.to_datetime(number.where(number.between(30_000, 80_000)), unit="D", origin="1899-12-30",
                                    errors="coerce")), ""
    text = column.astype("str").str.strip()
    known = text.unique()  # a table has few days and many rows
    found, note = _dates_of(pd.Series(known))
    return _sane(text.map(dict(zip(known, found, strict=True))).astype("datetime64[ns]")), note


def _dates_of(text: pd.Series) -> tuple[pd.Series, str]:
    found = pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]")

    iso = text.str.extract(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ])")
    _put(found, iso, (0, 1, 2))
    _put(found, text.str.extract(r"^(\d{4})(\d{2})(\d{2})$"), (0, 1, 2))
    month = text.str.extract(r"^(\d{4})[-/.](\d{1,2})$").assign(day="1")
    _put(found, month.set_axis([0, 1, 2], axis=1), (0, 1, 2))
    weeks = text.str.extract(r"^(\d{4})-?[WwKk]{1,2}-?(\d{1,2})$").dropna()
    if len(weeks):
        days = weeks[0] + "-W" + weeks[1].str.zfill(2) + "-1"
        found.loc[weeks.index] = pd.to_datetime(days, format="%G-W%V-%u", errors="coerce").astype("datetime64[ns]")
    parts = text.str.extract(r"^(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4}|\d{2})(?:$|[T ])")
    parts[3] = parts[3].where(parts[3].str.len() == 4, "20" + parts[3])
    unsure: list[str] = []
    for _, rows in parts.dropna().groupby(1):
        unsure += list(text[_day_and_month(found, rows)])
    note = "" if not unsure else (f"{len(unsure):,} dates, such as {unsure[0][:10]}, could be day first or month "
                                  "first, and the others do not tell. Write dates as 2024-01-31.")
    rest = found.isna() & text.str.contains(r"[A-Za-z]{3}", regex=True).fillna(False)
    if rest.any():  # 3 Jan 2024
        found.loc[rest] = pd.to_datetime(text[rest], format="mixed", errors="coerce").astype("datetime64[ns]")
    return found, note


def _day_and_month(found: pd.Series, parts: pd.DataFrame) -> pd.Index:
    """Fill days from columns 0 and 2, with one mark between them, in the order that most tell; returns unsure rows."""
    first, second = pd.to_numeric(parts[0]), pd.to_numeric(parts[2])
    day_first, month_first = int((first > 12).sum()), int((second > 12).sum())
    if not day_first and not month_first and parts[1].iloc[0] == ".":
        day_first = 1
    if min(day_first, month_first) <= SLIPS * max(day_first, month_first) and day_first != month_first:
        _put(found, parts, (3, 2, 0) if day_first > month_first else (3, 0, 2))
        return parts.index[:0]
    unsure = (first <= 12) & (second <= 12) & (first != second)
    _put(found, parts[~unsure & (second <= 12)], (3, 2, 0))
    _put(found, parts[second > 12], (3, 0, 2))
    return parts.index[unsure]


def _put(found: pd.Series, parts: pd.DataFrame, order: tuple[int, int, int]) -> None:
    """Fill days from columns that hold year, month and day, where nothing is yet."""
    rows = parts.dropna()
    rows = rows[found[rows.index].isna()]
    if len(rows):
        frame = pd.DataFrame({name: pd.to_numeric(rows[place]) for name, place in
                              zip(("year", "month", "day"), order, strict=True)})
        found.loc[rows.index] = pd.to_datetime(frame, errors="coerce").astype("datetime64[ns]")


def _sane(days: pd.Series) -> pd.Series:
    days = days.astype("datetime64[ns]")
    return days.where((days >= FIRST_DAY) & (days < LAST_DAY))

