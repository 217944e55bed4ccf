"""Products of any feed in XML."""

from __future__ import annotations

import io

import pytest

from core.errors import Misuse
from core.sources.documents.document import Document
from core.sources.feeds.record import Record
from core.sources.feeds.xml_rows import xml_records

A, B = "https://cdn.example/1.jpg", "https://cdn.example/2.jpg"


def records(text: str) -> list[Record]:
    return list(xml_records(Document(io.BytesIO(text.encode()), name="feed.xml"), {}))


def pairs(text: str) -> list[tuple[str, str]]:
    (record,) = records(f"<r>{text}</r>")
    return list(zip(record.names, record.cells, strict=True))


@pytest.mark.parametrize(("fields", "expected"), [
    ("<images><image>1</image><image>2</image></images>", [("images/image", "1"), ("images/image", "2")]),
    ("<images><image><url>1</url><position>2</position></image></images>",
     [("images/image/url", "1"), ("images/image/position", "2")]),
    (f"<imgs><main url='{A}'/><i url='{B}'/></imgs>", [("imgs/main", A), ("imgs/i", B)]),
    ("<title>Red <b>leather</b> shoe</title>", [("title", "Red leather shoe")]),
    ("<param name='EAN'>4006381333931</param><a name='Color'><![CDATA[red]]></a>",
     [("EAN", "4006381333931"), ("Color", "red")]),
    ("<price currency='EUR'>12</price>", [("price", "12"), ("price_currency", "EUR")]),
    ("<link rel='self' href='x'/><link href='y'/>", [("link", "y")]),
    ("<enclosure url='x.mp3' type='audio/mpeg'/><enclosure url='1.jpg' type='image/jpeg'/>", [("enclosure", "1.jpg")]),
    ("<id>tag:1</id><g:id>S-1</g:id>", [("id", "S-1"), ("id", "tag:1")]),
    ("<name><language id='1'>Shoe</language></name>", [("name/language", "Shoe")]),
])
def test_fields_are_called_by_their_paths(fields: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(f"<product>{fields}</product>") == expected


def test_attributes_of_a_product_are_fields() -> None:
    assert pairs("<offer id='12' available='true'><url>x</url></offer>")[:1] == [("id", "12")]


@pytest.mark.parametrize("text", [
    "<SHOP><SHOPITEM><ITEM_ID>1</ITEM_ID><IMGURL>{}</IMGURL></SHOPITEM></SHOP>",
    "<liste><artikel><nr>1</nr><bild>{}</bild></artikel><artikel><nr>2</nr><bild>x.jpg</bild></artikel></liste>",
    "<offers><group name='x'><o id='1' price='9'><imgs><main url='{}'/><i url='2.jpg'/></imgs></o>"
    "<o id='2' price='9'><imgs><main url='3.jpg'/></imgs></o></group></offers>",
    "<s><rubriken><rubrik id='1' x='2'>A</rubrik><rubrik id='2' x='3'>B</rubrik></rubriken>"
    "<waren><ware><nr>1</nr><foto>{}</foto></ware><ware><nr>2</nr><foto>4.jpg</foto></ware></waren></s>",
    "<katalog><ware><nr>1</nr><foto>{}</foto></ware></katalog>",
])
def test_products_are_what_repeats_and_has_a_picture(text: str) -> None:
    first, *_ = records(text.format(A))
    assert A in first.cells and "1" in first.cells


def test_a_product_inside_a_product_is_a_part_of_it() -> None:
    assert len(records("<products><product><id>1</id><related><product><id>2</id></product></related></product>"
                       "</products>")) == 1


def test_xml_without_products() -> None:
    with pytest.raises(Misuse, match="not a product feed"):
        records("<r><a>1</a></r>")


def test_numbers_of_categories_become_their_names() -> None:
    data = ("<yml_catalog><shop><categories><category id='1'>Clothes</category><category id='2' parentId='1'>Shoes"
            "</category></categories><offers>"
            "<offer id='a'><categoryId>2</categoryId><picture>/1.jpg</picture></offer>"
            "<offer id='b'><categoryId>9</categoryId><picture>/2.jpg</picture></offer></offers></shop></yml_catalog>")
    first, second = xml_records(Document(io.BytesIO(data.encode())), {})
    assert dict(zip(first.names, first.cells, strict=True))["category"] == "Clothes > Shoes"
    assert "category" not in second.names and (first.number, second.number) == (1, 2)
    inside = "<shop><category id='1'><product><n>A</n><image>/1.jpg</image></product></category></shop>"
    assert [record.number for record in xml_records(Document(io.BytesIO(inside.encode())), {})] == [1]
