"""Where several products in a photo are: parts of persons by their proportions, bags and goods by their boxes."""

from __future__ import annotations

import numpy as np
import pytest

from core.nouns.detections import Detections
from core.nouns.fact import Fact
from core.vision.tags.regions import GOODS, Region, of_goods, of_persons, share_inside

NONE = Detections("face", np.zeros((0, 4), np.float32), np.zeros(0, np.float32))


def boxes(label: str, *rows: tuple[float, ...]) -> Detections:
    return Detections(label, np.array(rows, np.float32).reshape(-1, 4), np.ones(len(rows), np.float32))


def parts(person: tuple[float, ...], face: tuple[float, ...] | None, size_wh: tuple[int, int]) -> dict[str, tuple]:
    faces = boxes("face", face) if face else NONE
    return {region.part: region.xyxy for region in of_persons(boxes("person", person), faces, size_wh)}


def test_a_whole_person_has_clothes_from_head_to_feet_in_this_order() -> None:
    found = parts((100, 20, 220, 580), (140, 30, 180, 85), (320, 600))
    assert list(found) == ["whole", "head", "upper", "lower", "feet"]
    middles = [(found[part][1] + found[part][3]) / 2 for part in ("head", "upper", "lower", "feet")]
    assert middles == sorted(middles)
    assert found["feet"][3] == pytest.approx(580) and found["feet"][1] > 480
    assert found["head"][1] < 30 and found["head"][3] < found["upper"][3]


def test_what_the_photo_cuts_off_gives_no_part() -> None:
    bust = parts((60, 40, 260, 300), (120, 60, 200, 160), (320, 300))
    assert "feet" not in bust and "lower" not in bust and "head" in bust
    to_the_knees = parts((100, 20, 220, 600), (130, 30, 190, 110), (320, 600))
    assert "upper" in to_the_knees and "feet" not in to_the_knees


def test_without_a_face_only_a_slim_box_is_cut_into_parts() -> None:
    assert set(parts((100, 20, 220, 560), None, (320, 600))) == {"whole", "head", "upper", "lower", "feet"}
    assert set(parts((20, 20, 300, 330), None, (320, 600))) == {"whole"}
    assert set(parts((100, 0, 220, 560), None, (320, 600))) == {"whole"}, "cut off at the top: where is the head?"


def test_every_part_lies_in_the_photo() -> None:
    for left, top, right, bottom in parts((0, 0, 120, 560), (30, 2, 80, 62), (130, 600)).values():
        assert 0 <= left < right <= 130 and 0 <= top < bottom <= 600


def test_bags_are_bags_and_animals_are_not_for_sale() -> None:
    facts = [Fact("object", "handbag", 0.9, "m", (10, 10, 60, 60)), Fact("object", "dog", 0.9, "m", (80, 80, 180, 180)),
             Fact("object", "vase", 0.9, "m", (200, 10, 260, 90)), Fact("object", "cup", 0.9, "m", (5, 5, 20, 20))]
    found = of_goods(facts, boxes("product"), [], (400, 300))
    assert [(region.part, region.xyxy[0]) for region in found] == [("bag", 10), (GOODS, 200)]


def test_goods_on_a_person_or_on_an_object_are_no_goods_of_their_own() -> None:
    worn = [Region("whole", (100, 0, 200, 300))]
    vase = Fact("object", "vase", 0.9, "m", (300, 100, 360, 200))
    products = boxes("product", (110, 50, 190, 120), (302, 98, 358, 205), (20, 200, 80, 280))
    assert [region.xyxy[0] for region in of_goods([vase], products, worn, (400, 300))] == [300, 20]


def test_one_thing_that_fills_the_photo_is_the_photo() -> None:
    assert of_goods([], boxes("product", (10, 10, 390, 290)), [], (400, 300)) == []
    worn = [Region("whole", (0, 0, 60, 60))]
    assert of_goods([], boxes("product", (10, 10, 390, 290)), worn, (400, 300)) == [], "also beside a person"
    assert len(of_goods([], boxes("product", (10, 10, 90, 90)), [], (400, 300))) == 1
    assert len(of_goods([], boxes("product", (10, 10, 190, 290), (210, 10, 390, 290)), [], (400, 300))) == 2


def test_share_inside_is_of_the_smaller_box() -> None:
    assert share_inside((0, 0, 10, 10), (0, 0, 100, 100)) == 1 == share_inside((0, 0, 100, 100), (0, 0, 10, 10))
    assert share_inside((0, 0, 10, 10), (10, 10, 20, 20)) == 0
