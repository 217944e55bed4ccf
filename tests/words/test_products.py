"""Products, problems and pairs on one line each."""

from __future__ import annotations

from types import SimpleNamespace

from core.nouns.catalog_product import CatalogProduct, ProductProblem
from core.words.products import problem_line, product_line, state_line, twin_line


def test_a_wrong_gtin_is_on_the_line_of_its_product() -> None:
    assert product_line(CatalogProduct("A", gtin_problem="The check digit is wrong.")).endswith("is wrong.")
    assert problem_line(ProductProblem("A", "What.")) == "A: What."


def test_the_state_says_what_waits() -> None:
    state = SimpleNamespace(products=3, indexed=1, waiting=2, unread=1)
    assert state_line(state) == ("3 products with pictures, 1 in the index; 2 wait for it: python -m core products "
                                 "index; 1 picture could not be read.")


def test_a_pair_says_what_tells_it_apart() -> None:
    pair = SimpleNamespace(score=0.912, first="A", first_title="Juice", second="B", second_title="Milk",
                           told_by=("color", "barcode"))
    assert "told by color and the barcode" in twin_line(pair)
    pair.told_by = ()
    assert "nothing known" in twin_line(pair)
