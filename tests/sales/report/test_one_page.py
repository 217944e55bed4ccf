"""The report as a file: needs nothing else, and no stranger's word becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.sales.effects.checks import Check
from core.sales.report.one_page import document
from core.words.sales import NOT_ESTIMATED


def test_html_needs_nothing_else_and_escapes(changing):
    history, _, report = changing
    hostile = "<script>alert(1)</script>"
    facts = {**report.facts, "name": hostile}
    page = document(replace(history, name=hostile), replace(report, facts=facts), "html").decode()
    assert hostile not in page and "&lt;script&gt;" in page
    assert not re.findall(r"(?:src|href)=[\"']https?://", page) and "<script" not in page
    assert page.count("<svg") >= 4 and "simulated" in page
    for effect in report.effects[:2]:
        assert f"{effect.percent:.1f} %" in page


@pytest.mark.parametrize("method", [True, False])
def test_a_report_without_an_effect_says_why(changing, method):
    history, _, report = changing
    why = Check(NOT_ESTIMATED, "warning", "Drone is not estimated.") if method else Check("Size", "stop", "Too few.")
    bare = replace(report, effects=(), checks=(why,), method=report.method if method else None,
                   facts={**report.facts, "simulated": False})
    page = document(history, bare, "html").decode()
    assert "This table does not allow an estimate" in page and page.count(why.sentence) == 2  # and among the checks
    assert "This table" in document(history, replace(bare, checks=()), "html").decode()


@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_charts(fixed, form, start):
    assert document(fixed[0], fixed[2], form).startswith(start)
