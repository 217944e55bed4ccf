"""The closer looks at an audit: one product's gallery, and a page as a browser would choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.rendered_page import RenderedPage, RenderedPicture
from core.settings import Settings
from core.sources.listing import SourceOptions, candidates
from core.sources.rendering.kept import keep
from tests.pages.made_up_audits import Shop, finished, open_shop
from tests.pages.made_up_site import html, page
from tests.sources.conftest import shop as web  # noqa: F401 - a server on loopback
from tests.sources.internet import Shop as Web

AUDITS = "pages/audits.py"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    found = open_shop(monkeypatch, tmp_path)
    yield found
    found.audits.close()
    found.store.close()


def texts(test: AppTest) -> str:
    parts = [*test.markdown, *test.caption, *test.subheader, *test.info]
    return "\n".join(part.value for part in parts)


def test_a_product_opens_from_its_address_and_leads_back(shop: Shop) -> None:
    test = page(AUDITS, job=finished(shop), sku="S1")
    assert not test.exception
    words = html(test)
    assert [head.value for head in test.subheader] == ["Linen shirt"]
    assert "Product in its surroundings: 1" in words
    assert ">Detail<" in words and "Worn, to judge size and fit" in words
    assert "Show this photo first" in words and "https://shop.example/1.jpg" in words
    assert "a product needs at least 3" in texts(test)
    test.button(key="sku_back").click().run()
    assert "sku" not in test.query_params and "likely to be misread" in test.subheader[0].value


def test_a_product_says_which_views_the_chosen_marketplaces_miss(shop: Shop) -> None:
    words = html(page(AUDITS, job=finished(shop, rules=("amazon", "zalando")), sku="S1"))
    assert "A catalog view comes first: Fail" in words and "Further compliant views: Needs review" in words
    assert "Matching photos: 0 of 1 (product on white; on a model; worn, no face); required: at least 1." in words
    assert "our number" in words
    assert "catalog view" not in html(page(AUDITS, job=finished(shop), sku="S1")), "Zalando was not chosen"


def test_a_product_without_a_judged_picture_says_why(shop: Shop) -> None:
    test = page(AUDITS, job=finished(shop), sku="S4")
    assert not test.exception
    assert "None of the photos could be analyzed" in texts(test)
    assert "The file ends in the middle." in html(test)


def test_an_unknown_product_is_a_sentence_and_keeps_the_way_back(shop: Shop) -> None:
    test = page(AUDITS, job=finished(shop), sku="<b>S9")
    assert not test.exception
    assert "This audit has no product with the SKU &#x27;&lt;b&gt;S9&#x27;." in html(test)
    assert test.button(key="sku_back")


def test_a_feed_has_no_browsers_view(shop: Shop) -> None:
    job_id = finished(shop)
    assert "eye" not in [button.key for button in page(AUDITS, job=job_id).button]
    assert "for audits of a single web page" in html(page(AUDITS, job=job_id, look="browser"))


@pytest.fixture
def page_audit(web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Shop, str]]:  # noqa: F811
    """A finished audit of a page with three pictures, on a machine without a browser."""
    body = """<meta property="og:image" content="/scarf.jpg"><img src="/scarf.jpg" width=500 height=500>
        <img src="/shirt.jpg" width=480 height=480><img src="/logo.jpg" width=101 height=90>"""
    settings = Settings(data_dir=tmp_path, allow_networks="127.0.0.0/8", crawl_seconds=0, browser="/there/is/none")

    def listed(self: Shop, job: Job) -> Iterator[Candidate]:
        for found in candidates(job.source, job.source_kind, SourceOptions(), settings):
            assert isinstance(found, Candidate)
            yield replace(found, path=found.uri)

    monkeypatch.setattr(Shop, "_listed", listed)
    shop = open_shop(monkeypatch, tmp_path)
    shop.settings = settings
    job_id = shop.audits.start(web.put("p.html", body, "text/html"), "page", {})
    assert shop.audits.wait(job_id, 60).state == "done"
    yield shop, job_id
    shop.audits.close()
    shop.store.close()


def test_a_page_is_shown_as_a_browser_would_choose(page_audit: tuple[Shop, str]) -> None:
    test = page(AUDITS, job=page_audit[1])
    test.button(key="eye").click().run()
    assert not test.exception and test.query_params["look"] in ("browser", ["browser"])
    words = texts(test).replace("\\", "")
    assert "A browser would choose shirt.jpg" in words
    assert "The hero is scarf.jpg" in words and "Its shopping score is 0.05" in words
    assert "Estimated layout." in words and "there is none at /there/is/none" in words, "which layout it is, and why"
    assert "ml-shot" not in html(test)
    assert "500 × 500 px (size from the page), 83 px from the left, 0 px from the top" in html(test)
    test.button(key="eye_back").click().run()
    assert "look" not in test.query_params


def test_a_rendered_page_is_shown_with_its_marks(page_audit: tuple[Shop, str]) -> None:
    shop, job_id = page_audit
    origin = shop.store.job(job_id).source.rpartition("/")[0]
    boxes = {"shirt.jpg": (10, 10, 400, 400), "scarf.jpg": (500, 700, 300, 300), "logo.jpg": (900, 10, 40, 40)}
    pictures = tuple(RenderedPicture(f"{origin}/{name}", "img", box, (800, 800), has_src=True)
                     for name, box in boxes.items())
    keep(RenderedPage(f"{origin}/p.html", pictures, (1366, 768), b"\xff\xd8\xffjpeg", note="A script did not end."),
         shop.settings.data_dir / "sources" / job_id)
    test = page(AUDITS, job=job_id, look="browser")
    assert not test.exception
    words = texts(test).replace("\\", "")
    assert "A browser would choose shirt.jpg" in words
    assert "Real layout." in words and "A script did not end." in words
    markup = html(test)
    assert markup.count('class="ml-box') == 3 and markup.count("ml-chosen") == 1 and "<span>1. Chosen</span>" in markup
    assert "data:image/jpeg;base64,/9j/anBlZw==" in markup and "shirt.jpg chosen" in markup
    assert "Only 22.6 % of it is visible before scrolling" in markup
    assert "400 × 400 px (in the browser), 10 px from the left" in markup
