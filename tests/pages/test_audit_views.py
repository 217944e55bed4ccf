"""The closer looks at an audit: one product's gallery, and a page as a browser would choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.nouns.job import Job
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.listing import SourceOptions, candidates
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


def test_a_page_is_shown_as_a_browser_would_choose(
    web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path  # noqa: F811
) -> None:
    body = """<meta property="og:image" content="/scarf.jpg"><img src="/scarf.jpg" width=500 height=500>
        <img src="/shirt.jpg" width=480 height=480><img src="/logo.jpg" width=101 height=90>"""
    settings = Settings(data_dir=tmp_path, allow_networks="127.0.0.0/8", crawl_seconds=0)

    def listed(self: Shop, job: Job) -> Iterator[Candidate]:
        for found in candidates(job.source, job.source_kind, SourceOptions(), settings):
            assert isinstance(found, Candidate)
            yield replace(found, path=found.uri)

    monkeypatch.setattr(Shop, "_listed", listed)
    shop = open_shop(monkeypatch, tmp_path)
    shop.settings = settings
    job_id = shop.audits.start(web.put("p.html", body, "text/html"), "page", {})
    assert shop.audits.wait(job_id, 30).state == "done"
    test = page(AUDITS, job=job_id)
    test.button(key="eye").click().run()
    assert not test.exception and test.query_params["look"] in ("browser", ["browser"])
    words = texts(test).replace("\\", "")
    assert "A browser would choose shirt.jpg" in words
    assert "The hero is scarf.jpg" in words and "Its shopping score is 0.05" in words
    assert "estimates the layout from the page's HTML without rendering it" in words
    assert "500 × 500 px (size from the page), 83 px from the left, 0 px from the top" in html(test)
    test.button(key="eye_back").click().run()
    assert "look" not in test.query_params
    shop.audits.close()
    shop.store.close()
