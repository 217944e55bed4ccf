"""What a host allows crawlers to read, and how often: robots.txt (RFC 9309), and one request at a time for each host.

All crawlers of a process share one table of hosts. A host's lock is held while it answers, and its next request waits
until the pause is over, so threads that read different hosts never wait for each other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache

from protego import Protego

from core.errors import FetchFailed, MerchlensError, NotFound, Refused, TooLarge
from core.settings import Settings
from core.sources.documents.document import DOCUMENT_BYTES, Document
from core.sources.documents.text_lines import encoding_of, text_file
from core.sources.fetching.fetch import AGENT, fetch_document
from core.sources.fetching.guard import check_url

LONGEST_DELAY = 30.0  # seconds; a longer Crawl-delay would make a small shop last for days
_LONGEST_WAIT = 10.0  # for a host that asks to wait (429, 503)
_TRIES = 2
_MISSES = 5  # in a row, after which a host gets no more requests
_FOREIGN_HOSTS = 30  # whose robots.txt is read for pictures; a page may name thousands
_ROBOTS_BYTES = 500_000  # RFC 9309, 2.5 asks for at least 500 KiB
_HINT = ("Give a product feed or a list of picture addresses instead, or ask the shop's owner to allow it in "
         "robots.txt. For a shop of your own, the operator of this site can set MERCHLENS_OWN_SHOPS.")


class _Host:
    """When a host may be asked next; its lock is held while it answers."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0


