"""Crawled hosts are asked for permission, one request at a time, and not too often."""

from __future__ import annotations

import threading
import time

import pytest

from core.errors import FetchFailed, Refused
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.fetching.fetch import AGENT, fetch, fetch_document
from core.sources.fetching.robots import Crawler, _host
from core.sources.listing import SourceOptions, candidates
from tests.sources.internet import Internet, Page, Shop, failure, site

OPTIONS = SourceOptions()


def crawler(delay: float = 0.0, own: str = "") -> Crawler:
    return Crawler(site(crawl_seconds=delay, own_shops=own))


def rules(shop: Shop, text: str) -> None:
    shop.put("robots.txt", text, "text/plain")


def requests(shop: Shop) -> list[str]:
    return [path for _, path in shop.seen]


def test_a_page_that_robots_keeps_is_not_asked_for(shop: Shop) -> None:
    rules(shop, "User-agent: *\nDisallow: /private/\n")
    page = shop.put("private/p.html", "<img src=/1.jpg>", "text/html")
    with pytest.raises(Refused, match="asks crawlers not to read"):
        crawler().read(page)
    assert requests(shop) == ["/robots.txt"]
    with crawler(own="127.0.0.1").read(page).file as file:
        assert file.read() == b"<img src=/1.jpg>"


def test_a_byte_order_mark_hides_no_rule(shop: Shop) -> None:
    rules(shop, "\ufeffUser-agent: *\nDisallow: /private/\n")
    with pytest.raises(Refused):
        crawler().read(shop.put("private/p.html", "x"))


def test_rules_for_this_crawler_win_over_those_for_all(shop: Shop) -> None:
    rules(shop, f"User-agent: *\nDisallow: /\n\nUser-agent: {AGENT.partition('/')[0]}\nAllow: /\n")
    crawler().read(shop.put("p.html", "x")).file.close()


def test_pages_of_a_sitemap_that_robots_keeps_are_failures_and_their_pictures_skipped(shop: Shop) -> None:
    rules(shop, "User-agent: *\nDisallow: /private\nDisallow: /img/secret\n")
    pages = [shop.put("private.html", "<img src=/0.jpg>", "text/html"),
             shop.put("p.html", "<img src=/img/secret.jpg><img src=/1.jpg>", "text/html")]
    entries = "".join(f"<url><loc>{page}</loc></url>" for page in pages)
    items = list(candidates(shop.put("sitemap.xml", f"<urlset>{entries}</urlset>"), "auto", OPTIONS, site()))
    assert [type(item) for item in items] == [Failure, Candidate, Candidate]
    assert isinstance(items[0], Failure) and items[0].error == "Refused" and "robots.txt" in items[0].message
    assert isinstance(items[1], Candidate) and "robots.txt" in items[1].skipped and not items[1].url
    assert isinstance(items[2], Candidate) and items[2].url == shop.url("1.jpg")


def test_a_feed_that_a_person_names_is_no_crawling(shop: Shop) -> None:
    rules(shop, "User-agent: *\nDisallow: /\n")
    feed = shop.put("feed.csv", "id,image_link\n1,https://cdn.example/1.jpg\n", "text/csv")
    assert len(list(candidates(feed, "feed", OPTIONS, site()))) == 1
    with pytest.raises(Refused):
        list(candidates(feed, "auto", OPTIONS, site()))


@pytest.mark.parametrize(("status", "may"), [(404, True), (403, True), (410, True), (429, False), (500, False),
                                             (503, False)])
def test_without_rules_all_is_open_and_a_broken_host_is_left_alone(
        shop: Shop, monkeypatch: pytest.MonkeyPatch, status: int, may: bool) -> None:
    monkeypatch.setattr(Page, "robots", lambda self: self.give(b"", status, Retry_After="17"), raising=False)
    page = shop.put("p.html", "x")
    if may:
        crawler().read(page).file.close()
        return
    with pytest.raises(FetchFailed, match="robots.txt could not be read") as caught:
        crawler().read(page)
    assert caught.value.retry_after == (17.0 if status in (429, 503) else None)


