"""Charts as files: every chart of a report, its title and labels in the picture, and an answer where there is none."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from core.errors import Misuse
from core.sales.report.charts import IntervalChart, chart
from core.sales.report.figures import MOST_PRODUCTS, ON_PAPER, charts_of, draw, draw_chart, overview
from core.sales.report.sentences import headline


def texts(svg: bytes) -> str:
    """The words of an SVG, which matplotlib writes as comments beside the outlines of its letters."""
    return " ".join(re.findall(r"<!-- (.*?) -->", svg.decode()))


def test_a_report_with_changes_has_all_charts_and_a_cross_section_those_it_has_data_for(changing, fixed):
    names = [content.title for content in charts_of(changing[2])]
    assert len(names) == len(ON_PAPER) == len(set(names))
    assert 1 <= len(charts_of(fixed[2])) < len(ON_PAPER)
    assert charts_of(replace(changing[2], method=None)) == []


def test_the_chart_of_products_has_room_for_a_few(changing):
    products = charts_of(changing[2])[ON_PAPER.index("products")]
    assert isinstance(products, IntervalChart) and 0 < len(products.rows) <= 2 * MOST_PRODUCTS


@pytest.mark.parametrize("name", ON_PAPER)
def test_each_chart_is_drawn_with_its_title_and_its_axis(changing, name):
    svg = draw(changing[2], name)
    content = chart(changing[2], name)
    assert svg.startswith(b"<?xml") and content is not None
    words = texts(svg).replace("\n", " ")
    assert all(word in words for word in content.title.split()[:4]) and "(simulated shop)" in words
    assert draw(changing[2], name) == svg or b"<dc:date>" not in svg, "no date: the same report gives the same chart"


@pytest.mark.parametrize("name", ["residuals", "price_response"])
def test_charts_that_are_not_on_paper_are_drawn_too(changing, name):
    assert draw(changing[2], name).startswith(b"<?xml")


def test_a_tall_chart_for_many_rows(changing):
    rows = chart(changing[2], "products", products=())
    assert isinstance(rows, IntervalChart)
    few, many = (draw_chart(replace(rows, rows=rows.rows[:1] * number), changing[2]) for number in (1, 60))
    height = re.compile(rb'height="([\d.]+)pt"')
    assert float(height.search(many)[1]) > 2 * float(height.search(few)[1])


@pytest.mark.parametrize("name", ["no such chart", "event_study"])
def test_a_chart_without_data_is_misuse(fixed, name):
    with pytest.raises(Misuse, match=f"no chart '{name}'") as error:
        draw(fixed[2], name)
    assert "effects" in error.value.hint


def test_the_overview_is_one_picture_with_the_finding(fixed):
    picture = overview(fixed[2], "png")
    with Image.open(io.BytesIO(picture)) as image:
        assert image.format == "PNG" and image.width == 2200
    assert headline(fixed[2]).split()[0] in texts(overview(fixed[2], "svg"))
