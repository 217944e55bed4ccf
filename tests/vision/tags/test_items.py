"""Each product in a photo by itself: its tag fits its place, and the demo's own photos show it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.images.decode import read_picture
from core.models import store
from core.nouns.detections import Detections
from core.nouns.fact import Fact
from core.settings import ROOT, Settings
from core.vision.tags.items import ITEM, _facts, cut_out, fitting, open_items, placed
from core.vision.tags.regions import Region
from tests.made_up import made_up_analysis

PATHS = {"fashion": frozenset({"fashion"}), "shoes": frozenset({"fashion", "shoes"}),
         "boot": frozenset({"fashion", "shoes", "boot"})}
BOOT = (Fact("tag", "fashion", 0.99, "m"), Fact("tag", "shoes", 0.9, "m"), Fact("tag", "boot", 0.8, "m"))


@pytest.mark.parametrize(("part", "shown"), [("feet", 2), ("goods", 3), ("beside", 0), ("head", 0), ("upper", 0),
                                               ("bag", 0)])
def test_a_boot_is_shown_at_the_feet_only(part: str, shown: int) -> None:
    assert len(fitting((*BOOT, Fact("gender", "women", 0.9, "m")), part, PATHS)) == shown


def test_the_place_makes_what_fits_likelier_and_keeps_the_order_of_parents() -> None:
    scores, fits = np.float32([0.5, 0.1, 0.05, 0.3, 0.5]), np.array([2, 1, 1, 0, 0])  # fashion, shoes, boot, bags, home
    found = placed(scores, fits, 100.0)
    assert found[1] > 0.9 and found[0] >= found[1] >= found[2] and found[3] < 0.05 and found.min() >= 0
    assert np.allclose(found[0] + found[4], 1) and np.allclose(placed(scores, fits, 1.0), scores)


def test_a_domain_alone_is_no_item_on_a_person() -> None:
    assert fitting(BOOT[:1], "feet", PATHS) == []


def test_one_thing_in_two_places_is_one_item_and_its_parents_have_no_box() -> None:
    sure = [Fact("tag", fact.value, fact.score + 0.01, "m") for fact in BOOT]
    found = _facts([(Region("feet", (10, 80, 60, 100)), list(BOOT)), (Region("goods", (12, 82, 58, 100)), sure),
                    (Region("goods", (200, 80, 250, 100)), list(BOOT))])
    assert [(fact.value, fact.xyxy[0]) for fact in found if fact.xyxy] == [("boot", 12), ("boot", 200)]
    assert {fact.value for fact in found if not fact.xyxy} == {"fashion", "shoes"}
    assert {fact.name for fact in found} == {ITEM}


def test_what_is_cut_out_has_a_small_margin_inside_the_photo() -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    assert cut_out(image, Region("goods", (100, 0, 200, 100))).shape == (100, 105, 3)
    assert cut_out(image, Region("goods", (50, 50, 50, 50))).shape[:2] == (1, 1)


def test_two_products_side_by_side_get_a_tag_each() -> None:
    shirt, sunglasses = (read_picture(ROOT / "demo" / "photos" / name, "", Settings()).image
                         for name in ("tsm-01_1.jpg", "sun-01_1.jpg"))
    high = min(len(shirt), len(sunglasses))
    image = np.ascontiguousarray(np.hstack([shirt[:high], sunglasses[:high]]))
    nobody = replace(made_up_analysis(), persons=Detections.empty("person"), faces=Detections.empty("face"))
    facts = open_items(store.entry(ROOT / "models", "tags"))(image, nobody)
    placed = {fact.value: fact.xyxy for fact in facts if fact.xyxy}
    middle = shirt.shape[1]
    assert placed, "at least one of the two is found"
    assert all((box[0] + box[2]) / 2 < middle for tag, box in placed.items() if tag in ("t-shirt", "topwear"))
    assert all((box[0] + box[2]) / 2 > middle for tag, box in placed.items() if tag in ("sunglasses", "eyewear"))
