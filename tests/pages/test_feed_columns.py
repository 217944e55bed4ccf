"""The columns of a feed are shown with examples where an audit starts, and corrected there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import audits
from tests.pages.made_up_audits import Shop, open_shop
from tests.pages.made_up_site import html, page

AUDITS = "pages/audits.py"
FEED = "Nr,Foto,Bild,Titel\nS-1,https://cdn.example/1.jpg,https://cdn.example/small.jpg,Shoe\n"


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shop]:
    opened = open_shop(monkeypatch, tmp_path)
    yield opened
    opened.audits.close()
    opened.store.close()


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.csv"
    path.write_text(FEED, encoding="utf-8")
    return path


def test_a_preview_is_corrected_and_the_audit_gets_the_correction(shop: Shop, feed: Path) -> None:
    test = page(AUDITS)
    test.text_input(key="source").set_value(str(feed)).run()
    test.button(key="preview").click().run()
    assert test.selectbox(key="column_picture").value == "Bild" and test.selectbox(key="column_more").value == "Foto"
    assert "https://cdn.example/small.jpg" in html(test)
    test.selectbox(key="column_picture").set_value("Foto")
    test.selectbox(key="column_title").set_value(audits.NO_COLUMN)
    test.selectbox(key="column_sku").set_value("Nr").run()
    assert "S-1" in html(test)
    test.button(key="start_audit").click().run()
    assert audits.job(shop, test.query_params["job"]).options["columns"] == {"picture": "Foto", "sku": "Nr",
                                                                               "title": audits.NO_COLUMN}


def test_a_feed_without_photos_says_so_and_offers_its_columns(shop: Shop, feed: Path) -> None:
    feed.write_text("Nr,Was\n1,Shoe\n", encoding="utf-8")
    test = page(AUDITS)
    test.text_input(key="source").set_value(str(feed)).run()
    test.button(key="preview").click().run()
    assert "Choose the column with the photo addresses" in test.warning[0].value
    assert test.selectbox(key="column_picture").options == ["None", "Nr", "Was"]


def test_what_is_no_feed_leaves_the_page_alive(shop: Shop, tmp_path: Path) -> None:
    test = page(AUDITS)
    test.text_input(key="source").set_value(str(tmp_path)).run()
    test.button(key="preview").click().run()
    assert not test.exception and "There is no file" in html(test) and test.button(key="start_audit")
