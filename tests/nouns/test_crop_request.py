"""Requests give the size of a file; templates survive JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from core.nouns.crop import Crop
from core.nouns.crop_request import CropRequest, CropTemplate, TemplateChange

TEMPLATE = CropTemplate("hero", CropRequest("3:1", poi=(0.0, 0.1, 0.2, 0.3)), (1024, 320), 2, "Ada", "2026-01-01")


def test_the_aspect_of_a_request() -> None:
    assert CropRequest().aspect_for((30, 20)) == "30:20"
    assert CropRequest(width=5, height=6).aspect_for((30, 20)) == "5:6"
    assert CropRequest("1:1", 5, 6).aspect_for((30, 20)) == "1:1"


def test_nothing_is_enlarged() -> None:
    crop = Crop("2:1", "keep", (0, 0, 400, 200))
    assert CropRequest(width=1000).file_wh(crop) == (400, 200)
    assert CropRequest("2:1", 100, 20).file_wh(crop) == (40, 20), "it fits into both"
    assert CropRequest(width=800, height=400).file_wh(crop) == (400, 200)
    assert CropRequest(height=100, dpr=1.5).file_wh(crop) == (300, 150)


def test_templates() -> None:
    assert CropTemplate.from_dict(json.loads(json.dumps(TEMPLATE.to_dict()))) == TEMPLATE
    assert TEMPLATE.same_as(replace(TEMPLATE, version=5, author="", created="later"))
    assert not TEMPLATE.same_as(replace(TEMPLATE, widths=(320,)))
    change = TemplateChange("a", Crop("1:1", "keep", (0, 0, 10, 10)), Crop("1:1", "zoom", (0, 0, 5, 5)))
    assert change.overlap == 0.25
