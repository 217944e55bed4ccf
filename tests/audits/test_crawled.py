"""Audits of crawled sources ask hosts as robots.txt wants it; one of a server that does not exist ends soon."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from core.audits.work import AuditWork
from core.jobs.board import Board, RetryPolicy
from core.nouns.job import Job
from core.settings import read_settings
from core.site import Site
from core.sources.listing import SourceOptions, candidates
from tests.jobs import audits_at_work
from tests.jobs.audits_at_work import QUICK, at_work
from tests.sources.internet import Internet, Page, Shop, connected, served

PAUSE = 0.4
FEED = "id,image_link\n" + "".join(f"{number},http://slow.example/shoe/{number}\n" for number in range(6))


class Timed(list):
    """Writes down when each request came."""

    def append(self, item: tuple[str, str]) -> None:
        super().append((time.monotonic(), *item))


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Its robots.txt asks for a pause under names that are in `delays`."""
    server = Shop()
    server.seen, server.delays = Timed(), {"slow.example": PAUSE}

    def robots(self: Page) -> None:
        delay = server.delays.get(self.headers["Host"])
        self.give(f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /private\n".encode(),
                  404 if delay is None else 200, Content_Type="text/plain")

    monkeypatch.setattr(Page, "robots", robots, raising=False)
    with served(server):
        yield server


