"""Fetch a picture by its address, from the public internet only, within limits of time and bytes."""

from __future__ import annotations

import os
import re
import ssl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import certifi
import httpcore
import httpx

from core import __version__
from core.errors import FetchFailed, NotAPicture, NotFound, TooLarge
from core.settings import Settings
from core.sources.guard import GuardedBackend, Network, check_url

MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_URL = re.compile(r"\s*([a-z][a-z0-9+.-]+://|(data|blob|javascript|about|file|mailto):)", re.IGNORECASE)
_HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": f"Merchlens/{__version__}",
    "Accept": "image/avif,image/webp,image/png,image/jpeg,image/*;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "identity",
}
_IMAGE_HINT = "Use the address of the picture itself: in a browser, right-click it and copy the image address."
_SAVE_HINT = "Save the picture in a browser and add the file."


@dataclass(frozen=True)
class Fetched:
    """What an address gave.

    Attributes
    ----------
    data : bytes
        The body, unpacked.
    url : str
        The address after redirects.
    content_type : str
        As the server said it, in lower case and without parameters; it may lie.
    """

    data: bytes
    url: str
    content_type: str


def is_url(text: str) -> bool:
    """Whether a text is meant as an address rather than as a path; also true for schemes that `fetch` refuses."""
    return _URL.match(text) is not None


def fetch(url: str, settings: Settings) -> Fetched:
    """Fetch one address; safe to call from several threads.

    Parameters
    ----------
    url : str
        http or https, any port, leading to public addresses or to `settings.networks`.
    settings : Settings
        `max_bytes` caps the body (also the unpacked one), `fetch_seconds` caps all of it: name, connection,
        redirects and body.

    Returns
    -------
    Fetched

    Raises
    ------
    Refused
        The address, or one that it redirects to, must not be asked.
    NotFound
        The server has nothing there (404, 410).
    TooLarge
        More bytes than allowed.
    NotAPicture
        A web page or an SVG drawing, which the server itself says.
    FetchFailed
        The server cannot be reached, is slow, breaks off, redirects without end, or answers with an error.
    """
    deadline = time.monotonic() + settings.fetch_seconds
    pool = _pool(os.getpid(), settings.networks)
    here = check_url(url)
    for _ in range(MAX_REDIRECTS + 1):
        answer = _ask(pool, here, settings, deadline)
        if isinstance(answer, Fetched):
            return answer
        here = answer
    raise FetchFailed(f"{_server(here)} redirects more than {MAX_REDIRECTS} times.", _IMAGE_HINT)


@lru_cache(maxsize=4)
def _pool(process: int, networks: tuple[Network, ...]) -> httpcore.ConnectionPool:
    """Kept connections, for each process its own; environment variables such as proxies play no part."""
    return httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=GuardedBackend(networks),
                                   max_connections=64, max_keepalive_connections=16, keepalive_expiry=10.0)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """The system's certificate authorities; where it has none (some Pythons on macOS), those of certifi."""
    context = ssl.create_default_context()
    if not context.get_ca_certs():
        context.load_verify_locations(certifi.where())
    return context


def _ask(pool: httpcore.ConnectionPool, url: httpx.URL, settings: Settings, deadline: float) -> Fetched | httpx.URL:
    """One request: what came, or where to go on."""
    body = bytearray()
    try:
        with _answer(pool, url, deadline) as response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _REDIRECTS and "location" in headers:
                return _target(url, headers["location"])
            _check_status(url, response.status, headers)
            content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
            for part in _unpacked(response, headers, url, settings.max_bytes):
                if not body:
                    _check_content(part, content_type, url)
                body += part
    except httpcore.TimeoutException:
        raise FetchFailed(f"{_server(url)} took longer than {settings.fetch_seconds:g} s; "
                          f"{len(body):,} bytes came in that time.", "Try again later, or save the picture in a "
                          "browser and add the file.") from None
    except httpcore.ConnectError as error:
        raise _no_connection(url, error.args[0] if error.args else error) from None
    except (httpcore.NetworkError, httpcore.ProtocolError):
        raise FetchFailed(f"{_server(url)} broke off or answered against the rules of HTTP after {len(body):,} bytes "
                          "of the picture.", "Try again later, or save the picture in a browser and add the file."
                          ) from None
    return Fetched(bytes(body), str(url), content_type)


