"""An export of the tags: files, sizes, how far they agree, and accuracy by the labels of a dataset."""

from __future__ import annotations

from pathlib import Path

from core.export import tasks
from core.export.request import Picture, Request
from core.nouns.export import Export
from core.settings import ROOT, Settings

PHOTOS = ROOT / "demo" / "photos"
LABELS = {"tsm-01_1.jpg": "t-shirt; gender: men", "sun-01_1.jpg": "sunglasses", "soc-01_1.jpg": "fashion"}


def test_formats_are_measured_beside_the_head(tmp_path: Path) -> None:
    pictures = tuple(Picture(str(PHOTOS / name), label=label) for name, label in LABELS.items())
    request = Request("tags_1", ("f32", "f16"), "", pictures[:1], pictures, "tags")
    told: list[float] = []
    found = Export.from_dict(tasks.export(Settings(), request, str(tmp_path),
                                          progress=lambda words, share: told.append(share)))
    single, half = found.variants
    assert single.agreement.hits == half.agreement.hits == 3 and single.difference < 1e-4
    assert half.bytes < single.bytes and (tmp_path / half.file).stat().st_size == half.bytes
    assert found.original.accuracy.count == 2, "the label fashion names no type"
    assert single.change is not None and single.change.difference == 0 and told == sorted(told)
