"""Routes of products: an empty catalog says what to do, and bad values are told. What they do: tests/skus."""

from __future__ import annotations


def test_an_empty_catalog_says_what_to_do(light):
    answer = light.get("/products").json()
    assert answer["products"] == [] and answer["index"]["products"] == 0
    for asked in (light.post("/products/index"), light.get("/products/twins")):
        assert asked.status_code == 404 and "Import a catalog" in asked.text


def test_bad_values_are_told(light):
    assert light.get("/products?limit=0").status_code == 422
    assert light.get("/products/twins?limit=5000").status_code == 422
    assert light.get("/products/import/nothing").status_code == 404
    assert light.post("/products/import").status_code == 422


def test_groups_of_new_facings_are_listed_and_an_unknown_one_is_told(light) -> None:
    assert light.get("/products/new").json() == {"groups": []}
    answer = light.post("/products/new/abc", data={"said": "not-a-product"})
    assert answer.status_code == 404 and "no group" in answer.text
    assert light.post("/products/new/abc", data={"sku": "A", "title": "B"}).status_code == 404
    assert light.get("/shelf/gain").status_code == 404
