"""The demo shop's files, its photos, and the version of a demo."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core.demo import shop
from core.errors import SetupError
from core.settings import ROOT, Settings


def test_the_photos_are_those_of_the_feed_and_a_missing_one_is_a_failure() -> None:
    photos = shop.shop_photos(Settings())
    assert len(photos) == 46
    assert photos[0].uri == "pictures/jar-01_1.jpg"
    assert photos[0].path == ROOT / "demo" / "shop" / "pictures" / "jar-01_1.jpg"
    failed = [photo for photo in photos if photo.failure]
    assert [photo.failure.error for photo in failed if photo.failure] == ["NotFound"]
    assert "tsm-02_1.jpg" in failed[0].failure.message if failed[0].failure else False


@pytest.mark.parametrize("name", ["feed.csv", "sales.csv"])
def test_a_missing_file_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.setattr(shop, "ROOT", tmp_path)
    monkeypatch.setattr(shop, "SHOP", tmp_path / "demo" / "shop")
    with pytest.raises(SetupError, match=f"demo/shop/{name} is missing.*python -m demo.build"):
        shop.shop_file(name)


def test_the_version_changes_with_the_shop_and_the_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings()
    before = shop.demo_version(settings)
    assert before == shop.demo_version(settings)
    copy = shutil.copytree(shop.SHOP, tmp_path / "shop")
    (copy / "pictures" / "can-01_1.jpg").write_bytes(b"another picture")
    monkeypatch.setattr(shop, "SHOP", copy)
    assert shop.demo_version(settings) != before
    monkeypatch.setattr(shop, "SHOP", ROOT / "demo" / "shop")
    assert shop.demo_version(settings) == before
    entry = shop.store.entry
    monkeypatch.setattr(shop.store, "entry", lambda *asked: replace(entry(*asked), thresholds={"another": 0.5}))
    assert shop.demo_version(settings) != before
