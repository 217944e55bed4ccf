"""Feeds give each picture its product, whatever shop wrote them, and bad rows cost only themselves."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from core.errors import Misuse
from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.sources.listing import SourceOptions, candidates
from tests.sources.internet import Shop, site

HEAD = "id,title,image_link,price"


def listing(path: Path, kind: str = "feed", **columns: str) -> list[Candidate | Failure]:
    return list(candidates(str(path), kind, SourceOptions(columns=columns), site()))


def table(folder: Path, text: str | bytes, name: str = "feed.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def products(items: list[Candidate | Failure]) -> list[Product]:
    assert all(isinstance(item, Candidate) for item in items), items
    return [item.product for item in items if isinstance(item, Candidate) and item.product is not None]


def addresses(items: list[Candidate | Failure]) -> list[str]:
    return [item.url for item in items if isinstance(item, Candidate)]


RSS = """<?xml version="1.0"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title><link>https://shop.example</link>
<item><g:id>S1</g:id><title>Red shoe</title><link>https://shop.example/1</link>
<g:image_link>https://cdn.example/1.jpg?a=1&amp;b=2</g:image_link>
<g:additional_image_link>https://cdn.example/1b.jpg</g:additional_image_link>
<g:additional_image_link>https://cdn.example/1c.jpg</g:additional_image_link>
<g:price>12.99 EUR</g:price><g:gtin>4006381333931</g:gtin>
<g:google_product_category>Apparel &amp; Accessories &gt; Shoes</g:google_product_category></item>
<item><g:id>S2</g:id><title><![CDATA[Lamp & shade]]></title><g:image_link>https://cdn.example/2.jpg</g:image_link>
<g:product_type>Home &amp; Garden > Lighting</g:product_type><g:google_product_category>594</g:google_product_category>
</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>
<entry><g:id>S1</g:id><title>Red shoe</title>
<link rel="alternate" href="https://shop.example/1"/><link rel="self" href="x"/>
<g:image_link>https://cdn.example/1.jpg</g:image_link><g:price>1.299,00 EUR</g:price></entry></feed>"""


@pytest.mark.parametrize("kind", ["auto", "feed"])
def test_google_rss_gives_pictures_with_their_products(shop: Shop, kind: str) -> None:
    source = shop.put("feed", RSS, "application/rss+xml")
    items = list(candidates(source, kind, SourceOptions(), site()))
    assert addresses(items) == ["https://cdn.example/1.jpg?a=1&b=2", "https://cdn.example/1b.jpg",
                                "https://cdn.example/1c.jpg", "https://cdn.example/2.jpg"]
    shoe, _, _, lamp = products(items)
    assert shoe == Product("S1", "Red shoe", "Apparel & Accessories > Shoes", "4006381333931", "https://shop.example/1",
                           12.99, "EUR", "apparel")
    assert (lamp.title, lamp.category, lamp.true_label) == ("Lamp & shade", "Home & Garden > Lighting", "home_decor")
    origins = [item.origin for item in items if isinstance(item, Candidate)]
    assert origins == ["feed row 1", "feed row 1, additional 1", "feed row 1, additional 2", "feed row 2"]


def test_google_atom(tmp_path: Path) -> None:
    (product,) = products(listing(table(tmp_path, ATOM, "feed.xml"), "auto"))
    assert (product.page, product.price, product.currency) == ("https://shop.example/1", 1299.0, "EUR")


def test_an_ordinary_news_feed_names_pictures_as_media(tmp_path: Path) -> None:
    text = ('<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><title>A</title>'
            '<media:content url="https://cdn.example/1.jpg" medium="image"/><enclosure url="x.mp3" type="audio/mpeg"/>'
            '</item></channel></rss>')
    assert addresses(listing(table(tmp_path, text, "feed.xml"))) == ["https://cdn.example/1.jpg"]


def test_google_tsv_with_several_additional_pictures(tmp_path: Path) -> None:
    text = ("id\ttitle\timage link\tadditional image link\tprice\n"
            'S1\t12" shelf, "oak"\thttps://cdn.example/a,b.jpg\t'
            'https://cdn.example/2.jpg,https://cdn.example/3,4.jpg\t9 USD\n')
    items = listing(table(tmp_path, text, "feed.tsv"))
    assert addresses(items) == ["https://cdn.example/a,b.jpg", "https://cdn.example/2.jpg", "https://cdn.example/3,4.jpg"]
    assert products(items)[0].title == '12" shelf, "oak"' and products(items)[0].currency == "USD"


