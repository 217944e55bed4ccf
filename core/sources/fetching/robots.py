"""What a host allows crawlers to read, and how often: robots.txt, and one request at a time for each host."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache

from protego import Protego

from core.errors import FetchFailed, MerchlensError, NotFound, Refused, TooLarge
from core.settings import Settings
from core.sources.fetching.fetch import AGENT, DOCUMENT_BYTES, Document, fetch_document
from core.sources.fetching.guard import check_url

DELAY_SECONDS = 0.25  # between two requests to one host, unless its robots.txt asks for more
_LONGEST_DELAY = 30.0  # a longer Crawl-delay would make a small shop last for days
_LONGEST_WAIT = 10.0  # for a host that asks for patience
_TRIES = 2
_MISSES = 5  # in a row, after which a host is not asked again
_FOREIGN_HOSTS = 30  # whose robots.txt is read for pictures; a page may name thousands
_ROBOTS_BYTES = 500_000  # RFC 9309 asks for at least 500 KiB
_HINT = ("Give a feed or a list of picture addresses instead, or ask the shop's owner, who can allow it "
         "in robots.txt.")


class _Host:
    """When a host may be asked next; its lock is held while it answers."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0


class Crawler:
    """Reads documents of shops politely; all crawlers of a process share the hosts' turns.

    Parameters
    ----------
    settings : Settings
    delay : float
        Seconds between two requests to one host; a longer Crawl-delay of the host wins, up to 30 s.
    obey : bool
        Whether robots.txt is asked; False for the owner of the shop.
    """

    def __init__(self, settings: Settings, *, delay: float = DELAY_SECONDS, obey: bool = True) -> None:
        self.settings = settings
        self._delay = delay
        self._obey = obey
        self._rules: dict[str, Protego | MerchlensError | None] = {}
        self._misses: dict[str, int] = {}
        self._foreign_left = _FOREIGN_HOSTS

    def read(self, url: str, *, max_bytes: int = DOCUMENT_BYTES, etag: str = "", crawled: bool = True) -> Document:
        """Wait for the host's turn and fetch a document.

        Parameters
        ----------
        url : str
        max_bytes : int
        etag : str
        crawled : bool
            False for what a person named for machines to read (a feed, a list): robots.txt is about the rest.

        Raises
        ------
        Refused
            By robots.txt, or as `fetch_document`.
        NotFound, TooLarge, FetchFailed
            As `fetch_document`.
        """
        place = _place(url)
        pause = self._delay
        if crawled and self._obey:
            rules = self._rules_of(place)
            if isinstance(rules, MerchlensError):
                raise rules
            if rules is not None:
                if not rules.can_fetch(url, AGENT):
                    raise Refused(f"robots.txt of {place.partition('//')[2]} asks crawlers not to read {url}.", _HINT)
                pause = max(pause, _delay(rules))
        for left in range(_TRIES)[::-1]:
            try:
                with _turn(place, pause):
                    return self._fetched(url, place, max_bytes=max_bytes, etag=etag)
            except FetchFailed as error:
                wait = max(1.0, error.retry_after or 0.0)
                if not left or error.status not in (429, 503) or wait > _LONGEST_WAIT:
                    raise
                time.sleep(wait)
        raise AssertionError("the last try raises or returns")

    def _fetched(self, url: str, place: str, *, max_bytes: int, etag: str) -> Document:
        """One request, unless the host failed too often: it would hold up all the others."""
        if self._misses.get(place, 0) >= _MISSES:
            raise FetchFailed(f"{place.partition('//')[2]} failed {_MISSES} times in a row and is not asked again.",
                              "Try again later.")
        try:
            document = fetch_document(url, self.settings, max_bytes=max_bytes, etag=etag)
        except FetchFailed as error:
            is_hosts = error.status is None or error.status >= 500 or error.status == 429
            self._misses[place] = self._misses.get(place, 0) + 1 if is_hosts else 0
            raise
        self._misses[place] = 0
        return document

    def asks(self, url: str) -> tuple[bool, float]:
        """What robots.txt asks of who wants to read an address later.

        Returns
        -------
        allowed : bool
            True also where that cannot be known.
        pause : float
            Seconds between two requests to that host, 30 at most; 0 where it asks for none.
        """
        if not self._obey:
            return True, 0.0
        try:
            place = _place(url)
            if place not in self._rules:
                if not self._foreign_left:
                    return True, 0.0
                self._foreign_left -= 1
            rules = self._rules_of(place)
        except MerchlensError:
            return True, 0.0
        return (rules.can_fetch(url, AGENT), _delay(rules)) if isinstance(rules, Protego) else (True, 0.0)

    def sitemaps(self, url: str) -> list[str]:
        """Sitemaps that the host's robots.txt names; empty where it names none."""
        rules = self._rules_of(_place(url))
        return list(rules.sitemaps) if isinstance(rules, Protego) else []

    def _rules_of(self, place: str) -> Protego | MerchlensError | None:
        if place not in self._rules:
            self._rules[place] = self._asked(place)
        return self._rules[place]

    def _asked(self, place: str) -> Protego | MerchlensError | None:
        """The host's rules; None where it has none; an error where nothing may be read for now (RFC 9309, 2.3.1)."""
        try:
            with _turn(place, self._delay), fetch_document(f"{place}/robots.txt", self.settings,
                                                           max_bytes=_ROBOTS_BYTES).file as file:
                return Protego.parse(file.read().decode("utf-8", "replace"))
        except (NotFound, TooLarge):
            return None
        except FetchFailed as error:
            if error.no_such_server:
                return error
            if error.status is not None and error.status < 500 and error.status != 429:
                return None
            return FetchFailed(f"robots.txt could not be read: {error.message}", error.hint,
                               status=error.status, retry_after=error.retry_after)
        except Refused as error:
            return error


def turn(url: str, pause: float) -> AbstractContextManager[None]:
    """Wait for the turn of an address's host; nobody of this process asks it for `pause` seconds afterwards."""
    return _turn(_place(url), pause)


def free_in(url: str) -> float:
    """Seconds until the host of an address may be asked; not above 0 when it may."""
    return _host(_place(url)).free_at - time.monotonic()


def said_of_pause(url: str, pause: float) -> tuple[str, str]:
    """A sentence about a host that asks for pauses, and what to do where they take too long."""
    asked = f"{pause:g} s between two requests" if pause < _LONGEST_DELAY else \
        f"{pause:g} s or more between two requests ({pause:g} s are kept)"
    host = _place(url).partition("//")[2]
    return (f"robots.txt of {host} asks crawlers to wait {asked}, so its pictures come slowly.",
            "A feed or a list of addresses is not crawled, and needs no such pause.")


def _delay(rules: Protego) -> float:
    return max(0.0, min(rules.crawl_delay(AGENT) or 0.0, _LONGEST_DELAY))


def _place(url: str) -> str:
    checked = check_url(url)
    return f"{checked.scheme}://{checked.netloc.decode('ascii')}"


@lru_cache(maxsize=4096)
def _host(place: str) -> _Host:
    return _Host()


@contextmanager
def _turn(place: str, pause: float) -> Iterator[None]:
    host = _host(place)
    with host.lock:
        time.sleep(max(0.0, host.free_at - time.monotonic()))
        try:
            yield
        finally:
            host.free_at = time.monotonic() + pause
