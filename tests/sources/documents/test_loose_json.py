"""JSON with the small faults that pages have; what is no JSON stays an error."""

from __future__ import annotations

import time

import pytest

from core.sources.documents.loose_json import read_loose

SHOE = {"name": "Boot", "image": ["/1.jpg", "/2.jpg"]}
TEXT = '{"name": "Boot", "image": ["/1.jpg", "/2.jpg"]}'


@pytest.mark.parametrize("text", [
    TEXT, f"\ufeff{TEXT}", f"{TEXT};", f"{TEXT}\n}}", f"{TEXT}}}]", f";{TEXT}", f"{TEXT},", f"{TEXT});",
    TEXT.replace("]", ",]"), TEXT.replace("]}", ", ] , }"), TEXT.replace("]}", "],,}"),
    f"/* a shoe */ {TEXT} // red", f"// a shoe\n{TEXT}", TEXT.replace(": [", ": /* two */ ["),
    f"<!-- {TEXT} -->", f"<![CDATA[{TEXT}]]>", f"//<![CDATA[\n{TEXT}\n//]]>", f"//<![CDATA[ {TEXT} //]]>",
    f"// <![CDATA[\n{TEXT}\n// ]]&gt;", f"/*<![CDATA[*/{TEXT}/*]]>*/;",
    TEXT.replace('"', "&quot;"), TEXT.replace("Boot", "B\\oot"),
])
def test_small_faults_are_read(text: str) -> None:
    assert read_loose(text) == [SHOE]


@pytest.mark.parametrize(("text", "name"), [
    ('{"name": "Red\tand\x0bblue\nboot"}', "Red\tand\x0bblue\nboot"),
    ('{"name": "Women\\\'s boot",}', "Women's boot"),
    ('{"name": "TV 55" wide", "sku": "1"}', 'TV 55" wide'),
    ('{"name": "https://shop.example/ /* no comment */ ,] text",}', "https://shop.example/ /* no comment */ ,] text"),
    ('{"name": "\\u00e4",}', "ä"),
])
def test_values_are_kept_as_they_are(text: str, name: str) -> None:
    assert read_loose(text)[0]["name"] == name


def test_values_in_a_row_are_all_read() -> None:
    assert read_loose('{"a": 1}\n{"b": 2}') == read_loose('{"a": 1},{"b": 2}') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("text", ["", "{", "null,", "5", '"text"', "{oops", '{"a": "b"', "[" * 100_000, "<p>no</p>"])
def test_what_is_no_json_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        read_loose(text)


def test_hostile_texts_take_no_long_time() -> None:
    started = time.monotonic()
    for text in ('{"' + '"' * 300_000, "{" + "/*" * 300_000, '{"a":' + "," * 300_000 + "}", "{" + "\\" * 300_000,
                 '{"a": "' + 'x" y' * 100_000):
        with pytest.raises(ValueError):
            read_loose(text)
    assert time.monotonic() - started < 10
