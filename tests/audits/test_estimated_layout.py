"""Without a browser, pictures stand in lines of a column, with the size of the page or of their file."""

from __future__ import annotations

import io

import pytest

from core.audits.estimated_layout import CONTENT_WIDTH, GAP, estimated_layout
from core.audits.page_shown import VIEWPORT_WH, Rows
from core.errors import Misuse
from core.nouns.audit_row import AuditRow
from core.sources.documents.document import Document

LEFT = (VIEWPORT_WH[0] - CONTENT_WIDTH) // 2


def layout(html: str, *rows: AuditRow) -> list[tuple[tuple[int, int, int, int], str]]:
    document = Document(io.BytesIO(html.encode()), "https://shop.example/")
    return [(shown.image.xywh, shown.size_source) for shown in estimated_layout(document, Rows(list(rows), []))]


def test_pictures_follow_one_another_as_text_does() -> None:
    html = "<img src=a.jpg width=700 height=300><img src=b.jpg width=400 height=100><img src=c.jpg width=500 height=50>"
    assert layout(html) == [((LEFT, 0, 700, 300), "page"), ((LEFT + 700 + GAP, 0, 400, 100), "page"),
                            ((LEFT, 300 + GAP, 500, 50), "page")]


def test_a_size_that_the_page_leaves_out_is_that_of_the_file() -> None:
    row = AuditRow(1, "https://shop.example/a.jpg", width=3000, height=1500)
    assert layout("<img src=a.jpg>", row) == [((LEFT, 0, 1200, 600), "file")]
    assert layout("<img src=a.jpg height=300>", row) == [((LEFT, 0, 600, 300), "page")]
    assert layout("<img src=a.jpg><img src=b.jpg style='display:none'>") == [((LEFT, 0, 0, 0), "")]


def test_a_list_in_xml_is_no_page() -> None:
    with pytest.raises(Misuse):
        layout("<?xml version='1.0'?><urlset></urlset>")
