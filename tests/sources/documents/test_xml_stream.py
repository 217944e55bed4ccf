"""XML is read element by element; what is broken costs itself, and entities are refused."""

from __future__ import annotations

import gzip
import io

import pytest
from lxml import etree

from core.errors import Refused, TooLarge
from core.sources.documents.document import Document
from core.sources.documents.xml_stream import XmlError, local_name, stream_elements, text_of


def texts(data: bytes | str, *names: str, **options: int) -> list[str]:
    """Texts of the elements, and "line N" for errors."""
    file = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    return [f"line {item.line}" if isinstance(item, XmlError) else text_of(item)
            for item in stream_elements(Document(file, name="feed.xml"), names or ("item",), **options)]


def test_elements_of_any_namespace() -> None:
    text = '<rss xmlns:g="urn:g"><g:item>1</g:item><channel><ITEM>2</ITEM></channel><other>3</other></rss>'
    assert texts(text) == ["1", "2"] and texts(text, "item", "other") == ["1", "2", "3"]
    assert texts(gzip.compress(text.encode())) == ["1", "2"]


def test_elements_inside_elements_come_once() -> None:
    assert texts("<r><item>a<item>b</item></item><item>c</item></r>") == ["ab", "c"]


@pytest.mark.parametrize("document", ["<r/>", "<r><a>1</a></r>"])
def test_a_document_without_such_elements_is_empty(document: str) -> None:
    assert texts(document) == []


def test_a_broken_part_is_named_by_its_line_and_the_rest_is_read() -> None:
    assert texts("<r>\n<item>1</item>\n<item>2<oops</item>\n<item>3</item></r>")[:2] == ["1", "line 3"]
    assert "3" in texts("<r>\n<item>1</item>\n<item>2<oops</item>\n<item>3</item></r>")


def test_bare_ampersands_are_read_as_they_were_meant() -> None:
    text = f"<r><item>a?b=1&c=2</item><item><![CDATA[a&b]]></item><item>{'x' * 70_000}&y</item><item>&lt;</item></r>"
    first, second, third, fourth = (item for item in texts(text) if not item.startswith("line"))
    assert (first, second, fourth) == ("a?b=1&c=2", "a&b", "<") and third.endswith("x&y")


def test_a_last_element_that_the_end_cut_is_left_out() -> None:
    assert texts("<r><item>1</item><item>half") == ["1", "line 1"]
    assert texts("<r><item>1</item><item>2</item>") == ["1", "2", "line 1"], "only the root is open"


def test_only_elements_that_are_whole_come_after_an_error() -> None:
    assert texts(b"<r><item>gr\xf6\xdfe</item><item>2</item></r>") == ["line 1", "größe", "2"]
    assert texts("<r><item><a>1</a><b>cut") == ["line 1", "1"], "what is whole of a cut element is read"


@pytest.mark.parametrize("doctype", ['<!DOCTYPE r [<!ENTITY a "b">]>', '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///x">]>'])
def test_entities_are_refused(doctype: str) -> None:
    with pytest.raises(Refused, match="feed.xml declares its own XML entities") as caught:
        texts(f"{doctype}<r><item>&a;</item></r>")
    assert caught.value.hint.endswith(".")


def test_a_doctype_without_entities_is_harmless() -> None:
    assert texts("<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/x.dtd'><r><item>1</item></r>") == ["1"]


def test_the_limit_holds() -> None:
    with pytest.raises(TooLarge):
        texts(b"<r>" + b"<item>1</item>" * 10_000, max_bytes=10_000)


def test_elements_are_released_behind_the_reader() -> None:
    file = io.BytesIO(b"<r>" + b"<item>1</item>" * 1000 + b"</r>")
    root = None
    for item in stream_elements(Document(file), ("item",)):
        root = item.getparent() if root is None else root
    assert root is not None and len(root) < 10


def test_names_and_texts() -> None:
    comment = etree.fromstring("<a><!-- x --> b\n <c> d </c></a>")
    assert local_name(comment[0]) == "" and text_of(comment) == "b d"
