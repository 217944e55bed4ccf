"""Names of months are told apart by as few letters as tables write."""

from __future__ import annotations

import re

from core.sales.table import calendar_words
from core.sales.table.calendar_words import QUARTERS, WEEKS, month_of, without_accents


def test_each_full_name_is_one_month_and_has_no_accents():
    for number, names in enumerate(calendar_words._MONTHS, 1):
        assert all(month_of(name) == number and without_accents(name) == name for name in names.split())


def test_what_several_months_begin_with_is_none():
    assert month_of("ju") == month_of("jui") == month_of("week") == month_of("total") == 0


def test_words_of_weeks_and_quarters_are_patterns():
    assert re.fullmatch(WEEKS, "kw") and re.fullmatch(QUARTERS, "quartal")
