"""The header of a table is found below what programs write above it."""

from __future__ import annotations

import pytest

from core.sources.feeds.header import find_header, headerless

ROW = ["S-1", "Mug", "https://shop.example/1.jpg"]


@pytest.mark.parametrize(("rows", "position"), [
    ([["sku", "title", "image_link"], ROW], 0),
    ([["Products of the shop"], ["as of", "2024-01-01"], ["sku", "title", "image_link"], ROW], 2),
    ([["TemplateType=x", "Version=1"], ["Seller SKU", "Product Name", "Main Image URL"],
      ["item_sku", "item_name", "main_image_url"], ROW], 2),
    ([["# Required | The id of the item", "# Required", ""], ["id", "title", "image_link"], ROW], 1),
    ([["id", "title", "image_link"], ["S-0", "no picture yet", ""], ROW], 0),
    ([["Nr", "Was", "Wo"], ROW], 0), ([ROW, ROW], -1), ([], -1), ([["Nr", "Was"], ["1", "2"]], 0),
])
def test_where_the_header_stands(rows: list[list[str]], position: int) -> None:
    assert find_header(rows, {})[0] == position


def test_a_mapping_names_the_header() -> None:
    rows = [["List", "of", "things"], ["Nr", "Was", "Wo"], ROW]
    assert find_header(rows, {"picture": "wo"}) == (1, 1)


def test_columns_without_names_are_numbered() -> None:
    assert headerless(3) == ("column 1", "column 2", "column 3")
