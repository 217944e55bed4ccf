"""One product's pictures: what is there, what is missing, what comes first and why."""

import pytest

from core.listings import Product
from core.report.gallery import gallery, view_of
from tests.report.catalogue import failed_row, made_row

WHITE = {"background": "plain", "near_white_share": 0.99, "touches": ()}
LAMP = Product("L1", "Lamp", "Home > Lamps", price=30.0, currency="EUR", true_label="home_decor")


@pytest.mark.parametrize(("kind", "measures", "view"), [
    ("model_face", WHITE, "on_model"), ("worn_no_face", {}, "worn"), ("product_only", WHITE, "packshot"),
    ("product_only", {}, "product"), ("product_only", {"background": "busy", "near_white_share": 0.1}, "setting"),
    ("product_only", {"background": "plain", "near_white_share": 0.0}, "setting"),
    ("product_only", {**WHITE, "touches": ("left", "top", "right")}, "detail"),
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


def test_a_picture_that_is_misread_or_breaks_rules_is_no_hero():
    misread = gallery([made_row(1, "negative", measures=WHITE), made_row(2, kind="model_face")])
    assert misread.hero.row.number == 2 and "not seen as what is sold" in misread.reasons[-1]
    broken = gallery([made_row(1, measures=WHITE, verdicts={"amazon": "fail"}),
                      made_row(2, kind="model_face", verdicts={"amazon": "pass"})])
    assert broken.hero.row.number == 2 and "breaks rules of amazon" in broken.reasons[-1]


def test_the_first_picture_may_be_right_already():
    assert gallery([made_row(1, measures=WHITE), made_row(2)]).reasons[-1] == "It already comes first."


def test_nothing_and_nothing_but_failures():
    empty = gallery([])
    assert empty.hero is None and empty.count == 0 and empty.missing == ()
    failed = gallery([failed_row(1)])
    assert failed.hero is None and "fewer than" in failed.advice
    assert "could not be judged" in gallery([failed_row(1), made_row(2)]).reasons[-1]
