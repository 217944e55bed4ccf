"""Products of feeds in JSON."""

from __future__ import annotations

import io
import json
import tracemalloc

import pytest

from core.errors import Misuse
from core.sources.documents.document import Document
from core.sources.feeds import json_rows as module
from core.sources.feeds.json_rows import json_records
from core.sources.feeds.record import Record

ONE, TWO = {"id": 1, "images": [{"src": "a.jpg"}, {"src": "b.jpg"}]}, {"id": 2, "image": "c.jpg"}


def records(text: str) -> list[Record]:
    return list(json_records(Document(io.BytesIO(text.encode()), name="feed.json"), {}))


@pytest.mark.parametrize("text", [
    json.dumps([ONE, TWO]), json.dumps({"products": [ONE, TWO]}), json.dumps({"count": 2, "anything": [ONE, TWO]}),
    json.dumps({"links": [{"rel": "next"}], "data": [ONE, TWO]}), f"{json.dumps(ONE)}\n{json.dumps(TWO)}\n",
    "\ufeff" + json.dumps([ONE, TWO], indent=4), json.dumps({"products": [{"node": ONE}, {"node": TWO}]}),
])
def test_products_stand_in_a_list_or_on_lines(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in (1 << 18, 200):
        monkeypatch.setattr(module, "_PART", part)
        first, second = records(text)
        assert (first.names, first.cells) == (("id", "images/src", "images/src"), ["1", "a.jpg", "b.jpg"])
        assert (second.names, second.cells) == (("id", "image"), ["2", "c.jpg"])


@pytest.mark.parametrize("text", [json.dumps({"product": ONE}), json.dumps(ONE)])
def test_one_product_may_stand_alone(text: str) -> None:
    (record,) = records(text)
    assert record.cells == ["1", "a.jpg", "b.jpg"]


def test_a_document_that_breaks_off_gives_what_is_whole() -> None:
    first, last = records(json.dumps({"products": [ONE, TWO]})[:-10])
    assert first.cells[0] == "1" and "breaks off" in last.error


@pytest.mark.parametrize("text", ["[]", '{"products": []}', "[1, 2]"])
def test_json_without_products(text: str) -> None:
    with pytest.raises(Misuse, match="without a list of products") as caught:
        records(text)
    assert caught.value.hint


def test_deep_json_is_an_error_not_a_crash() -> None:
    (record,) = records('[{"a":' + "[" * 100_000)
    assert record.error


def test_memory_stays_flat() -> None:
    text = json.dumps({"products": [{"id": number, "image": "x" * 50} for number in range(50_000)]}).encode()
    document = Document(io.BytesIO(text), name="feed.json")
    tracemalloc.start()
    count = sum(1 for _ in json_records(document, {}))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 50_000 and peak < 8_000_000
