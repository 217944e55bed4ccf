"""Every format of a feed gives the same product."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from core.nouns.product import Candidate, Product
from core.sources.documents.document import Document
from core.sources.feeds.record import Record
from core.sources.listing import SourceOptions, candidates
from tests.sources.internet import Shop, site

FIELDS = {"id": "S-1", "title": "Größe “5”", "image_link": "https://cdn.example/1.jpg", "price": "12.50 EUR",
          "product_type": "Shoes", "link": "https://shop.example/1"}
PRODUCT = Product("S-1", "Größe “5”", "Shoes", "", "https://shop.example/1", 12.5, "EUR", "apparel")


def _workbook() -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(FIELDS))
    book.active.append(list(FIELDS.values()))
    book.save(file)
    return file.getvalue()


FORMATS = {
    "csv": f"{','.join(FIELDS)}\n{','.join(FIELDS.values())}\n".encode(),
    "tsv": "\t".join(FIELDS).encode("utf-16") + ("\n" + "\t".join(FIELDS.values())).encode("utf-16-le"),
    "json": json.dumps({"products": [FIELDS]}).encode(),
    "jsonl": json.dumps(FIELDS).encode() + b"\n",
    "xlsx": _workbook(),
    "rss": f"<rss><item>{''.join(f'<{key}>{text}</{key}>' for key, text in FIELDS.items())}</item></rss>".encode(),
    "xml": f"<ware>{''.join(f'<{key}>{text}</{key}>' for key, text in FIELDS.items())}</ware>".join(
        ("<waren>", "</waren>")).encode(),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["auto", "feed"])
def test_every_format_gives_the_same_product(shop: Shop, form: str, kind: str) -> None:
    (item,) = candidates(shop.put(f"feed.{form}", FORMATS[form]), kind, SourceOptions(), site())
    assert isinstance(item, Candidate) and item.product == PRODUCT and item.url == FIELDS["image_link"]


def test_a_record_has_no_cells_where_it_has_an_error() -> None:
    assert Record(1, 2, error="broken").cells == [] and Document(io.BytesIO()).name == ""
