"""A listing says what tags prove, in each marketplace's own fields, and nothing else."""

from __future__ import annotations

import csv
import io
import json

from core.nouns.fact import Fact
from core.tags import bundled, google_csv, json_ld, parse_taxonomy, product_name, shopify_csv, tagging
from tests.made_up import made_up_analysis

DRESS = (Fact("tag", "fashion", 0.99), Fact("tag", "dresses and suits", 0.97), Fact("tag", "dress", 0.95),
         Fact("gender", "women", 0.9), Fact("pattern", "striped", 0.8), Fact("color", "red", 0.7),
         Fact("color", "white", 0.1), Fact("color", "blue", 0.3))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_title_and_alt_text_come_from_tags() -> None:
    one = tagging(made_up_analysis(kind="worn_no_face"), DRESS, bundled())
    assert one.title == "Women's red striped dress" and one.alt_text == "Women's red striped dress, worn."
    assert one.exact == ["dress"] and one.values("color") == ["red", "blue"], "a color of a tenth is not named"
    assert one.to_dict()["listing"]["product_type"] == "fashion > dresses and suits > dress"
    assert one.to_dict()["tags"][-1]["path"] == ["fashion", "dresses and suits", "dress"]


def test_without_a_tag_nothing_is_said() -> None:
    one = tagging(made_up_analysis(), (Fact("color", "red", 0.9), Fact("gender", "men", 0.9)), bundled())
    assert (one.title, one.alt_text, one.google, one.facts) == ("", "", "", ())
    assert rows(google_csv([("a", one)])) == rows(shopify_csv([("a", one)])) == []


def test_a_domain_alone_is_no_title() -> None:
    one = tagging(made_up_analysis(), (Fact("tag", "fashion", 0.9), Fact("color", "red", 0.9)), bundled())
    assert one.exact == ["fashion"] and one.title == one.alt_text == "" and one.google == "Apparel & Accessories"


def test_a_parent_is_as_sure_as_its_surest_child() -> None:
    one = tagging(made_up_analysis(), (Fact("tag", "sandal", 0.9), Fact("tag", "shoes", 0.7)), bundled())
    assert {fact.value: fact.score for fact in one.facts} == {"fashion": 0.9, "shoes": 0.9, "sandal": 0.9}


def test_an_own_taxonomy_renames_and_leaves_out() -> None:
    own = parse_taxonomy("tags:\n  gowns: {synonyms: [dress]}\nattributes:\n"
                         "  gender: {of: [gowns], values: {ladies: [women]}}", "own")
    one = tagging(made_up_analysis(), DRESS, own)
    assert [(fact.name, fact.value) for fact in one.facts] == [("tag", "gowns"), ("gender", "ladies")]
    assert one.title == "Gowns"


def test_marketplaces_get_their_own_words() -> None:
    one = tagging(made_up_analysis(), (*DRESS, Fact("material", "cotton", 0.9)), bundled())
    (google,), (shopify,) = rows(google_csv([("sku-1", one)])), rows(shopify_csv([("sku-1", one)]))
    assert google == {"id": "sku-1", "title": "Women's red striped cotton dress", "gender": "female", "age_group": "",
                      "google_product_category": "Apparel & Accessories > Clothing > Dresses", "color": "red/blue",
                      "product_type": "fashion > dresses and suits > dress", "material": "cotton",
                      "pattern": "striped"}
    assert shopify["Google Shopping / Gender"] == "female" and "striped" in shopify["Tags"]
    ld = json.loads(json_ld("sku-1", one))
    assert ld["@type"] == "Product" and ld["color"] == "red/blue" and "image" not in ld


def test_children_are_an_age_group_at_google() -> None:
    one = tagging(made_up_analysis(), (Fact("tag", "t-shirt", 0.9), Fact("gender", "girls", 0.9)), bundled())
    (row,) = rows(google_csv([("a", one)]))
    assert (row["gender"], row["age_group"]) == ("female", "kids") and one.title == "Girls' t-shirt"


def test_a_product_is_called_by_its_file() -> None:
    assert product_name("https://shop.example/a/red-shoe.jpg?w=3") == "red-shoe" and product_name("") == "photo"