@contextmanager
def _answer(pool: httpcore.ConnectionPool, url: httpx.URL, deadline: float) -> Iterator[httpcore.Response]:
    address = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    limits = {"connect": deadline, "read": deadline, "write": deadline,  # points in time: see guard
              "pool": max(0.0, deadline - time.monotonic())}
    request = httpcore.Request("GET", address, headers={"Host": url.netloc, **_HEADERS}, extensions={"timeout": limits})
    try:
        response = pool.handle_request(request)
    except (httpcore.ReadError, httpcore.RemoteProtocolError):  # often a kept connection that the server had closed
        response = pool.handle_request(request)
    try:
        yield response
    finally:
        response.close()


def _target(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return check_url(str(url.join(location.encode("latin-1").decode("utf-8", "replace"))))
    except (httpx.InvalidURL, ValueError):
        raise FetchFailed(f"{_server(url)} redirects to something that is no address.", _IMAGE_HINT) from None


def _check_status(url: httpx.URL, status: int, headers: dict[str, str]) -> None:
    server = _server(url)
    if status in (200, 203):
        return
    if status in (404, 410):
        raise NotFound(f"{server} has nothing at this address ({status}).", "Check the address in a browser.")
    if status in (401, 402, 403, 407, 451):
        raise FetchFailed(f"{server} does not let this address be read ({status}).", _SAVE_HINT)
    if status == 429:
        seconds = headers.get("retry-after", "")
        wait = f"in {int(seconds):,} seconds" if seconds.isdigit() and len(seconds) < 7 else "in a few minutes"
        raise FetchFailed(f"{server} asks for fewer requests (429).", f"Try again {wait}.")
    if status >= 500:
        raise FetchFailed(f"{server} failed with an error of its own ({status}).", "Try again later.")
    raise FetchFailed(f"{server} answered with status {status} instead of a picture.", _IMAGE_HINT)


def _unpacked(response: httpcore.Response, headers: dict[str, str], url: httpx.URL, max_bytes: int) -> Iterator[bytes]:
    """Parts of the body, never more than `max_bytes` in all, whatever the headers say."""
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise _too_large(url, max_bytes, f"{int(length) / 1e6:,.1f} MB")
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"{_server(url)} packs its answer as {packing[:20]}, which was not asked for.", _SAVE_HINT)
    unpack = None if packing in ("identity", "") else zlib.decompressobj(wbits=47)  # 47: zlib or gzip, by its header
    size = 0
    for part in response.iter_stream():
        if unpack is not None:
            try:
                part = unpack.decompress(part, max_bytes - size + 1)
            except zlib.error:
                raise FetchFailed(f"{_server(url)} sent a {packing} answer that cannot be unpacked.", _SAVE_HINT
                                  ) from None
        size += len(part)
        if size > max_bytes:
            raise _too_large(url, max_bytes, f"more than {max_bytes / 1e6:g} MB")
        if part:
            yield part
    if unpack is not None and not unpack.eof and size:
        raise httpcore.RemoteProtocolError("the packed body is incomplete")


def _check_content(start: bytes, content_type: str, url: httpx.URL) -> None:
    """Name what is surely no picture; everything else is judged by its bytes when it is decoded."""
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return
    if content_type in ("text/html", "application/xhtml+xml"):
        raise NotAPicture(f"The address leads to a web page (HTML) of {_server(url)}, not to a picture.", _IMAGE_HINT)
    if content_type == "image/svg+xml":
        raise NotAPicture(f"The address leads to an SVG drawing of {_server(url)}, which is not read here.",
                          "Save it as JPEG, PNG or WebP first.")


def _no_connection(url: httpx.URL, cause: object) -> FetchFailed:
    server = _server(url)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchFailed(f"{server} could not prove who it is: {cause.verify_message}.",
                           "Check the address; if it is right, save the picture in a browser and add the file.")
    if isinstance(cause, ssl.SSLError):
        return FetchFailed(f"{server} does not speak https here.", "Check the address, or try it with http://.")
    if isinstance(cause, ConnectionRefusedError):
        return FetchFailed(f"No server answers at {server}.", "Check the address and its port.")
    return FetchFailed(f"{server} cannot be reached.", "Check the address and the network connection, then try again.")


def _too_large(url: httpx.URL, max_bytes: int, came: str) -> TooLarge:
    return TooLarge(f"The file on {_server(url)} has {came}; at most {max_bytes / 1e6:g} MB are read.",
                    "Use a smaller version of the picture.")


def _server(url: httpx.URL) -> str:
    return url.netloc.decode("ascii", "replace")