class Crawler:
    """Reads documents of shops politely.

    Parameters
    ----------
    settings : Settings
        `crawl_seconds` is the pause between two requests to one host; a longer Crawl-delay of the host wins, up to
        30 s. The robots.txt of `own_shops` is not read.
    renders : bool
        Whether those who read pages with it open them in a browser.
    """

    def __init__(self, settings: Settings, *, renders: bool = False) -> None:
        self.settings, self.renders = settings, renders
        self._rules: dict[str, Protego | MerchlensError | None] = {}
        self._misses: dict[str, int] = {}
        self._foreign_left = _FOREIGN_HOSTS

    def read(self, url: str, *, max_bytes: int = DOCUMENT_BYTES, honor_robots: bool = True) -> Document:
        """Wait for the host's turn and fetch a document.

        Parameters
        ----------
        url : str
            http or https.
        max_bytes : int
            Caps the body, also the unpacked one.
        honor_robots : bool
            False for documents that a person named and that are meant for machines (a feed, a list, a sitemap):
            robots.txt is about crawling.

        Returns
        -------
        Document
            Close its file after use.

        Raises
        ------
        Refused
            By robots.txt, or as `fetch_document`.
        NotFound, TooLarge, FetchFailed
            As `fetch_document`.
        """
        origin = _origin(url)
        pause = self.settings.crawl_seconds
        if honor_robots:
            rules = self._rules_of(origin)
            if isinstance(rules, MerchlensError):
                raise rules
            if rules is not None:
                if not rules.can_fetch(url, AGENT):
                    raise Refused(f"robots.txt of {origin.partition('//')[2]} asks crawlers not to read {url}.", _HINT)
                pause = max(pause, _delay(rules))
        for left in range(_TRIES)[::-1]:
            try:
                with _turn(origin, pause):
                    return self._fetch(url, origin, max_bytes)
            except FetchFailed as error:
                wait = max(1.0, error.retry_after or 0.0)
                if not left or error.status not in (429, 503) or wait > _LONGEST_WAIT:
                    raise
                time.sleep(wait)
        raise AssertionError("the last try raises or returns")

    def permission(self, url: str) -> tuple[bool, float]:
        """What robots.txt says to those who want to read an address later.

        Parameters
        ----------
        url : str
            Of a picture, on any host. After 30 hosts other than those already known no further robots.txt is read.

        Returns
        -------
        allowed : bool
            True also where it cannot be known.
        pause : float
            Seconds between two requests to that host, in [0, 30]; 0 where it asks for none.
        """
        try:
            origin = _origin(url)
            if origin not in self._rules and not self._is_own(origin):
                if not self._foreign_left:
                    return True, 0.0
                self._foreign_left -= 1
            rules = self._rules_of(origin)
        except MerchlensError:
            return True, 0.0
        return (rules.can_fetch(url, AGENT), _delay(rules)) if isinstance(rules, Protego) else (True, 0.0)

    def sitemaps(self, url: str) -> list[str]:
        """Sitemaps that the robots.txt of an address's host names; [] where it names none."""
        origin = _origin(url)
        rules = self._read_rules(origin) if self._is_own(origin) else self._rules_of(origin)
        return list(rules.sitemaps) if isinstance(rules, Protego) else []

    def _fetch(self, url: str, origin: str, max_bytes: int) -> Document:
        """One request, unless the host failed too often: it would hold up all the others."""
        if self._misses.get(origin, 0) >= _MISSES:
            raise FetchFailed(f"{origin.partition('//')[2]} failed {_MISSES} times in a row, so Merchlens stopped "
                              "asking it.", "Try again later.")
        try:
            document = fetch_document(url, self.settings, max_bytes=max_bytes)
        except FetchFailed as error:
            is_hosts_fault = error.status is None or error.status >= 500 or error.status == 429
            self._misses[origin] = self._misses.get(origin, 0) + 1 if is_hosts_fault else 0
            raise
        self._misses[origin] = 0
        return document

    def _is_own(self, origin: str) -> bool:
        host = origin.partition("//")[2]
        return not {host, host.rpartition(":")[0] or host}.isdisjoint(self.settings.own_hosts)

    def _rules_of(self, origin: str) -> Protego | MerchlensError | None:
        if self._is_own(origin):
            return None
        if origin not in self._rules:
            self._rules[origin] = self._read_rules(origin)
        return self._rules[origin]

    def _read_rules(self, origin: str) -> Protego | MerchlensError | None:
        """The host's rules; None where it has none; an error where nothing may be read for now (RFC 9309, 2.3.1)."""
        try:
            with _turn(origin, self.settings.crawl_seconds):
                document = fetch_document(f"{origin}/robots.txt", self.settings, max_bytes=_ROBOTS_BYTES)
            with document.file:
                return Protego.parse(text_file(document, encoding_of(document)).read())
        except (NotFound, TooLarge):
            return None
        except FetchFailed as error:
            if error.no_server:
                return error
            if error.status is not None and error.status < 500 and error.status != 429:
                return None
            return FetchFailed(f"robots.txt could not be read: {error.message}", error.hint,
                               status=error.status, retry_after=error.retry_after, final=error.final)
        except Refused as error:
            return error


def host_turn(url: str, pause: float) -> AbstractContextManager[None]:
    """Wait for the turn of an address's host and hold it while the block runs.

    Parameters
    ----------
    url : str
        The host of this address; all of this process wait for the same turn.
    pause : float
        Seconds after the block in which nobody of this process asks the host.
    """
    return _turn(_origin(url), pause)


def seconds_until_turn(url: str) -> float:
    """Seconds until the host of an address may be asked; 0 or less when it may."""
    return _host(_origin(url)).free_at - time.monotonic()


def _delay(rules: Protego) -> float:
    return max(0.0, min(rules.crawl_delay(AGENT) or 0.0, LONGEST_DELAY))


def _origin(url: str) -> str:
    """Scheme, host and port of an address: one robots.txt and one turn for each."""
    checked = check_url(url)
    return f"{checked.scheme}://{checked.netloc.decode('ascii')}"


@lru_cache(maxsize=4096)
def _host(origin: str) -> _Host:
    return _Host()


@contextmanager
def _turn(origin: str, pause: float) -> Iterator[None]:
    host = _host(origin)
    with host.lock:
        time.sleep(max(0.0, host.free_at - time.monotonic()))
        try:
            yield
        finally:
            host.free_at = time.monotonic() + pause
