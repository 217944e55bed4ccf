"""The picture to show first: criteria in their order, and a reason for each."""

import pytest

from core.audits.hero import hero_of
from core.audits.product_views import views_of
from core.nouns.product import Product
from tests.audits.made_up_rows import failed_row, made_row

WHITE = {"background": "plain", "near_white_share": 0.99, "touches": ()}
LAMP = Product("L1", "Lamp", "Home > Lamps", price=30.0, currency="EUR", true_label="home_decor")


def test_the_packshot_on_white_becomes_the_hero_and_says_what_is_wrong_with_the_first():
    views = views_of([made_row(1, kind="model_face", score=0.99), made_row(2, measures=WHITE, score=0.8)])
    assert views.hero.row.number == 2
    assert views.reasons[-1] == "The photo that comes first now has another view: on a model."


def test_a_picture_that_is_misread_is_no_hero():
    misread = views_of([made_row(1, "negative", measures=WHITE), made_row(2, kind="model_face")])
    assert misread.hero.row.number == 2 and "not seen as what is sold" in misread.reasons[-1]


LARGE = {"width": 1600, "height": 1600}


@pytest.mark.parametrize(("first", "second", "against"), [
    ({"measures": WHITE, "score": 0.72}, {"measures": WHITE, "score": 0.95}, "has a lower score, 0.72"),
    ({"kind": "worn_no_face", "score": 0.99, **LARGE}, {"measures": WHITE, "score": 0.6},
     "has another view: worn, no face"),
    ({"measures": WHITE, "score": 0.95}, {"measures": WHITE, "score": 0.93, **LARGE}, "has fewer than 1,000 pixels"),
    ({"measures": {**WHITE, "edge_width": 6.0}, **LARGE}, {"measures": WHITE, "width": 1000, "height": 1000},
     "is less sharp"),
    ({"measures": WHITE, "verdicts": {"amazon": "fail"}}, {"measures": WHITE, "verdicts": {"amazon": "pass"}},
     "breaks rules of Amazon"),
    ({"measures": WHITE}, {"measures": WHITE, "width": 900, "height": 900}, "is smaller"),
])
def test_view_and_score_come_before_size_and_sharpness_and_rules_come_last(first, second, against):
    views = views_of([made_row(1, **first), made_row(2, **second)])
    assert views.hero.row.number == 2 and against in views.reasons[-1]


def test_when_no_picture_is_seen_as_what_is_sold_the_nearest_comes_first_whatever_its_size():
    views = views_of([made_row(1, "negative", 0.9, measures=WHITE, **LARGE),
                     made_row(2, "negative", 0.55, kind="worn_no_face", width=300, height=300)])
    assert views.hero.row.number == 2
    assert "No photo is seen as what is sold; this one has the highest score, 0.15." in views.reasons
    assert "has a lower score, 0.03" in views.reasons[-1]


def test_the_score_is_that_of_what_is_sold():
    lamp = [made_row(1, "apparel", 0.9, product=LAMP), made_row(2, "home_decor", 0.6, product=LAMP)]
    assert views_of(lamp).hero.row.number == 2
    assert "Seen as what is sold, with a score of 0.60." in views_of(lamp).reasons


def test_the_first_picture_may_be_right_already():
    assert views_of([made_row(1, measures=WHITE), made_row(2)]).reasons[-1] == "It already comes first."


def test_a_first_picture_without_an_analysis_is_named_as_such():
    assert "could not be analyzed" in views_of([failed_row(1), made_row(2)]).reasons[-1]


def test_without_pictures_there_is_no_hero():
    assert hero_of([]) is None


def test_marketplaces_are_named_as_they_write_themselves():
    reasons = views_of([made_row(1, verdicts={"ebay": "pass", "amazon": "pass"})]).reasons
    assert "Breaks no rule of eBay, Amazon." in reasons
