"""Parts of the HTML report: text from outside stays text, numbers are aligned, thumbnails end at their limit."""

import io

import lxml.html
import numpy as np
import pytest
from PIL import Image

from core.audits.report.html_parts import (
    Thumbnails,
    card,
    item_row,
    label,
    link,
    money,
    row_cells,
    shortened,
    table,
    text,
    without_metadata,
)
from core.nouns.product import Product
from tests.audits.made_up_rows import failed_row, made_row, report_of

HOSTILE = '"><img src=x onerror=alert(1)>'


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((8, 8, 3), 200, np.uint8)).save(out, "JPEG", comment=b"SecretNote")
    return out.getvalue()


def cells(html: str) -> list[str]:
    """Texts of the cells of one row."""
    return [" ".join(cell.text_content().split()) for cell in lxml.html.fromstring(f"<table>{html}</table>").iter("td")]


@pytest.mark.parametrize(("address", "linked"), [
    ("https://shop.example/a?b=1&c=2", True), ("http://shop.example", True), ("javascript:alert(1)", False),
    ("data:text/html,x", False), ("//shop.example", False), ("file:///etc/passwd", False), ("http://[broken", False),
])
def test_only_addresses_of_the_web_are_links(address, linked):
    assert ("<a " in link(address, "words")) is linked


def test_long_words_are_shortened_in_their_middle():
    assert shortened("a" * 50 + "b" * 50, 21) == "aaaaaaaaa...bbbbbbbbb" and shortened("short", 21) == "short"


def test_text_from_outside_is_escaped_and_isolated():
    assert text(HOSTILE) == "<bdi>&quot;&gt;&lt;img src=x onerror=alert(1)&gt;</bdi>"
    assert "<img" not in link("https://shop.example", HOSTILE) and "<img" not in link(HOSTILE, HOSTILE)


def test_money_has_cents_below_a_thousand():
    assert (money(12.5, "EUR"), money(1234.5, "EUR"), money(3.0, "")) == ("12.50 EUR", "1,234 EUR", "3.00")
    assert money(None, "EUR") == "" and "<" not in money(1.0, "<b>")


def test_a_label_has_its_color_and_its_word():
    assert "Home and decor" in label("home_decor") and "background:#009E73" in label("home_decor")
    assert label("") == "" == label("<script>")


def test_a_table_aligns_its_columns_of_numbers():
    html = lxml.html.fromstring(table(("Product", "Price"), ["<tr><td>a</td><td>1</td></tr>"], "short"))
    assert [head.get("class") for head in html.iter("th")] == ["word", "number"]
    assert "Shoppable" in card("Shoppable", "12") and "12" in card("Shoppable", "12")


def test_thumbnails_end_at_their_limit_and_lose_their_comments():
    thumbnails = Thumbnails(lambda picture_id: jpeg(), 1)
    first, second = thumbnails.html(made_row(1)), thumbnails.html(made_row(2))
    assert 'alt="Linen shirt"' in first and "data:image/jpeg;base64," in first
    assert "<img" not in second and "aria-hidden" in second
    assert "<img" not in Thumbnails(None, 9).html(made_row(1))
    assert b"SecretNote" in jpeg() and b"SecretNote" not in without_metadata(jpeg())


def test_a_queues_row_says_what_is_sold_and_what_is_seen():
    item = report_of([made_row(1, "home_decor")]).queues.by_category.items[0]
    assert cells(item_row(item, Thumbnails(None, 0))) == [
        "", "Linen shirtS1 · https://shop.example/1.jpg", "Apparel",
        "Home and decor0.90, then no shopping intent 0.03", "Seen as home and decor 0.90, sold as apparel.",
        "20.00 EUR"]
    unlabeled = report_of([made_row(1, "negative", product=Product(sku="S1"))]).queues.by_intent.items[0]
    assert cells(item_row(unlabeled, Thumbnails(None, 0)))[2] == "Unknown"


def test_a_row_of_the_full_table_is_a_verdict_or_a_failure():
    assert cells(row_cells(made_row(1, verdicts={"ebay": "pass"}))) == [
        "https://shop.example/1.jpg", "1", "S1", "Women > Shirts", "Product only", "Apparel", "Yes 0.90", "eBay: Pass"]
    assert cells(row_cells(failed_row(2)))[-1] == "Not delivered: The server answered 500. Try again later."
