"""One product's pictures: what is there, what is missing, what comes first and why."""

import pytest

from core.audits.report.gallery import gallery, view_of
from core.nouns.product import Product
from tests.audits.report.catalog import failed_row, made_row

WHITE = {"background": "plain", "near_white_share": 0.99, "touches": ()}
LAMP = Product("L1", "Lamp", "Home > Lamps", price=30.0, currency="EUR", true_label="home_decor")


@pytest.mark.parametrize(("kind", "measures", "view"), [
    ("model_face", WHITE, "on_model"), ("worn_no_face", {}, "worn"), ("product_only", WHITE, "packshot"),
    ("product_only", {}, "product"), ("product_only", {"background": "busy", "near_white_share": 0.1}, "setting"),
    ("product_only", {"background": "plain", "near_white_share": 0.0, "background_rgb": (120, 90, 200)}, "plain"),
    ("product_only", {"background": "plain", "near_white_share": 0.0, "background_rgb": (245, 245, 245)}, "packshot"),
    ("product_only", {**WHITE, "touches": ("left", "top", "right")}, "detail"),
    ("product_only", {**WHITE, "touches": ("left", "top"), "mask_share": 0.7}, "detail"),
    ("product_only", {**WHITE, "touches": ("left", "top"), "mask_share": 0.3}, "packshot"),
])
def test_a_view_follows_from_kind_and_measures(kind, measures, view):
    assert view_of(made_row(kind=kind, measures=measures)) == view


def test_missing_views_depend_on_what_is_sold():
    shirt = gallery([made_row(1, measures=WHITE), made_row(2, kind="model_face")])
    assert shirt.missing == ("a detail",) and shirt.present == {"packshot": 1, "on_model": 1}
    lamp = gallery([made_row(1, "home_decor", product=LAMP, measures=WHITE)])
    assert lamp.missing == ("in a room, to judge size", "a detail")


@pytest.mark.parametrize(("count", "words"), [(1, "fewer than the 3"), (3, "5 or more"), (5, "as many as")])
def test_how_many_pictures_a_product_needs(count, words):
    assert words in gallery([made_row(k) for k in range(1, count + 1)]).advice


def test_the_same_picture_twice_counts_once():
    found = gallery([made_row(1), made_row(2, picture_id=made_row(1).picture_id)])
    assert found.count == 1 and found.views[1].same_as == made_row(1).uri


def test_the_packshot_on_white_becomes_the_hero_and_says_what_is_wrong_with_the_first():
    found = gallery([made_row(1, kind="model_face", score=0.99), made_row(2, measures=WHITE, score=0.8)])
    assert found.hero.row.number == 2
    assert found.reasons[-1] == "The picture that comes first now is: on a model."


def test_a_picture_that_is_misread_is_no_hero():
    misread = gallery([made_row(1, "negative", measures=WHITE), made_row(2, kind="model_face")])
    assert misread.hero.row.number == 2 and "not seen as what is sold" in misread.reasons[-1]


LARGE = {"width": 1600, "height": 1600}


@pytest.mark.parametrize(("first", "second", "against"), [
    ({"measures": WHITE, "score": 0.72}, {"measures": WHITE, "score": 0.95}, "has a lower score, 0.72"),
    ({"kind": "worn_no_face", "score": 0.99, **LARGE}, {"measures": WHITE, "score": 0.6}, "is: worn, no face"),
    ({"measures": WHITE, "score": 0.95}, {"measures": WHITE, "score": 0.93, **LARGE}, "has less than 1,000 pixels"),
    ({"measures": {**WHITE, "edge_width": 6.0}, **LARGE}, {"measures": WHITE, "width": 1000, "height": 1000},
     "is less sharp"),
    ({"measures": WHITE, "verdicts": {"amazon": "fail"}}, {"measures": WHITE, "verdicts": {"amazon": "pass"}},
     "breaks rules of Amazon"),
    ({"measures": WHITE}, {"measures": WHITE, "width": 900, "height": 900}, "is smaller"),
])
def test_view_and_score_come_before_size_and_sharpness_and_rules_come_last(first, second, against):
    found = gallery([made_row(1, **first), made_row(2, **second)])
    assert found.hero.row.number == 2 and against in found.reasons[-1]


def test_when_no_picture_is_seen_as_what_is_sold_the_nearest_comes_first_whatever_its_size():
    found = gallery([made_row(1, "negative", 0.9, measures=WHITE, **LARGE),
                     made_row(2, "negative", 0.55, kind="worn_no_face", width=300, height=300)])
    assert found.hero.row.number == 2
    assert "No picture is seen as what is sold; this one comes nearest, with 0.15." in found.reasons
    assert "has a lower score, 0.03" in found.reasons[-1]


def test_the_score_is_that_of_what_is_sold():
    lamp = [made_row(1, "apparel", 0.9, product=LAMP), made_row(2, "home_decor", 0.6, product=LAMP)]
    assert gallery(lamp).hero.row.number == 2 and "Seen as what is sold with 0.60." in gallery(lamp).reasons


def test_what_views_leave_open_is_said():
    assert "several pieces or a pack" in gallery([made_row(1)]).not_told


def test_the_first_picture_may_be_right_already():
    assert gallery([made_row(1, measures=WHITE), made_row(2)]).reasons[-1] == "It already comes first."


def test_nothing_and_nothing_but_failures():
    empty = gallery([])
    assert empty.hero is None and empty.count == 0 and empty.missing == ()
    failed = gallery([failed_row(1)])
    assert failed.hero is None and "fewer than" in failed.advice
    assert "could not be judged" in gallery([failed_row(1), made_row(2)]).reasons[-1]