def test_shopify_rows_of_one_product_share_its_facts(tmp_path: Path) -> None:
    text = ("Handle,Title,Type,Variant SKU,Variant Price,Variant Barcode,Image Src,Image Position,"
            "Image Alt Text,Variant Image\n"
            "red-shoe,Red shoe,Shoes,S-1,59.00,4006381333931,https://cdn.example/1.jpg,1,A red shoe,\n"
            "red-shoe,,,,,,https://cdn.example/2.jpg,2,,\n"
            "red-shoe,,,S-2,59.00,,,,,https://cdn.example/3.jpg\n"
            "red-shoe,,,S-3,59.00,,,,,\n"
            "lamp,Lamp,Lamps,L-1,20,,https://cdn.example/4.jpg,1,,\n")
    items = listing(table(tmp_path, text))
    assert [url[-5] for url in addresses(items)] == ["1", "2", "3", "4"]
    first, second, third, lamp = products(items)
    assert (first.sku, first.price, first.true_label, first.title) == ("S-1", 59.0, "apparel", "Red shoe")
    assert second == first and third.sku == "S-2" and third.title == "Red shoe"
    assert (lamp.title, lamp.true_label, lamp.gtin) == ("Lamp", "home_decor", "")


def test_any_table_with_a_mapping(tmp_path: Path) -> None:
    path = table(tmp_path, "Nummer;Foto 1;Rubrik;Betrag\n7;https://cdn.example/7.jpg;Möbel;12,50\n")
    (product,) = products(listing(path, picture="foto 1", sku="Nummer", category="Rubrik", price="Betrag"))
    assert (product.sku, product.price, product.true_label) == ("7", 12.5, "home_decor")


def test_numbered_pictures_and_labels_are_guessed(tmp_path: Path) -> None:
    text = "sku,image_1,image_2,image_alt,label\n1,https://c.example/1.jpg,https://c.example/2.jpg,red,Apparel\n"
    items = listing(table(tmp_path, text))
    assert addresses(items) == ["https://c.example/1.jpg", "https://c.example/2.jpg"]
    assert {product.true_label for product in products(items)} == {"apparel"}


# ---- what is missing or wrong as a whole

@pytest.mark.parametrize(("text", "columns", "words"), [
    ("id,title,foto_nr\n1,a,2\n", {}, "its columns are id, title, foto_nr"),
    (HEAD + "\n", {"picture": "bild"}, "no column 'bild'; its columns are id, title, image_link, price"),
    (HEAD + "\n", {"smell": "id"}, "unknown field 'smell'"),
    ("", {}, "is empty"),
    ("\n\n", {}, "is empty"),
    ("<rss><channel></channel></rss>", {}, "not a product feed"),
    ("<rss><channel><item><a>1</a><b>2</b></item></channel></rss>", {}, "its columns are a, b"),
    (RSS, {"picture": "foto"}, "no column 'foto'; its columns are id, title, link, image_link"),
    (RSS, {"smell": "id"}, "unknown field 'smell'"),
])
def test_a_feed_without_pictures_says_what_it_has(tmp_path: Path, text: str, columns: dict[str, str],
                                                  words: str) -> None:
    with pytest.raises(Misuse) as caught:
        listing(table(tmp_path, text), **columns)
    assert words in caught.value.message and caught.value.hint


# ---- bad rows

def test_bad_rows_are_failures_with_the_line_of_the_file_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = (f"{HEAD}\n"
            '1,"Two\nlines, of\na title",https://cdn.example/1.jpg,1\n'   # lines 2 to 4
            "2,No picture,,1\n"                                            # 5
            "\n"
            "3,Shifted, by a comma,https://cdn.example/3.jpg,1,2\n"        # 7
            "4,Short\n"                                                    # 8
            "5,Inside,http://10.0.0.5/5.jpg,1\n"                           # 9: judged when it is fetched
            "6,Other,ftp://cdn.example/6.jpg,1\n"                          # 10
            "7,Good,https://cdn.example/7.jpg,1,,\n")
    items = listing(table(tmp_path, text))
    failures = [item for item in items if isinstance(item, Failure)]
    lines = (5, 7, 8, 10)
    assert [item.uri.partition(":")[0] for item in failures] == [f"feed.csv line {line}" for line in lines]
    assert all(f"Line {line}:" in item.message and item.hint for line, item in zip(lines, failures, strict=True))
    assert addresses(items) == ["https://cdn.example/1.jpg", "http://10.0.0.5/5.jpg", "https://cdn.example/7.jpg"]