@pytest.fixture
def internet(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with connected(shop, monkeypatch) as world:
        yield world


def named(internet: Internet, *hosts: str) -> None:
    """Let names lead to public addresses, which the shop answers."""
    internet.answers |= {host: [[f"93.184.216.{number}"]] for number, host in enumerate(hosts, 1)}


@contextmanager
def crawling(folder: Path, **changes) -> Iterator[Board]:
    """Audits that list and fetch as the product does; the judge takes any bytes."""
    settings = read_settings(data_dir=folder, allow_networks="127.0.0.0/8", fetch_seconds=10.0, crawl_seconds=0)

    def offers(job: Job):
        return candidates(job.source, job.source_kind, SourceOptions(workdir=folder), settings)

    def judge(path, uri, options):
        return audits_at_work.judge(path, "picture 1", options)

    with Site(settings) as site, at_work(settings.database, candidates=offers, analyze=judge, read=AuditWork(site).read,
                                         **changes) as (_, audits):
        yield audits


def asked(shop: Shop, host: str, path: str = "/") -> list[float]:
    """When a host was asked for something, its robots.txt aside."""
    return [when for when, name, what in shop.seen if name == host and what.startswith(path) and "robots" not in what]


def test_pictures_of_a_page_come_as_slowly_as_its_host_asks_and_hold_up_no_other(shop, internet, tmp_path):
    """Pictures of a quick host, listed behind the slow ones, come in the five pauses of one second before the last."""
    named(internet, "slow.example", "cdn.example")
    shop.delays["slow.example"] = 1.0
    slow = "".join(f"<img src=/shoe/{number}>" for number in range(5))
    quick = "".join(f"<img src=http://cdn.example/shoe/{number}>" for number in range(30))
    shop.put("p.html", f"{slow}{quick}<img src=/private/shoe.jpg>", "text/html")
    with crawling(tmp_path) as audits:
        job = audits.wait(audits.start("http://slow.example/p.html", "page"), 60)
    assert (job.state, job.done, job.failed, job.skipped) == ("done", 35, 0, 1)
    times = asked(shop, "slow.example")
    assert len(times) == 6 and min(after - before for before, after in pairwise(times)) > 0.95
    assert len(asked(shop, "cdn.example")) == 30 and asked(shop, "cdn.example")[15] < times[-1]
    assert job.message == "Merchlens honors robots.txt: slow.example asks for 1 s between two requests, so its " \
        "pictures arrive slowly." and "feed" in job.hint


def test_pictures_of_a_sitemap_are_crawled_and_those_of_a_feed_are_not(shop, internet, tmp_path):
    named(internet, "slow.example", "www.example")
    entries = "".join(f"<url><loc>http://www.example/{number}</loc><image:image><image:loc>http://slow.example/shoe/"
                      f"{number}</image:loc></image:image></url>" for number in range(4))
    shop.put("sitemap.xml", f'<urlset xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{entries}'
             '<url><image:image><image:loc>http://slow.example/private/1.jpg</image:loc></image:image></url></urlset>')
    shop.put("feed.csv", FEED, "text/csv")
    with crawling(tmp_path) as audits:
        crawled = audits.wait(audits.start("http://www.example/sitemap.xml", "sitemap"), 60)
        times = asked(shop, "slow.example")
        assert (crawled.done, crawled.skipped, len(times)) == (4, 1, 4), "robots.txt keeps the fifth"
        assert min(after - before for before, after in pairwise(times)) > PAUSE * 0.95
        shop.seen.clear()
        fed = audits.wait(audits.start("http://www.example/feed.csv", "feed"), 60)
    times = asked(shop, "slow.example", "/shoe")
    assert fed.done == 6 and fed.message == "" and min(after - before for before, after in pairwise(times)) < PAUSE


def test_hosts_that_ask_for_long_pauses_take_no_threads_from_others(shop, internet, tmp_path):
    slow = [f"slow{number}.example" for number in range(12)]
    named(internet, *slow, "cdn.example")
    shop.delays = dict.fromkeys(slow, 20.0)
    images = "".join(f"<img src=http://{host}/shoe/{number}>" for host in slow for number in range(3))
    images += "".join(f"<img src=http://cdn.example/shoe/{number}>" for number in range(40))
    shop.put("p.html", images, "text/html")
    with crawling(tmp_path, threads=4) as audits:
        job_id = audits.start("http://cdn.example/p.html", "page")
        end = time.monotonic() + 60
        while audits.job(job_id).done < 52 and time.monotonic() < end:
            time.sleep(0.05)
        assert len(asked(shop, "cdn.example", "/shoe")) == 40, "all of the quick host"
        assert [len(asked(shop, host, "/shoe")) for host in slow] == [1] * 12
        assert "20 s between" in audits.job(job_id).message
        audits.cancel(job_id)


def unknown(monkeypatch: pytest.MonkeyPatch, code: int) -> list[str]:
    """A name server that answers with an error; returns what it was asked."""
    names: list[str] = []

    def lookup(host: str, *rest: object, **more: object) -> list:
        names.append(host)
        raise socket.gaierror(code, "no")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return names


@pytest.mark.parametrize("kind", ["auto", "feed"])
def test_a_source_whose_server_does_not_exist_fails_within_seconds(tmp_path, monkeypatch, kind):
    names = unknown(monkeypatch, socket.EAI_NONAME)
    with crawling(tmp_path, policy=RetryPolicy(look_seconds=0.05)) as audits:
        started = time.monotonic()
        job = audits.wait(audits.start("https://no-such-shop.example/feed.csv", kind), 120)
        assert time.monotonic() - started < 100, "not the minutes of patience for a server that is only busy"
    assert (job.state, job.message) == ("failed", "There is no server called no-such-shop.example.")
    assert "spelling" in job.hint and names == ["no-such-shop.example"] * 3


def test_a_name_server_that_does_not_answer_and_a_busy_shop_get_more_patience(tmp_path, shop, monkeypatch):
    with crawling(tmp_path, policy=QUICK) as audits:
        busy = audits.wait(audits.start(shop.url("status/500"), "feed"), 60)
        assert busy.state == "failed" and len(asked(shop, f"127.0.0.1:{shop.port}")) == QUICK.retries + 1
        names = unknown(monkeypatch, socket.EAI_AGAIN)
        job = audits.wait(audits.start("https://shop.example/feed.csv", "feed"), 60)
    assert job.state == "failed" and "name servers gave no answer" in job.message and len(names) == QUICK.retries + 1
