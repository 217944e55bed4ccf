"""The browser's page rules, on the cases of Chromium's own unit tests (sizes and expectations are theirs)."""

import pytest

from core.audits.eligibility import BROWSER_RULES, STORED, PageImage, PageRules, Rule, page_verdicts
from core.errors import Misuse

ALL = 1000  # more than there are: then `chosen` is the same as eligible


def image(name, *xywh, shopping=0.9, sensitive=0.1, **more):
    return PageImage(name, xywh, shopping_score=shopping, sensitive_score=sensitive, **more)


def chosen(images, viewport, rules):
    return [verdict.image.uri for verdict in page_verdicts(images, viewport, rules) if verdict.chosen]


def test_the_three_passes_in_a_row():
    rules = PageRules(
        cheap=((Rule("area", True, 44),), (Rule("aspect", False, 3),)),
        scores=((Rule("shopping score", True, 0.6),), (Rule("sensitive score", False, 0.5),)),
        last=((Rule("area", True, 0.999, "largest"),),), top=ALL)
    images = [image("image1", 0, 0, 5, 10, shopping=0.7, sensitive=0.4), image("image2", 0, 0, 15, 3),
              image("image3", 0, 0, 5, 10, shopping=0.5, sensitive=0.4),
              image("image4", 0, 0, 5, 10, shopping=0.7, sensitive=0.8),
              image("image5", 0, 0, 1000, 1000, shopping=0.0, sensitive=0.0),
              image("image6", 0, 0, 5, 9, shopping=0.7, sensitive=0.4)]
    verdicts = page_verdicts(images, (100, 50), rules)
    assert [verdict.stage for verdict in verdicts] == ["chosen", "geometry", "scores", "scores", "scores", "size"]
    # the large picture lost before the last pass: it is not what the others are compared with
    assert verdicts[5].measured == pytest.approx(45 / 50)


def test_by_the_largest_of_the_page():
    rules = PageRules(cheap=((Rule("area", True, 0.5, "largest"),),), top=ALL)
    images = [image("image1", 0, 0, 10, 10), image("image2", 0, 0, 6, 10), image("image3", 0, 0, 4, 10)]
    assert chosen(images, (100, 50), rules) == ["image1", "image2"]


def test_by_the_viewport():
    rules = PageRules(cheap=((Rule("area", True, 0.4, "viewport area"),),), top=ALL)
    assert chosen([image("image1", 0, 0, 10, 5), image("image2", 0, 0, 10, 3)], (10, 10), rules) == ["image1"]


def test_one_alternative_is_enough():
    rules = PageRules(cheap=((Rule("area", True, 0.5, "largest"), Rule("area", False, 45)),), top=ALL)
    images = [image("image1", 0, 0, 10, 10), image("image2", 0, 0, 6, 10), image("image3", 0, 0, 4, 10)]
    assert chosen(images, (100, 50), rules) == ["image1", "image2", "image3"]


@pytest.mark.parametrize(("feature", "threshold", "boxes"), [
    ("visible area", 1.1, ((1, 1, 3, 3), (2, 2, 2, 2))),
    ("visible share", 0.26, ((2, 1, 2, 2), (2, 2, 2, 2))),
])
def test_only_what_is_in_the_viewport_counts(feature, threshold, boxes):
    rules = PageRules(cheap=((Rule(feature, True, threshold),),), top=ALL)
    images = [image(f"image{k}", *box) for k, box in enumerate(boxes, start=1)]
    assert chosen(images, (3, 3), rules) == ["image1"]


def test_sorted_by_score():
    rules = PageRules(cheap=((Rule("area", True, 100),),), order=(("shopping score", True),), top=ALL)
    images = [image("image1", 0, 0, 20, 10, shopping=0.7), image("image3", 0, 0, 20, 10, shopping=0.8)]
    verdicts = page_verdicts(images, (100, 50), rules)
    assert "comes first" in verdicts[1].reason and "number 2" in verdicts[0].reason


def test_covered_by_a_higher_z_index():
    rules = PageRules(covered=0.85, top=ALL)
    images = [image("image4", 0, 0, 10, 1, z_index=7), image("image2", 0, 0, 10, 9, z_index=9),
              image("image1", 0, 0, 10, 7, z_index=10), image("image3", 0, 0, 10, 10, z_index=8),
              image("image5", 0, 0, 1, 1), image("image6", 0, 0, 10, 9)]
    assert chosen(images, (100, 50), rules) == ["image2", "image1", "image5", "image6"]
    assert "image2 covers 85 %" in page_verdicts(images, (100, 50), rules)[3].reason


def test_the_same_z_index_covers_nothing():
    images = [image("a", 0, 0, 10, 10, z_index=1), image("b", 0, 0, 10, 10, z_index=1),
              image("c", 50, 0, 9, 9, z_index=0)]
    assert chosen(images, (100, 50), PageRules(covered=0.85, top=ALL)) == ["a", "b", "c"]


HERO = image("hero", 100, 100, 600, 600)


@pytest.mark.parametrize(("other", "stage", "word"), [
    (image("small", 0, 0, 100, 300), "geometry", "width"),
    (image("flat", 0, 0, 300, 100), "geometry", "height"),
    (image("below", 0, 700, 600, 600), "geometry", "visible share is 33 %"),
    (image("tiny part", 1270, 0, 101, 101), "geometry", "visible area is 0.1 % of the viewport"),
    (image("no product", 0, 0, 600, 600, shopping=0.5), "scores",
     "shopping score is 0.50; the rule asks for more than 0.50"),
    (image("sensitive", 0, 0, 600, 600, sensitive=0.5), "scores",
     "sensitive score is 0.50; the rule asks for less than 0.50"),
    (PageImage("failed", (0, 0, 600, 600)), "scores", "shopping score is 0.00"),
    (image("half", 0, 0, 600, 300), "size", "50 % of the largest"),
    (image("background", 0, 0, 600, 600, has_src=False), "not seen", "background"),
    (image("twin", 0, 0, 600, 600), "order", "hero comes before it"),
])
def test_the_default_rules_say_why_a_picture_lost(other, stage, word):
    first, second = page_verdicts([HERO, other], (1280, 900))
    assert first.chosen and first.stage == "chosen"
    assert not second.chosen and second.stage == stage and word in second.reason


def test_positions_are_compared_as_text():
    images = [image(str(k), 0, 0, 90, 90) for k in range(2)] + [image(str(k), 0, 0, 600, 600) for k in range(2, 12)]
    assert chosen(images, (1280, 900), BROWSER_RULES) == ["10"]


def test_pages_without_end_are_looked_at_as_far_as_the_browser_did():
    verdicts = page_verdicts([image(str(k), 0, 0, 300, 300) for k in range(STORED + 2)], (1280, 900))
    assert [verdict.stage for verdict in verdicts[-2:]] == ["not seen", "not seen"] and verdicts[STORED - 1].eligible


def test_no_picture_and_no_viewport():
    assert page_verdicts([], (1280, 900)) == []
    with pytest.raises(Misuse, match="viewport"):
        page_verdicts([HERO], (0, 900))
    with pytest.raises(Misuse, match="box"):
        page_verdicts([image("odd", 0, 0, -5, 5)], (1280, 900))
