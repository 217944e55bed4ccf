"""The journal of a crawl survives an interruption anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.nouns.failure import Failure
from core.nouns.product import Candidate, Product
from core.nouns.role import Role
from core.sources.shop.crawl_journal import Journal, ReadPage

PAGES = [ReadPage(f"https://s.example/{number}", [("https://s.example/x", 1)], [
    Candidate("a", "https://s.example/a.jpg", product=Product(sku="1", price=2.5), role=Role("product", "Yes.")),
    Candidate("b", skipped="a drawing"), Failure("c", "NotFound", "Gone.", "Look.")]) for number in range(3)]


def test_pages_are_read_as_they_were_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new" / "crawl.jsonl")
    assert list(journal.pages()) == []
    for page in PAGES:
        journal.add(page)
    assert list(Journal(tmp_path / "new" / "crawl.jsonl").pages()) == PAGES


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_line_that_was_cut_off_is_read_again(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "crawl.jsonl"
    for page in PAGES:
        Journal(path).add(page)
    path.write_bytes(path.read_bytes()[:-cut])
    journal = Journal(path)
    number = len(list(journal.pages()))
    assert number in (2, 3)
    journal.begin(number)
    journal.add(PAGES[0])
    assert [page.url for page in Journal(path).pages()] == [page.url for page in [*PAGES[:number], PAGES[0]]]


def test_without_a_file_nothing_is_kept() -> None:
    journal = Journal(None)
    journal.add(PAGES[0])
    journal.begin(1)
    assert list(journal.pages()) == []
