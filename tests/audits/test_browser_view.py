"""Closer looks at an audit: a real page from a real server, the real database, made-up scores."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from core import audits
from core.catalog.store import Job, Store
from core.errors import Misuse, Refused
from core.jobs.board import Board
from core.jobs.kinds import PictureKind
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.listing import SourceOptions, candidates
from core.sources.shop.page_images import elements_of_page
from tests.made_up import made_up_analysis
from tests.sources.conftest import shop  # noqa: F401 - the server on loopback
from tests.sources.internet import Shop

NO_BROWSER = "/there/is/none"  # layouts are estimated
Start = Callable[..., tuple[Any, str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Audit a source to its end; gives the site and the audit's id."""
    settings = Settings(data_dir=tmp_path, allow_networks="127.0.0.0/8", crawl_seconds=0, browser=NO_BROWSER)
    store = Store(settings.database)

    def listed(job: Job) -> Iterator[Candidate | Failure]:
        return candidates(job.source, job.source_kind, SourceOptions(workdir=tmp_path), settings)

    def read(candidate: Candidate) -> tuple[str, str, str]:
        return hashlib.sha256(candidate.uri.encode()).hexdigest(), candidate.uri, ""

    def judge(path: str, uri: str, options: dict[str, Any]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
        top = "negative" if "text" in path else "apparel"
        width, height = (3000, 1500) if "wide" in path else (600, 600)
        analysis = replace(made_up_analysis(uri, "product_only", top), size_wh=(width, height),
                        picture_id=hashlib.sha256(path.encode()).hexdigest())
        return analysis, {"background": "plain", "near_white_share": 0.99 if "white" in path else 0.1}, {}

    audits = Board(store, lambda name: PictureKind(listed, read, judge, lambda options: ("m", "1")), threads=2)

    def run(source: str, kind: str = "page") -> tuple[Any, str]:
        job_id = audits.start(source, kind, {})
        assert audits.wait(job_id, 60).state == "done"
        return SimpleNamespace(store=store, settings=settings), job_id

    yield run
    audits.close()
    store.close()


def test_sizes_come_from_attributes_style_and_column() -> None:
    page = """<base href="/img/"><img src="a.jpg" width="300px" height=200><img src=b.jpg width="50%">
        <img src=c.jpg width=9 style="height: 40px; width:70px; max-width:1px"><img alt="no address">
        <img src=d.jpg style="display: none"><picture><source srcset="e.webp 1x"><img data-src=e.jpg></picture>"""
    a, b, c, d, e = elements_of_page(page.encode(), "https://shop.example/p/1")
    assert (a.addresses, a.width, a.height) == (("https://shop.example/img/a.jpg",), 300, 200)
    assert (b.width, b.share) == (0, 0.5)
    assert (c.width, c.height) == (70, 40)
    assert d.hidden and not a.hidden
    assert e.addresses == ("https://shop.example/img/e.jpg", "https://shop.example/img/e.webp")


PAGE = """<html><head><meta property="og:image" content="/og.jpg"></head><body>
<img src="/wide.jpg"><img src="/logo.jpg" width="80" height="80"><img src="/text.jpg" width="500" height="300">
<div style="background-image:url(/back.jpg)"></div><img src="/low.jpg" width="400" height="400"></body></html>"""


def by_name(view: audits.BrowserView) -> dict[str, audits.PagePicture]:
    return {picture.verdict.image.uri.rpartition("/")[2]: picture for picture in view.pictures}


def test_a_page_is_weighed_picture_by_picture(start: Start, shop: Shop) -> None:  # noqa: F811
    site, job_id = start(shop.put("p.html", PAGE, "text/html"))
    view = audits.view_as_browser(site, job_id)
    by = by_name(view)
    assert list(by)[:4] == ["wide.jpg", "logo.jpg", "text.jpg", "low.jpg"], "in the order of the page"
    wide = by["wide.jpg"]
    assert (wide.verdict.image.xywh, wide.size_source) == ((83, 0, 1200, 600), "file"), "its own, clipped to the column"
    assert view.chosen is wide
    assert by["logo.jpg"].verdict.stage == "geometry" and by["logo.jpg"].size_source == "page"
    assert by["text.jpg"].verdict.image.xywh[1] == 616, "in the line below"
    assert by["low.jpg"].verdict.image.xywh[:2] == (83 + 80 + 16 + 500 + 16, 616), "in the same line"
    assert by["back.jpg"].reason == "It is a CSS background; the browser checks picture elements only."
    assert by["og.jpg"].reason == "The page names it (og:image) but has no picture element for it."
    assert not view.is_rendered and not view.screenshot and NO_BROWSER in view.note, "it says which, and why"
    assert view.hero is by["og.jpg"] and view.hero.is_hero and "social networks" in view.hero_reason


def test_why_the_hero_lost_and_what_lies_below_the_fold(start: Start, shop: Shop) -> None:  # noqa: F811
    page = """<script type="application/ld+json">{"@type": "Product", "name": "Shoe", "sku": "S1",
        "image": "/text.jpg?width=900"}</script><img src="/text.jpg?width=400" width=500 height=500>
        <img src="/side.jpg" width=600 height=600><img src="/wide.jpg" height=900><img src="/last.jpg">"""
    site, job_id = start(shop.put("hero.html", page, "text/html"))
    view = audits.view_as_browser(site, job_id)
    assert view.hero is not None and view.hero is view.pictures[0], "known again in another size"
    assert view.hero.verdict.stage == "scores" and "shopping score" in view.hero.reason
    assert view.chosen is not None and view.chosen.verdict.image.uri.endswith("/side.jpg")
    assert "below the part that is visible" in by_name(view)["last.jpg"].reason


def test_a_page_with_nothing_to_choose_says_so(start: Start, shop: Shop) -> None:  # noqa: F811
    site, job_id = start(shop.put("few.html", "<p></p><img src='/text.jpg'>", "text/html"))
    view = audits.view_as_browser(site, job_id)
    assert view.chosen is None and len(view.pictures) == 1


def test_only_pages_have_the_browsers_view(start: Start, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    feed.write_text("id,image_link\nS1,https://shop.example/a.jpg\n", encoding="utf-8")
    site, job_id = start(str(feed), "feed")
    assert not audits.has_browser_view(site, site.store.job(job_id))
    with pytest.raises(Misuse):
        audits.view_as_browser(site, job_id)


def test_a_picture_cut_by_the_fold_is_told_its_visible_part(start: Start, shop: Shop) -> None:  # noqa: F811
    page = "<img src='/wide.jpg' width=1200 height=576><img src='/low.jpg' width=600 height=392>"
    site, job_id = start(shop.put("fold.html", page, "text/html"))
    view = audits.view_as_browser(site, job_id)
    assert by_name(view)["low.jpg"].reason == \
        "Only 44.8 % of it is visible before scrolling; the rule asks for more than 45 %."


def test_a_sitemap_that_was_found_out_is_no_page(start: Start, shop: Shop) -> None:  # noqa: F811
    shop.put("p.html", PAGE, "text/html")
    text = f"<?xml version='1.0'?><urlset><url><loc>{shop.url('p.html')}</loc></url></urlset>"
    for name in ("map.xml", "map"):
        site, job_id = start(shop.put(name, text, "application/xml"), "auto")
        with pytest.raises(Misuse):
            audits.view_as_browser(site, job_id)


def test_reading_again_is_guarded(start: Start, shop: Shop) -> None:  # noqa: F811
    site, job_id = start(shop.put("p.html", PAGE, "text/html"))
    site.settings = Settings(data_dir=site.settings.data_dir)
    with pytest.raises(Refused):
        audits.view_as_browser(site, job_id)
