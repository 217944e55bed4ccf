"""Boxes of a dataset as label files of YOLO."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest

from core.datasets.yolo import yolo_zip
from core.errors import Misuse
from core.nouns.box_set import BoxSet
from core.nouns.dataset import Dataset, Sample


def dataset(*samples: Sample) -> Dataset:
    return Dataset("d" * 64, "shelves", "shelves", datetime(2026, 1, 1, tzinfo=UTC), samples, ())


def test_each_box_is_a_line_and_each_kind_a_class() -> None:
    boxes = BoxSet((100, 200), ((10.0, 20.0, 30.0, 60.0), (50.0, 0.0, 100.0, 200.0)))
    found = yolo_zip(dataset(Sample("a" * 64, "product", "test", "=a.jpg", boxes=(("persons", BoxSet((100, 200))),
                                                                                 ("products", boxes))),
                             Sample("b" * 64, "mug")))
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        assert archive.read("classes.txt").decode().split() == ["person", "product"]
        assert archive.read(f"labels/{'a' * 64}.txt").decode().splitlines() == [
            "1 0.200000 0.200000 0.200000 0.200000", "1 0.750000 0.500000 0.500000 1.000000"]
        assert "'=a.jpg" in archive.read("pictures.csv").decode("utf-8-sig"), "no spreadsheet runs a name"
        assert len(archive.namelist()) == 3


def test_a_dataset_without_boxes_is_refused() -> None:
    with pytest.raises(Misuse, match="has no boxes"):
        yolo_zip(dataset(Sample("b" * 64, "mug")))
