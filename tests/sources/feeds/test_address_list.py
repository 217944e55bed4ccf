"""Lists of addresses: one a line or several, with comments, and with lines that are something else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from core.errors import Misuse
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document
from core.sources.feeds.address_list import read_address_list
from core.sources.fetching.robots import Crawler
from tests.sources.internet import site

GOOD = "https://cdn.example/1.jpg"


def listing(text: str) -> list[Candidate | Failure]:
    settings = site()
    access = Access(settings, Crawler(settings), Path("none"))
    return list(read_address_list(Document(io.BytesIO(text.encode()), name="list.txt"), access))


def test_each_address_knows_its_line() -> None:
    items = listing(f"# ours\n{GOOD}\n\n  \"{GOOD}\", <{GOOD}>;\n#{GOOD}\n")
    assert [(item.url, item.origin) for item in items if isinstance(item, Candidate)] == [
        (GOOD, "line 2"), (GOOD, "line 4"), (GOOD, "line 4")]


def test_a_line_that_is_no_address_is_one_failure() -> None:
    items = listing(f"{GOOD}\nsee also the others\n{GOOD}?2\nftp://cdn.example/3.jpg")
    assert [type(item) for item in items] == [Candidate, Failure, Candidate, Failure]
    bad = items[1]
    assert isinstance(bad, Failure) and bad.uri == "list.txt line 2: see" and bad.message.startswith("Line 2: ")


def test_faults_before_the_first_address_are_not_lost() -> None:
    assert [type(item) for item in listing("Our pictures:\n" * 19 + GOOD)] == [Failure] * 19 + [Candidate]


@pytest.mark.parametrize(("text", "words"), [("", "list.txt is empty"), ("# nothing\n", "is empty"),
                                             ("hello", "contains no addresses: Line 1: "),
                                             ("prose\n" * 20 + GOOD, "contains no addresses")])
def test_what_is_no_list_says_so(text: str, words: str) -> None:
    with pytest.raises(Misuse, match=words) as caught:
        listing(text)
    assert "one address a line" in caught.value.hint
