"""The default is the smallest format that agrees on enough pictures; values come back from JSON."""

from __future__ import annotations

import json
from typing import Any

from core.nouns.export import Export, Variant
from core.nouns.paired import paired_difference
from core.nouns.proportion import share_of


def variant(name: str, same: int, of: int = 200, **changes: Any) -> Variant:
    values = {"format": name, "file": f"m.{name}.tflite", "sha256": "a", "bytes": 4_000_000, "milliseconds": 5.0,
              "agreement": share_of(same, of), "difference": 0.1, "accuracy": share_of(of - 3, of),
              "change": paired_difference([True] * (of - 1) + [False], [True] * (of - 4) + [False] * 3 + [True])}
    return Variant(**(values | changes))


def made_up_export(*variants: Variant, measured: int = 200) -> Export:
    return Export("m_1", "d" * 64, 60, measured, variant("original", measured, measured, bytes=14_000_000), variants)


def test_the_default_is_the_smallest_that_agrees() -> None:
    half, dynamic = variant("f16", 200, bytes=7_000_000), variant("dynamic", 198)
    int8 = variant("int8", 197, bytes=1_000_000)
    failed = variant("int8", 200, bytes=0, failed="It cannot be quantized.")
    assert made_up_export(half, dynamic, int8).default == dynamic
    assert made_up_export(half, int8, failed).default == half
    assert made_up_export(variant("f16", 50, 50), measured=50).default is None, "50 pictures are too few"


def test_json_and_back_is_the_same() -> None:
    made = made_up_export(variant("f16", 200), variant("int8", 190, accuracy=None, change=None, failed="It cannot."))
    values = json.loads(json.dumps(made.to_dict()))
    assert Export.from_dict(values) == made and values["default"] == "f16"
    assert values["variants"][0]["agrees"] and not values["variants"][1]["agrees"]
