"""What titles and feed fields say of a type and of whom a product is for; what they leave open claims nothing."""

import json

import pytest

from core.alarm.tag_words import alike, gender_claim, type_claim
from core.tags import bundled


@pytest.mark.parametrize(("title", "fields", "values"), [
    ("Leather sneakers, white", (), {"shoes"}), ("Summer dresses", (), {"dresses and suits"}),
    ("SW-100", ("Fashion > Shoes > Trainers",), {"shoes", "fashion"}), ("Table lamp, brass", (), {"lighting"}),
    ("X", ("Apparel & Accessories > Shoes",), {"shoes"}),
    ("X", ("Apparel & Accessories > Clothing > Shirts & Tops",), {"topwear"}),
    ("Shoe rack and sofa", (), {"shoes", "sofas"}), ("Wine red pullover", (), {"topwear"})])
def test_words_and_paths_name_categories(title: str, fields: tuple, values: set) -> None:
    claim = type_claim(title, fields)
    assert claim is not None and values <= claim.values


def test_googles_clothing_means_all_clothes_and_no_shoes() -> None:
    claim = type_claim("", ("Apparel & Accessories > Clothing",))
    assert {"topwear", "bottomwear", "outerwear"} <= claim.values and "shoes" not in claim.values


@pytest.mark.parametrize("title", ["", "SW-100", "Orange", "Top set", "Kiwi", "Gift voucher unicorn"])
def test_a_title_of_other_words_claims_no_type(title: str) -> None:
    assert type_claim(title) is None


def test_a_weak_word_still_keeps_an_alarm_silent() -> None:
    assert {"shoes", "jewelry"} <= type_claim("Ring sandal").values


@pytest.mark.parametrize(("title", "field", "values"), [
    ("Women's dress", "", {"women"}), ("Herrenhemd", "", None), ("Hemd für Herren", "", {"men"}),
    ("Robe femme", "", {"women"}), ("Zapatos de mujer", "", {"women"}), ("Socks", "female", {"women"}),
    ("Socks", "unisex", None), ("Socks for men and women", "", None), ("Man Utd mug", "", None),
    ("Boys shorts", "", {"men"}), ("Women's socks", "male", None)])
def test_gender_is_claimed_by_one_side_only(title: str, field: str, values: set | None) -> None:
    claim = gender_claim(title, field)
    assert (claim and set(claim.values)) == values


def test_the_lexicon_names_categories_of_the_taxonomy() -> None:
    from core.alarm import tag_words
    groups = json.loads(tag_words.Path(tag_words.__file__).with_suffix(".json").read_text("utf-8"))["alike"]
    assert {name for group in groups for name in group} <= set(bundled().tags)
    assert alike("topwear", "outerwear") and alike("shoes", "shoes") and not alike("shoes", "topwear")
