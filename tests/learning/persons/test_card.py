"""The card states the counts and intervals that were measured, ours beside the public detector's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from core.learning.persons.card import sources_table, write_card  # noqa: E402
from core.learning.persons.evaluation import share  # noqa: E402
from core.learning.persons.labels import Sample  # noqa: E402


def figures(value: float) -> dict[str, Any]:
    ap = {"ap50": value, "low": value - 0.1, "high": value + 0.1, "photos": 40, "boxes": 55}
    return {"threshold": 0.37, "ap50": {"coco": ap, "pooled": ap}, "found": {"legs": share(38, 40)},
            "false_alarms": {"footwear_product_only": share(1, 50), "home": share(0, 30)}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = ["path,block,source,licence_class", "legs/1.jpg,legs,web photos,4", "legs/2.jpg,legs,web photos,4",
            "home/3.jpg,home,a shop,1"]
    (tmp_path / "manifest.csv").write_text("\n".join(rows))
    return tmp_path


def test_the_card_has_figures_of_both_detectors(data: Path) -> None:
    report = {"size": 352, "iou": 0.6, "persons_9": figures(0.61), "yolox_nano": figures(0.52),
              "latency_ms_one_thread": {"network": {"min": 9.1}, "whole": {"min": 10.2}}}
    write_card(data / "persons_9.md", report, [Sample("legs/1.jpg", "legs", [[0, 0, 1, 1]])], data)
    text = (data / "persons_9.md").read_text()
    assert text.startswith("# Person model `persons_9`") and "{" not in text
    assert "| coco val | 40 | 55 | 0.610 (0.510-0.710) | 0.520 (0.420-0.620) |" in text
    assert "| legs-only crops | 40 | 38 = 95.0% (83.5%-98.6%) |" in text
    assert "| home | 30 | 0 = 0.0% (0.0%-11.4%) |" in text, "a block without words of its own keeps its name"
    assert "**0.37**" in text and "9.1 ms" in text and "python -m core.learning.persons.train" in text


def test_sources_are_counted_by_block_and_license(data: Path) -> None:
    samples = [Sample("legs/1.jpg", "legs", [[0, 0, 1, 1]]), Sample("legs/2.jpg", "legs"),
               Sample("home/3.jpg", "thing")]
    table = sources_table(samples, data)
    assert "| legs | 4 | 2 | 1 | 1 smaller ones |" in table and "| home | 1 | 1 | 0 |" in table
    assert sources_table([Sample("legs/1.jpg", "legs")] * 30, data).endswith("| web photos 30 |")
    assert "made in training" in sources_table([], data)