@pytest.mark.parametrize("text", ["", "\0\xff\xfe", "<html>not found</html>", "Disallow /\nUser-agent", "a" * 600_000])
def test_odd_rules_forbid_nothing(shop: Shop, text: str) -> None:
    rules(shop, text)
    crawler().read(shop.put("p.html", "x")).file.close()


def test_rules_are_asked_for_once_for_each_host(shop: Shop, internet: Internet) -> None:
    internet.answers = {"one.example": [["93.184.216.34"]], "two.example": [["93.184.216.35"]]}
    shop.put("p.html", "x")
    reader = crawler()
    for host in ("one.example", "one.example", "two.example", "one.example"):
        reader.read(f"http://{host}/p.html").file.close()
    assert [(host, path) for host, path in shop.seen if path == "/robots.txt"] == [
        ("one.example", "/robots.txt"), ("two.example", "/robots.txt")]


@pytest.mark.parametrize(("text", "delay", "least"), [("", 0.15, 0.3),
                                                       ("User-agent: *\nCrawl-delay: 0.2\n", 0.0, 0.35)])
def test_a_host_gets_its_pause(shop: Shop, text: str, delay: float, least: float) -> None:
    rules(shop, text)
    page = shop.put("p.html", "x")
    reader = crawler(delay)
    started = time.monotonic()
    for _ in range(3):
        reader.read(page).file.close()
    assert time.monotonic() - started > least