def test_broken_xml_names_the_line_and_keeps_the_products(tmp_path: Path) -> None:
    text = RSS.replace("?a=1&amp;b=2", "?a=1&b=2")
    items = listing(table(tmp_path, text, "feed.xml"))
    failures = [item for item in items if isinstance(item, Failure)]
    assert [item.uri for item in failures] == ["feed.xml line 4"] and len(addresses(items)) == 4
    assert addresses(items)[0] == "https://cdn.example/1.jpg?a=1&b=2"


def test_products_without_a_picture_are_failures(tmp_path: Path) -> None:
    text = RSS.replace("<g:image_link>https://cdn.example/2.jpg</g:image_link>", "")
    items = listing(table(tmp_path, text, "feed.xml"))
    assert [item.uri for item in items if isinstance(item, Failure)] == ["feed.xml line 9"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, ends: str) -> None:
    text = "sep=;\nid;title;image_link\n1;Größe “5”;https://cdn.example/1.jpg\n2;x;\n".replace("\n", ends)
    items = listing(table(tmp_path, text.encode(encoding)))
    assert isinstance(items[0], Candidate) and items[0].product == Product("1", "Größe “5”")
    assert isinstance(items[1], Failure) and items[1].uri == "feed.csv line 4"


def test_a_late_odd_byte_does_not_break_the_table(tmp_path: Path) -> None:
    rows = "".join(f"{number},Title,https://cdn.example/{number}.jpg,1\n" for number in range(3000))
    data = f"{HEAD}\n{rows}".encode() + "9,Größe,https://cdn.example/last.jpg,1\n".encode("cp1252")
    assert products(listing(table(tmp_path, gzip.compress(data), "feed.csv.gz")))[-1].title == "Größe"


def test_one_picture_of_two_rows_is_two_candidates(tmp_path: Path) -> None:
    text = f"{HEAD}\n1,A,https://cdn.example/1.jpg,1\n2,B,https://cdn.example/1.jpg,1\n"
    items = listing(table(tmp_path, text))
    assert addresses(items) == ["https://cdn.example/1.jpg"] * 2
    assert [item.uri for item in items] == ["https://cdn.example/1.jpg", "https://cdn.example/1.jpg (row 2)"]


def test_pictures_beside_a_local_feed_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"x")
    shop = tmp_path / "shop"
    (shop / "img").mkdir(parents=True)
    (shop / "img" / "a.jpg").write_bytes(b"x")
    path = table(shop, "id,image\n1,img/a.jpg\n2,../secret.jpg\n3,/etc/hostname\n4,file:///etc/hostname\n5,none.jpg\n"
                       f"6,{'x' * 5000}.jpg\n7,a\0b.jpg\n")
    good, *bad = listing(path)
    assert isinstance(good, Candidate) and good.path == str(shop / "img" / "a.jpg") and not good.url
    assert [type(item) for item in bad] == [Failure] * 6


def test_prices_are_read_by_the_whole_column(tmp_path: Path) -> None:
    def prices(*cells: str) -> list[float | None]:
        rows = "\n".join(f'{row},t,https://cdn.example/{row}.jpg,"{cell}"' for row, cell in enumerate(cells))
        return [product.price for product in products(listing(table(tmp_path, f"{HEAD}\n{rows}")))]

    assert prices("2.499", "899", "1.149") == [2499, 899, 1149]
    assert prices("1.499", "0.899", "2.10") == [1.499, 0.899, 2.1]
    assert prices("1.499 €", "899,00 €", "ab 12,90 €", "5.90 - 7.90 EUR") == [1499, 899, 12.9, 5.9]


def test_rows_of_a_store_view_need_no_picture_of_their_own(tmp_path: Path) -> None:
    text = "sku,store_view_code,name,base_image\nA,,Bag,https://cdn.example/1.jpg\nA,de,Tasche,\nB,,Hat,\n"
    found = listing(table(tmp_path, text))
    assert [isinstance(item, Failure) for item in found] == [False, True] and "Line 4" in found[1].message
