"""No product is on two sides, and what tests the detector never teaches it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from core.learning.shelves import sources  # noqa: E402
from core.learning.shelves.sources import SIDES, boxed, empty, packshot_rows, side  # noqa: E402


def rows() -> list[dict[str, str]]:
    base = {"block": "other2", "background": "white", "intent": "other", "label": "soap", "split": "train"}
    many = [base | {"path": f"other2/{i}.jpg", "group": f"g{i // 2}"} for i in range(400)]
    return many + [base | {"path": "other2/a.jpg", "group": "a", "label": "instrument_drum"},
                   base | {"path": "other2/b.jpg", "group": "b", "split": "val"}]


def test_all_views_of_a_product_are_on_one_side() -> None:
    by_side = {each: packshot_rows(rows(), each) for each in SIDES}
    groups = [{row["group"] for row in members} for members in by_side.values()]
    assert not groups[0] & groups[1] and not groups[0] & groups[2] and not groups[1] & groups[2]
    assert len(groups[0]) > 100 > len(groups[2]) > len(groups[1]) > 5
    assert "b" in groups[2] and not any("a" in group for group in groups)
    assert side(rows()[0]) == side(rows()[1])


def test_boxed_photos_and_empty_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "counter" / "labels").mkdir(parents=True)
    (tmp_path / "other" / "labels").mkdir(parents=True)
    listed = []
    for block, name, split in (("counter", "jr_1", "val"), ("other", "jr_2", "val"), ("counter", "jr_3", "train")):
        (tmp_path / block / "labels" / f"{name}.txt").write_text("3 0.5 0.5 0.2 0.4\n")
        listed.append({"path": f"{block}/{name}.jpg", "block": block, "split": split, "group": name, "width": "100",
                       "height": "50", "label": "soap"})
    listed.append({"path": "negative/1.jpg", "block": "negative", "split": "val", "group": "", "label": "scene_sea"})
    monkeypatch.setattr(sources, "read_manifest", lambda data: listed)
    (photo,) = boxed(tmp_path, "testing")
    assert photo.path == "counter/jr_1.jpg" and photo.xyxy.round(3).tolist() == [[40, 15, 60, 35]]
    assert [each.path for kind in ("teaching", "choosing") for each in boxed(tmp_path, kind)] == ["counter/jr_3.jpg"]
    assert empty(tmp_path, "testing") == ["negative/1.jpg"] and not empty(tmp_path, "teaching")