def test_a_host_answers_one_crawler_at_a_time(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    now, most, lock = 0, 0, threading.Lock()

    def slow(self: Page) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        self.give(b"x", Content_Type="text/html")

    monkeypatch.setattr(Page, "slow", slow, raising=False)
    readers = [threading.Thread(target=lambda: crawler().read(shop.url("slow")).file.close()) for _ in range(4)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join(60)
    assert most == 1 and requests(shop).count("/slow") == 4


def test_a_host_that_hangs_holds_no_other(shop: Shop, internet: Internet) -> None:
    internet.answers = {"slow.example": [["93.184.216.34"]], "quick.example": [["93.184.216.35"]]}
    shop.put("p.html", "x")
    stuck = threading.Thread(target=lambda: pytest.raises(
        FetchFailed, Crawler(site(50.0, own_shops="slow.example")).read, "http://slow.example/silent"))
    stuck.start()
    crawler(own="quick.example").read("http://quick.example/p.html").file.close()
    assert stuck.is_alive()
    shop.stopped.set()
    stuck.join(60)


@pytest.mark.parametrize(("delay", "pause"), [("2.5", 2.5), ("86400", 30.0), ("-3", 0.0), ("soon", 0.0)])
def test_pictures_of_a_page_carry_the_pause_that_their_host_asks_for(shop: Shop, delay: str, pause: float) -> None:
    rules(shop, f"User-agent: *\nCrawl-delay: {delay}\n")
    page = shop.put("p.html", "<img src=/1.jpg>", "text/html")
    assert [item.pause for item in candidates(page, "page", OPTIONS, site()) if isinstance(item, Candidate)] == [pause]
    _host.cache_clear()  # else the second crawler waits for the host's turn
    owners = site(own_shops=f"127.0.0.1:{shop.port}")
    assert [item.pause for item in candidates(page, "page", OPTIONS, owners) if isinstance(item, Candidate)] == [0.0]


def test_pictures_of_a_sitemap_that_robots_keeps_are_skipped(shop: Shop) -> None:
    rules(shop, "User-agent: *\nDisallow: /secret\n")
    entries = "".join(f"<url><image:image><image:loc>{shop.url(name)}</image:loc></image:image></url>"
                      for name in ("secret/1.jpg", "2.jpg"))
    shop.put("sitemap.xml", f'<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{entries}</urlset>')
    items = [item for item in candidates(shop.url("sitemap.xml"), "sitemap", OPTIONS, site())
             if isinstance(item, Candidate)]
    assert ["robots.txt" in item.skipped for item in items] == [True, False]


# ---- documents

def test_a_document_may_be_a_page_and_longer_than_a_picture(shop: Shop) -> None:
    body = b"<!doctype html>" + b"x" * 200_000
    shop.put("p.html", body, "Text/HTML; Charset=\"ISO-8859-2\"")
    with (document := fetch_document(shop.url("to?/p.html"), site())).file as file:
        assert file.read() == body
    assert (document.url, document.content_type, document.charset) == (shop.url("p.html"), "text/html", "iso-8859-2")


@pytest.mark.parametrize(("path", "words"), [("endless", "more than 0.06 MB"), ("bomb", "more than 0.06 MB"),
                                             ("reset", "of the document"), ("status/418", "instead of a document")])
def test_a_document_is_guarded_as_pictures_are(shop: Shop, path: str, words: str) -> None:
    with pytest.raises(Exception, match=words):
        fetch_document(shop.url(path), site(), max_bytes=60_000)


@pytest.mark.parametrize(("status", "seconds"), [(429, 17.0), (503, 17.0), (500, None), (403, None)])
def test_errors_carry_when_to_ask_again(shop: Shop, status: int, seconds: float | None) -> None:
    error = failure(shop.url(f"status/{status}"))
    assert isinstance(error, FetchFailed) and error.retry_after == seconds and error.status == status


@pytest.mark.parametrize(("header", "least", "most"), [("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0), ("soon", None, None),
                                                       ("-5", None, None), ("9" * 30, None, None)])
def test_dates_and_nonsense_in_retry_after(shop: Shop, monkeypatch: pytest.MonkeyPatch, header: str,
                                           least: float | None, most: float | None) -> None:
    monkeypatch.setattr(Page, "later", lambda self: self.give(b"", 503, Retry_After=header), raising=False)
    with pytest.raises(FetchFailed) as caught:
        fetch(shop.url("later"), site())
    wait = caught.value.retry_after
    assert wait is None if least is None or most is None else wait is not None and least <= wait <= most


# ---- hosts in trouble

def test_a_host_that_fails_again_and_again_is_left_alone(shop: Shop) -> None:
    pages = "".join(f"<url><loc>{shop.url(f'reset/{number}')}</loc></url>" for number in range(30))
    shop.put("sitemap.xml", f"<urlset>{pages}</urlset>")
    items = list(candidates(shop.url("sitemap.xml"), "sitemap", OPTIONS, site()))
    assert len(items) == 30 and all(isinstance(item, Failure) for item in items)
    assert len([path for path in requests(shop) if path.startswith("/reset")]) <= 10
    assert isinstance(items[-1], Failure) and "stopped asking it" in items[-1].message


def test_a_host_that_asks_for_patience_gets_some(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([429, 200])

    def busy(self: Page) -> None:
        status = next(answers)
        self.give(b"<img src=/1.jpg>", status, Retry_After="1", Content_Type="text/html")

    monkeypatch.setattr(Page, "busy", busy, raising=False)
    items = list(candidates(shop.url("busy"), "page", OPTIONS, site()))
    assert [item.uri for item in items] == [shop.url("1.jpg")]


def test_a_page_with_pictures_on_many_hosts_asks_few_of_them(shop: Shop, internet: Internet) -> None:
    html = "".join(f"<img src=http://cdn{number}.example/1.jpg>" for number in range(200))
    page = shop.put("p.html", html, "text/html")
    internet.answers = {f"cdn{number}.example": [["93.184.216.34"]] for number in range(200)}
    items = list(candidates(page, "page", OPTIONS, site()))
    assert len(items) == 200
    assert 10 < len({host for host, path in shop.seen if path == "/robots.txt"}) < 40
