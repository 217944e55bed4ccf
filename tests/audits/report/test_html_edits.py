"""One edit that helps many in the HTML report: ranked, with before and after, and absent where nothing was searched."""

from __future__ import annotations

import io

import lxml.html
from PIL import Image

from core.audits.report.html_edits import MOST, edits_section
from core.audits.report.html_parts import Thumbnails
from core.flip.summary import summarize
from core.nouns.flip import Edit
from core.nouns.flip_set import FlipSummary
from tests.flip.flip_rows import flip_row

LEFT, RIGHT = Edit("crop", 0.04, "left"), Edit("crop", 0.1, "right")


def jpeg(color: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), color).save(out, "JPEG")
    return out.getvalue()


def section(summary: FlipSummary | None, limit: int = 80, *, gone: bool = False) -> lxml.html.HtmlElement:
    html = edits_section(summary, lambda picture_id, edits: None if gone else jpeg("red"),
                         Thumbnails(lambda picture_id: jpeg(), limit))
    return lxml.html.fromstring(f"<main>{html}</main>")


def test_edits_are_ranked_with_their_example_before_and_after() -> None:
    summary = summarize([flip_row("a", RIGHT, LEFT), flip_row("b", LEFT), flip_row("c")], [], 3)
    part = section(summary)
    assert "This one edit helps 2 of 3 photos" in part.text_content()
    first, second = part.xpath("//tbody/tr")
    assert "Crop from the left" in first.text_content() and "2 of 3" in first.text_content()
    assert "Crop from the right" in second.text_content() and "becomes Shoppable (0.60)" in second.text_content()
    assert [image.get("alt") for image in first.xpath(".//img")] == ["Before", "After"]
    assert len({image.get("src") for image in part.xpath("//img")}) == 2


def test_lost_files_leave_empty_frames_and_the_limit_of_thumbnails_holds() -> None:
    summary = summarize([flip_row("a", LEFT), flip_row("b", RIGHT)], [], 2)
    assert len(section(summary, gone=True).xpath("//img")) == 2
    assert len(section(summary, 3).xpath("//img")) == 3


def test_nothing_searched_nothing_shown_and_no_edit_is_said() -> None:
    assert not section(None).text_content() and not section(summarize([], [], 4)).text_content()
    none = section(summarize([flip_row("a"), flip_row("b")], [], 2))
    assert "No edit makes one of the 2 photos shoppable" in none.text_content() and not none.xpath("//table")


def test_a_long_list_says_what_it_leaves_out() -> None:
    many = [Edit("crop", 0.1, side) for side in ("left", "top", "right", "bottom", "all")]
    many += [Edit("rotate", 2.0), Edit("rotate", -2.0), Edit("pad", 0.1)]
    part = section(summarize([flip_row("a", *many)], [], 1))
    assert len(part.xpath("//tbody/tr")) == MOST and "2 other edits help no more photos" in part.text_content()
