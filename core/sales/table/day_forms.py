"""One date, week, month or quarter as text: what it may be, and the day that it means."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from core.sales.table.calendar_words import QUARTERS, WEEKS, month_of, without_accents
from core.sources.numerals.cell import plain

FIRST_YEAR, LAST_YEAR = 1990, 2099
EXCEL_DAYS = (32_874, 73_050)  # Excel's numbers of days in these years
SECONDS = (631_152_000, 4_102_444_800)  # the same since 1970
_TIME = re.compile(r"(?:t|,?\s+)\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*"
                   r"(?:z|utc|gmt|[a-z]{2,4}|[+-]\d{2}:?\d{2})?$")
_LEAD = re.compile(r"^(?:week (?:of|commencing|starting|beginning)|w/c|wc|w/e|woche vom|semaine du|semana del|"
                   r"mon|monday|tue|tuesday|wed|wednesday|thu|thursday|fri|friday|sat|saturday|sun|sunday|"
                   r"mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)[.,]?\s+(?=.*\d)")
_RANGE = re.compile(r"\s+(?:-|to|bis|a|au|do)\s+|(?<=\.\d{4})-(?=\d)|(?<=\d)/(?=\d{4}-)")
_FILLERS = frozenset(("de", "del", "di", "do", "da", "of", "the", "st", "nd", "rd", "th", "er", "den", "le", "el"))
_YEAR, _WEEK, _QUARTER = r"'?(\d{4}|\d{2})", rf"(?:{WEEKS})", rf"(?:{QUARTERS})"
# Form, pattern, and what its groups are: year, month or number, day, first and second of a pair, weekday, mark.
_PATTERNS = (
    ("day", r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", "y-nd"),
    ("day", r"(\d{4})(\d{2})(\d{2})", "ynd"),
    ("day", r"(\d{4})年\s?(\d{1,2})月\s?(\d{1,2})日", "ynd"),
    ("month", r"(\d{4})年\s?(\d{1,2})月", "yn"),
    ("week", r"(\d{4})年\s?第?(\d{1,2})[週周]", "yn"),
    ("pair", r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", "n-dy"),
    ("week", rf"(\d{{4}})[-_/., ]*{_WEEK}[-_/.# ]*(\d{{1,2}})(?:-(\d))?", "ynd"),
    ("week", rf"{_WEEK}[-_/.# ]*(\d{{1,2}})[-_/., ]+(?:of )?{_YEAR}", "ny"),
    ("week", rf"{_WEEK}[-_/.# ]*(\d{{1,2}})[-_/., ]*'(\d{{2}})", "ny"),
    ("week", rf"(\d{{1,2}})\.?[-_/ ]*{_WEEK}[-_/., ]*{_YEAR}", "ny"),
    ("bare week", rf"{_WEEK}[-_/.# ]*(\d{{1,2}})", "n"),
    ("quarter", rf"(\d{{4}})[-_/., ]*{_QUARTER}[-_/. ]*([1-4])", "yn"),
    ("quarter", rf"{_QUARTER}[-_/. ]*([1-4])[-_/., ]*{_YEAR}", "ny"),
    ("quarter", rf"([1-4])\.?[-_/ ]*{_QUARTER}[-_/., ]*{_YEAR}", "ny"),
    ("bare quarter", rf"{_QUARTER}[-_/. ]*([1-4])|([1-4])\.?[-_/ ]*{_QUARTER}", "n "),
    ("month", r"(\d{4})[-_ ]?m(\d{1,2})", "yn"),
    ("part", r"(\d{4})[-_/. ]?(\d{1,2})", "yn"),
    ("part", r"(\d{1,2})[-_/. ](\d{4})", "ny"),
    ("year", r"(\d{4})", "y"),
    ("bare number", r"(\d{1,2})", "n"),
)
_FORMS = tuple((form, re.compile(pattern), groups) for form, pattern, groups in _PATTERNS)


class DayCell(NamedTuple):
    """What a text may be.

    Attributes
    ----------
    form : str
        "day", "week", "month", "quarter"; "pair": day and month in either order; "part": a year with a month or a
        week; "name": a month's name with a number of two digits; "serial", "second"; "year", "bare week", "bare
        quarter", "bare number", "no year" lack something; "" is no date.
    year, number, day : int
        `number` is a month, week or quarter, or the first of a pair, whose second is `day`.
    mark : str
        Between the numbers of a pair.
    """

    form: str
    year: int = 0
    number: int = 0
    day: int = 0
    mark: str = ""


def day_text(cell: object) -> str:
    """A cell as the patterns read it: lower case without accents, time of day, weekday and leading words.

    A year behind an "@", from a column beside it, is put behind a text that has none.

    Examples
    --------
    >>> [day_text(cell) for cell in ("Mon, 3 MÄR 2024 10:00", "Week of 2024-01-01", "KW 5 @2024", 45292.0)]
    ['3 mar 2024', '2024-01-01', 'kw 5 2024', '45292']
    """
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    text = without_accents(plain(str(cell)))
    year = ""
    if "@" in text:
        text, _, year = text.rpartition("@")
        year = year if re.fullmatch(r"\d{4}", year) and not re.search(r"\d{4}", text) else ""
    text = _LEAD.sub("", re.sub(r"\s*\([^)]*\)$", "", text.strip()))
    if ":" in text or "h" in text:
        text = _TIME.sub("", text)
    if re.match(r"\d{1,2}\.\s+\d{1,2}\.", text):  # 31. 1. 2024
        text = re.sub(r"\.\s+(?=\d)", ".", text)
    return f"{text.strip(' .,')} {year}".strip()


def day_cell(text: str) -> DayCell:
    """What a text of `day_text` may be.

    Examples
    --------
    >>> day_cell("kw 5/2024")
    DayCell(form='week', year=2024, number=5, day=0, mark='')
    >>> [day_cell(text).form for text in ("01/02/24", "202405", "jan '24", "soon")]
    ['pair', 'part', 'name', '']
    """
    if text.isdecimal() and len(text) == 5 and EXCEL_DAYS[0] <= int(text) < EXCEL_DAYS[1]:
        return DayCell("serial", number=int(text))
    if text.isdecimal() and len(text) in (10, 13) and SECONDS[0] <= int(text[:10]) < SECONDS[1]:
        return DayCell("second", number=int(text[:10]))
    for form, pattern, groups in _FORMS:
        if match := pattern.fullmatch(text):
            values = dict(zip(groups, match.groups(), strict=True))
            return DayCell(form, _full_year(values.get("y") or ""), int(values.get("n") or 0),
                           int(values.get("d") or 0), values.get("-") or "")
    parts = _RANGE.split(text)
    return _range(parts[0].strip(), parts[1].strip()) if len(parts) == 2 else _with_name(text)


def _full_year(text: str) -> int:
    if len(text) != 2:
        return int(text or 0)
    return int(text) + (2000 if int(text) < 70 else 1900)


def _with_name(text: str) -> DayCell:
    """A date with the name of a month."""
    words = re.findall(r"[^\W\d_]+|\d+", text)
    numbers = [word for word in words if word.isdigit()]
    months = [month for word in words if not word.isdigit() and (month := month_of(word))]
    if any(not word.isdigit() and word not in _FILLERS and not month_of(word) for word in words):
        return DayCell("")
    if len(months) != 1 or len(numbers) > 2 or any(len(number) not in (1, 2, 4) for number in numbers):
        return DayCell("")
    if not numbers:
        return DayCell("no year", number=months[0])
    year = next((number for number in numbers if len(number) == 4), "")
    if len(numbers) == 1:
        return DayCell("month" if year else "name", _full_year(year or numbers[0].zfill(2)), months[0], int(numbers[0]))
    year = year or numbers[1]
    day = numbers[1] if numbers[0] == year and len(year) == 4 else numbers[0]
    return DayCell("day", _full_year(year), months[0], int(day))


def _range(start: str, end: str) -> DayCell:
    """The first day of a range; it may lack the year: Jan 1 - Jan 7, 2024."""
    first, last = day_cell(start), day_cell(end)
    if first.form == "name" and last.form == "day":
        return DayCell("day", last.year - (first.number > last.number), first.number, first.day)
    return first if first.form == last.form else DayCell("")


def day_of(cell: DayCell, form: str) -> date | None:
    """The day that a cell means in a form: a week is its Monday, a month or quarter its first day.

    Parameters
    ----------
    cell : DayCell
    form : str
        As `DayCell.form`, and "day first" or "month first" of a pair.

    Returns
    -------
    date or None
        None where the calendar has no such day, and outside of 1990 to 2099.

    Examples
    --------
    >>> str(day_of(DayCell("week", 2024, 5), "week")), day_of(DayCell("week", 2024, 54), "week")
    ('2024-01-29', None)
    """
    try:
        if form in ("day", "month first"):
            day = date(cell.year, cell.number, cell.day)
        elif form == "day first":
            day = date(cell.year, cell.day, cell.number)
        elif form == "week":
            day = date.fromisocalendar(cell.year, cell.number, cell.day or 1)
        elif form == "month":
            day = date(cell.year, cell.number, 1)
        elif form == "quarter":
            day = date(cell.year, 3 * cell.number - 2, 1)
        elif form == "serial":
            day = date(1899, 12, 30) + timedelta(cell.number)
        elif form == "second":
            day = date(1970, 1, 1) + timedelta(seconds=cell.number)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
