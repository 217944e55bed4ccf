"""A benchmark in words: figures with intervals, tables, one finding, a chart."""

from __future__ import annotations

import numpy as np

from core.explain.summary import summarize
from core.words.explanation_benchmark import deletion_chart, differences, finding, table, text_table
from tests.explain.benchmark_rows import row

ROWS = [row(f"{k}.jpg", value, method=method) for k, value in enumerate(np.linspace(0.1, 0.3, 12))
        for method in ("grad-cam", "rise")]


def test_tables_have_a_row_for_each_method_and_each_map_that_knows_nothing() -> None:
    result = summarize(ROWS)
    rows = table(result)
    assert [item["Method"] for item in rows] == ["Grad-CAM", "RISE", "Center blob", "Random map"]
    assert rows[0]["Deletion"].startswith("0.200 (") and rows[2]["Deletion"] == "0.500 (0.500 to 0.500)"
    assert rows[0]["Pointing"] == "not known" and rows[0]["Weak"] == "100%"
    assert [item["Deletion"][:6] for item in differences(result)] == ["-0.300", "-0.400"] * 2
    lines = text_table(rows)
    assert len(lines) == 5 and lines[1].index("0.200") == lines[0].index("Deletion")


def test_the_finding_names_who_beats_both_and_only_beyond_chance() -> None:
    assert finding(summarize(ROWS)).startswith("Grad-CAM, RISE beat the center blob")
    worse = [row(f"{k}.jpg", value) for k, value in enumerate(np.linspace(0.3, 0.8, 12))]
    assert finding(summarize(worse)).startswith("No method beats both")
    assert "no interval" in finding(summarize(ROWS[:1])) and "no interval" in table(summarize(ROWS[:1]))[0]["Deletion"]


def test_the_chart_shows_each_method_and_both_lines() -> None:
    chart = deletion_chart(summarize(ROWS))
    assert chart.count('class="dot"') == 2 and chart.count('class="mark"') == 2
    assert "Center blob 0.500" in chart and "<script" not in chart
    assert "No photo has been measured" in deletion_chart(summarize([]))
