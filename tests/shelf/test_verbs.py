"""From a photo to counts, corrections and views learned: the real detector and matcher on the demo's shelf."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import shelf, skus
from core.errors import Misuse, NotFound
from core.nouns.failure import Failure
from core.nouns.shelf import NOT_A_PRODUCT, UNKNOWN, ShelfReading
from core.nouns.source import Source
from core.settings import ROOT, Settings
from core.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
TRUTH = json.loads((ROOT / "demo" / "shelf" / "shelf.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path_factory.mktemp("site"), workers=1)) as opened:
        yield opened


@pytest.fixture(scope="module")
def demo(site: Site) -> ShelfReading:
    """The demo's shelf, its products imported first."""
    job_id = shelf.start_demo(site)
    assert shelf.wait(site, job_id).state == "done"
    (found,) = shelf.results(site, job_id)
    assert isinstance(found, ShelfReading), found
    return found


def true_sku(box: tuple[float, ...]) -> str:
    """What stands where a box lies, "" for nothing."""
    boxes = np.array(TRUTH["xyxy"])
    sides = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    shared = np.maximum(sides, 0).prod(1)
    return TRUTH["skus"][int(shared.argmax())] if shared.max() > 0 else ""


def test_the_demo_shelf_has_its_facings_products_and_gaps(demo: ShelfReading) -> None:
    assert abs(len(demo.facings) - len(TRUTH["xyxy"])) <= 10 and demo.rows == len(set(TRUTH["rows"]))
    named = [facing for facing in demo.facings if facing.sku]
    assert len(named) > 35 and np.mean([facing.sku == true_sku(facing.xyxy) for facing in named]) > 0.9
    assert 2 <= len(demo.gaps) <= 8 and len(demo.tags) > 12
    counts = {line.sku: line for line in shelf.counts(demo)}
    assert counts["CAN-01"].low <= TRUTH["skus"].count("CAN-01") <= counts["CAN-01"].high + 3
    assert sum(line.share for line in counts.values()) == pytest.approx(1.0)


def test_a_correction_counts_keeps_its_history_and_is_taken_back(site: Site, demo: ShelfReading) -> None:
    first, second = demo.facings[:2]
    assert shelf.judge(site, demo.reading_id, first.xyxy, "WAT-01", author="Ann").facings[0].sku == "WAT-01"
    after = shelf.judge(site, demo.reading_id, second.xyxy, NOT_A_PRODUCT)
    assert len(after.facings) == len(demo.facings) - 1
    drawn = shelf.judge(site, demo.reading_id, (5.0, 5.0, 60.0, 60.0), UNKNOWN)
    assert len(drawn.facings) == len(demo.facings)
    words = shelf.history(site, demo.picture_id)
    assert [(word.said, word.author) for word in words] == [("WAT-01", "Ann"), (NOT_A_PRODUCT, ""), (UNKNOWN, "")]
    for box in (first.xyxy, second.xyxy, (5.0, 5.0, 60.0, 60.0)):
        shelf.judge(site, demo.reading_id, box, "")
    assert shelf.reading(site, demo.reading_id) == demo
    with pytest.raises(NotFound, match="no product 'UNICORN'"):
        shelf.judge(site, demo.reading_id, first.xyxy, "UNICORN")
    with pytest.raises(Misuse, match="must lie inside"):
        shelf.judge(site, demo.reading_id, (0, 0, 99999, 5), "WAT-01")


def test_confirmed_facings_are_learned_and_taken_back(site: Site, demo: ShelfReading) -> None:
    with pytest.raises(NotFound, match="Nobody has said"):
        shelf.learn(site)
    unsure = [facing for facing in demo.facings if not facing.sku and true_sku(facing.xyxy)]
    taught = {}
    for facing in unsure:
        taught.setdefault(true_sku(facing.xyxy), facing)
    for sku, facing in taught.items():
        shelf.judge(site, demo.reading_id, facing.xyxy, sku)
    views = skus.index_state(site).views
    assert skus.wait_for_index(site, shelf.learn(site)).state == "done"
    assert skus.index_state(site).views == views + len(taught)
    again = shelf.read_now(site, Source("again", path=ROOT / "demo" / "shelf" / "shelf.jpg"), "Demo shelf")
    plain = [replace(facing, said="") for facing in again.facings]
    assert sum(bool(facing.sku) for facing in plain) > sum(bool(facing.sku) for facing in demo.facings)
    assert np.mean([facing.sku == true_sku(facing.xyxy) for facing in plain if facing.sku]) > 0.9
    stayed = {one.change for one in shelf.changes(again, again)}
    assert stayed == {"stayed"} and shelf.names(site) == [("Demo shelf", 2)]
    assert skus.wait_for_index(site, shelf.unlearn(site)).state == "done"
    assert skus.index_state(site).views == views


def test_photos_without_a_shelf_and_broken_ones_are_results(site: Site, demo: ShelfReading, tmp_path: Path) -> None:
    data = BytesIO()
    Image.new("RGB", (400, 300), (120, 160, 200)).save(data, "JPEG")
    (tmp_path / "sky.jpg").write_bytes(data.getvalue())
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff no photo")
    job_id = shelf.start(site, [Source(name, path=tmp_path / name) for name in ("broken.jpg", "sky.jpg")], "  Sky  ")
    assert shelf.wait(site, job_id).state == "done"
    broken, sky = shelf.results(site, job_id)
    assert isinstance(broken, Failure) and broken.uri == "broken.jpg" and broken.hint
    assert isinstance(sky, ShelfReading) and sky.facings == () and sky.shelf == "Sky"
    assert shelf.facing_images(site, demo, [demo.facings[0].xyxy])[0][:2] == b"\xff\xd8"
    with pytest.raises(Misuse, match="no photo to read"):
        shelf.start(site, [])
    with pytest.raises(Misuse, match="at most 100 letters"):
        shelf.start(site, [Source("a")], "x" * 101)


def test_a_synthetic_shelf_of_the_own_packshots(site: Site, demo: ShelfReading) -> None:
    made = shelf.synthetic(site, "gondola", 3)
    assert made.photo[:2] == b"\xff\xd8" and made.facings > 10 and made.products > 1
    assert made == shelf.synthetic(site, "gondola", 3), "the same numbers give the same shelf"
