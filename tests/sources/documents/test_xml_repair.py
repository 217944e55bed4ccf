"""XML that breaks the rules is repaired so that a broken part costs one field."""

from __future__ import annotations

import io
import random

import pytest
from lxml import etree

from core.errors import Refused
from core.sources.documents.xml_repair import RepairedXml


def repaired(text: str, *names: str) -> str:
    data = RepairedXml(io.StringIO(text), names or ("item",), "feed.xml").read().decode()
    etree.fromstring(data, etree.XMLParser(recover=False))  # it keeps the rules
    return data.removeprefix("<document>").removesuffix("</document>")


@pytest.mark.parametrize(("text", "whole"), [
    ("<r><item>1</item></r>", "<r><item>1</item></r>"),
    ("\ufeff<?xml version='1.0'?>\n<!-- <item> --><r a='1'/>", "\n<r a='1'/>"),
    ("<r>a & b &lt; &eacute;&nbsp;&bogus; &#233;&#11;</r>", "<r>a &amp; b &lt; é\u00a0&amp;bogus; é</r>"),
    ("<r>1 < 2 > 0 <3<oops</r>", "<r>1 &lt; 2 &gt; 0 &lt;3&lt;oops</r>"),
    ("<r>a\x00b\x1bc\x0bd</r>", "<r>abc d</r>"),
    ("<r><![CDATA[a & <b> &amp;]]></r>", "<r>a &amp; &lt;b&gt; &amp;amp;</r>"),
    ("<r><a href=x b='1' c=\"2 > 1\">t</a></r>", "<r><a b='1' c=\"2 > 1\">t</a></r>"),
])
def test_small_faults_cost_nothing_else(text: str, whole: str) -> None:
    assert repaired(text) == whole


@pytest.mark.parametrize(("text", "whole"), [
    ("<r><item><a>1</item><item>2</r>", "<r><item><a>1</a></item><item>2</item></r>"),
    ("<r><item><a>1</a><item><a>2</a></item></r>", "<r><item><a>1</a></item><item><a>2</a></item></r>"),
    ("<r><item><a>1<item>2</item></r>", "<r><item><a>1</a></item><item>2</item></r>"),
    ("<r><item>1</other></item></r></r><item>2</item>", "<r><item>1</item></r><item>2</item>"),
    ("<r><Item>1</ITEM></r>", "<r><Item>1</Item></r>"),
    ("<r><item><set><item>1</item></set><b>2</b></item></r>", "<r><item><set><item>1</item></set><b>2</b></item></r>"),
])
def test_tags_are_closed_where_they_were_left_open(text: str, whole: str) -> None:
    assert repaired(text) == whole


@pytest.mark.parametrize(("end", "whole"), [
    ("<item><a>1</a><b>half", "<item><a>1</a><b></b></item>"), ("<item><a>1</a><b", "<item><a>1</a></item>"),
    ("<item><a>1</a><b><![CDATA[half", "<item><a>1</a><b></b></item>"), ("<item><a>1</a>", "<item><a>1</a></item>"),
])
def test_a_field_that_the_end_cuts_is_empty(end: str, whole: str) -> None:
    assert repaired(f"<r>{end}") == f"<r>{whole}</r>"


def test_warnings_of_a_script_stand_outside() -> None:
    text = "PHP Warning: x in /a.php\n<br />\n<b>Notice</b>: y <?xml version='1.0'?>\n<r><item>1</item></r>"
    assert "<r><item>1</item></r>" in repaired(text) and "Warning" not in repaired(text)


def test_tokens_may_be_cut_anywhere_by_the_parts_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "<r>a &amp; <![CDATA[x & <y> z]]><!-- no --><item a='1 > 0'>caf&eacute;</item> & <b</r>"
    whole = repaired(text)
    for part in range(1, 40):
        monkeypatch.setattr("core.sources.documents.xml_repair._PART", part)
        assert repaired(text) == whole


def test_entities_of_its_own_are_refused() -> None:
    with pytest.raises(Refused, match="declares its own XML entities"):
        repaired('x <!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>')


def test_noise_never_gives_broken_xml() -> None:
    chance = random.Random(7)
    parts = ("<item>", "</item>", "<a b='", "'>", "text", "<", ">", "&", "&x;", "<![CDATA[", "]]>", "<!--", "-->", "\"",
             "</a>", "<br/>", "\x01", "<?p", "?>", "é", "<!DOCTYPE r>")
    for _ in range(500):
        repaired("".join(chance.choice(parts) for _ in range(chance.randrange(30))))
