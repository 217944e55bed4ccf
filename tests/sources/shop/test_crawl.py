"""A page is read politely, and only if it is one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from core.errors import FetchFailed, NotAPicture, NotFound, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document
from core.sources.fetching.robots import Crawler
from core.sources.shop import crawl as module
from core.sources.shop.crawl import apply_robots, pictures_at, read_page
from tests.sources.internet import JPEG, Shop, site

PAGE = "https://shop.example/red"


class Rules(Crawler):
    """A crawler that knows its hosts' rules without asking."""

    def permission(self, url: str) -> tuple[bool, float]:
        return "private" not in url, 2.5 if "slow.example" in url else 0.0


def page(data: bytes | str, content_type: str = "text/html") -> list[Candidate | Failure]:
    file = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    settings = site()
    return list(read_page(Document(file, PAGE, PAGE, content_type), Access(settings, Rules(settings), Path("none"))))


def test_pictures_carry_what_robots_txt_wants() -> None:
    allowed, forbidden, slow = page("<img src=/1.jpg><img src=/private/2.jpg><img src=https://slow.example/3.jpg>")
    assert isinstance(allowed, Candidate) and (allowed.url, allowed.pause) == ("https://shop.example/1.jpg", 0.0)
    assert isinstance(forbidden, Candidate) and "robots.txt" in forbidden.skipped and not forbidden.url
    assert isinstance(slow, Candidate) and slow.pause == 2.5 and not slow.skipped


def test_failures_and_skipped_candidates_pass_unchanged() -> None:
    items = [Failure("x", "NotFound", "m", "h"), Candidate("y", skipped="an icon"), Candidate("z", path="/z.jpg")]
    assert list(apply_robots(items, Rules(site()))) == items


def test_a_picture_in_place_of_a_page_is_that_picture() -> None:
    assert page(JPEG, "image/jpeg") == [Candidate(PAGE, PAGE, origin="address")]


@pytest.mark.parametrize(("data", "error"), [("<html>nothing", NotFound), (b"%PDF-1.7", NotAPicture),
                                             (b"", NotAPicture)])
def test_what_has_no_pictures_says_so(data: bytes | str, error: type[Exception]) -> None:
    with pytest.raises(error):
        page(data)


def test_a_page_nested_too_deeply_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_DEPTH", 10)
    assert len(page("<div>" * 10 + "<img src=1.jpg>")) == 1
    assert len(page("<p><br><li>" * 50 + "<img src=1.jpg>")) == 1, "elements that need no end tag do not nest"
    with pytest.raises(TooLarge, match="nests its elements more than 10 deep"):
        page("<div>" * 11 + "<img src=1.jpg>")


def test_the_rest_of_a_page_that_is_too_long_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE_BYTES", 100)
    first, *rest = page("<img src=/1.jpg>" + " " * 100 + "<img src=/2.jpg>")
    assert isinstance(first, Failure) and first.error == "TooLarge"
    assert [item.uri for item in rest] == ["https://shop.example/1.jpg"]


def test_a_page_among_others_fails_alone(shop: Shop) -> None:
    (failure,) = pictures_at(shop.url("status/500"), Crawler(site()))
    assert isinstance(failure, Failure) and failure.error == FetchFailed.__name__
    assert failure.uri == shop.url("status/500")
    assert list(pictures_at(shop.put("empty.html", "<html>", "text/html"), Crawler(site()))) == []
