"""What servers answer: statuses, packed bodies and broken connections, each put into words."""

from __future__ import annotations

import math
import re
import ssl
import time
import zlib
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from core.errors import FetchFailed, MerchlensError, NotAPicture, NotFound, TooLarge
from core.nouns.failure import Failure

IMAGE_HINT = "Use the address of the picture itself: in a browser, right-click it and copy the image address."
_SAVE_HINT = "Save the picture in a browser and add the file."


def check_status(url: httpx.URL, status: int, headers: dict[str, str], what: str) -> None:
    """Raise what a status means for who wants a picture or a document; return for 200 and 203."""
    name = server(url)
    if status in (200, 203):
        return
    if status in (404, 410):
        raise NotFound(f"{name} has nothing at this address ({status}).", "Check the address in a browser.")
    if status in (401, 402, 403, 407, 451):
        raise FetchFailed(f"{name} does not let this address be read ({status}).", _SAVE_HINT, status=status)
    wait = _retry_after(headers.get("retry-after", ""))
    if status == 429:
        when = "in a few minutes" if wait is None else f"in {math.ceil(wait):,} seconds"
        raise FetchFailed(f"{name} asks for fewer requests (429).", f"Try again {when}.", status=429, retry_after=wait)
    if status >= 500:
        raise FetchFailed(f"{name} failed with an error of its own ({status}).", "Try again later.",
                          status=status, retry_after=wait if status == 503 else None)
    raise FetchFailed(f"{name} answered with status {status} instead of a {what}.", IMAGE_HINT, status=status)


def _retry_after(text: str) -> float | None:
    """Seconds, from a number of them or from a date; None for neither."""
    if re.fullmatch(r"[0-9]{1,6}", text.strip()):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def unpacked(response: httpcore.Response, headers: dict[str, str], url: httpx.URL, max_bytes: int) -> Iterator[bytes]:
    """Parts of the body, never more than `max_bytes` in all, whatever the headers say."""
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise _too_large(url, max_bytes, f"{int(length) / 1e6:,.1f} MB")
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"{server(url)} packs its answer as {packing[:20]}, which was not asked for.", _SAVE_HINT)
    unpack = None if packing in ("identity", "") else zlib.decompressobj(wbits=47)  # 47: zlib or gzip, by its header
    size = 0
    for part in response.iter_stream():
        if unpack is not None:
            try:
                part = unpack.decompress(part, max_bytes - size + 1)
            except zlib.error:
                raise FetchFailed(f"{server(url)} sent a {packing} answer that cannot be unpacked.", _SAVE_HINT
                                  ) from None
        size += len(part)
        if size > max_bytes:
            raise _too_large(url, max_bytes, f"more than {max_bytes / 1e6:g} MB")
        if part:
            yield part
    if unpack is not None and not unpack.eof and size:
        raise httpcore.RemoteProtocolError("the packed body is incomplete")


def check_content(start: bytes, content_type: str, url: httpx.URL) -> None:
    """Name what is surely no picture; everything else is judged by its bytes when it is decoded."""
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return
    if content_type in ("text/html", "application/xhtml+xml"):
        raise NotAPicture(f"The address leads to a web page (HTML) of {server(url)}, not to a picture.", IMAGE_HINT)
    if content_type == "image/svg+xml":
        raise NotAPicture(f"The address leads to an SVG drawing of {server(url)}, which is not read here.",
                          "Save it as JPEG, PNG or WebP first.")


def no_connection(url: httpx.URL, cause: object) -> FetchFailed:
    """Why the server could not be reached, in words."""
    name = server(url)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchFailed(f"{name} could not prove who it is: {cause.verify_message}.",
                           "Check the address; if it is right, save the picture in a browser and add the file.")
    if isinstance(cause, ssl.SSLError):
        return FetchFailed(f"{name} does not speak https here.", "Check the address, or try it with http://.")
    if isinstance(cause, ConnectionRefusedError):
        return FetchFailed(f"No server answers at {name}.", "Check the address and its port.")
    return FetchFailed(f"{name} cannot be reached.", "Check the address and the network connection, then try again.")


def _too_large(url: httpx.URL, max_bytes: int, came: str) -> TooLarge:
    return TooLarge(f"The file on {server(url)} has {came}; at most {max_bytes / 1e6:g} MB are read.",
                    "Use a smaller version of the picture.")


def server(url: httpx.URL) -> str:
    """Host and port as people read them."""
    return url.netloc.decode("ascii", "replace")


def failed(uri: str, error: MerchlensError) -> Failure:
    """An error as a value, so that the rest goes on."""
    return Failure(uri, type(error).__name__, error.message, error.hint)
