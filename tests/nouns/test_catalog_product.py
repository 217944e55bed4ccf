"""A product of the catalog as plain values."""

from __future__ import annotations

import json

from core.nouns.catalog_product import CatalogProduct, ProductProblem


def test_a_product_is_ready_for_json() -> None:
    values = json.loads(json.dumps(CatalogProduct("A", "Juice", pictures=("ab",)).to_dict()))
    assert values["sku"] == "A" and values["pictures"] == ["ab"] and values["price"] is None
    assert ProductProblem("A", "What.").hint == ""
