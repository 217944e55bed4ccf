"""What servers answer in place of a picture or document, as errors with a reason and a hint.

Statuses follow RFC 9110; Retry-After is its section 10.2.3.
"""

from __future__ import annotations

import re
import ssl
import time
import zlib
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from core.errors import FetchFailed, NotAPicture, NotFound, TooLarge
from core.words.progress import duration

IMAGE_HINT = "Use the address of the picture itself: in a browser, right-click it and copy the image address."
_SAVE_HINT = "Save the picture in a browser and add the file."


def check_status(url: httpx.URL, status: int, headers: dict[str, str], what: str) -> None:
    """Raise the error that a status means; return for 200 and 203.

    Parameters
    ----------
    url : httpx.URL
        The address that was requested.
    status : int
        Of the response.
    headers : dict of str to str
        Of the response, names in lower case; `retry-after` is read.
    what : str
        What was expected, "picture" or "document".

    Raises
    ------
    NotFound
        404 and 410.
    FetchFailed
        Everything else, with the status and, for 429 and 503, the seconds after which to try again.
    """
    host = host_of(url)
    if status in (200, 203):
        return
    if status in (404, 410):
        raise NotFound(f"{host} has nothing at this address ({status}).", "Check the address in a browser.")
    if status in (401, 402, 403, 407, 451):
        raise FetchFailed(f"{host} denies access to this address ({status}).", _SAVE_HINT, status=status)
    wait = retry_after(headers.get("retry-after", ""))
    if status == 429:
        when = "in a few minutes" if wait is None else f"in {duration(wait)}"
        raise FetchFailed(f"{host} asks for fewer requests (429).", f"Try again {when}.", status=429, retry_after=wait)
    if status >= 500:
        wait = wait if status == 503 else None
        raise FetchFailed(f"{host} reports an internal error ({status}).",
                          "Try again later." if wait is None else f"Try again in {duration(wait)}.",
                          status=status, retry_after=wait)
    raise FetchFailed(f"{host} answered with status {status} instead of a {what}.", IMAGE_HINT, status=status)


def retry_after(text: str) -> float | None:
    """Seconds from a Retry-After header: a number of them, or a date; None for anything else.

    Examples
    --------
    >>> retry_after("17"), retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), retry_after("soon")
    (17.0, 0.0, None)
    """
    if re.fullmatch(r"[0-9]{1,6}", text.strip()):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def decompress(response: httpcore.Response, headers: dict[str, str], url: httpx.URL,
               max_bytes: int) -> Iterator[bytes]:
    """Read a body piece by piece, unpacked, never more than `max_bytes` in all, whatever the headers promise.

    Parameters
    ----------
    response : httpcore.Response
        Its stream is consumed.
    headers : dict of str to str
        Names in lower case.
    url : httpx.URL
        For messages.
    max_bytes : int
        Of the unpacked body.

    Yields
    ------
    bytes

    Raises
    ------
    TooLarge
        The server declares or sends more.
    FetchFailed
        Another encoding than gzip or deflate, or data that is not what its header says.
    httpcore.RemoteProtocolError
        The compressed body ends early.
    """
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > max_bytes:
        raise _too_large(url, max_bytes, f"{int(length) / 1e6:,.1f} MB")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"{host_of(url)} sent its answer in the encoding {encoding[:20]}, which Merchlens did not "
                          "ask for.", _SAVE_HINT, status=200)
    inflate = None if encoding in ("identity", "") else zlib.decompressobj(wbits=47)  # 47: zlib or gzip, by its header
    size = 0
    for part in response.iter_stream():
        if inflate is not None:
            try:
                part = inflate.decompress(part, max_bytes - size + 1)
            except zlib.error:
                raise FetchFailed(f"{host_of(url)} sent a damaged {encoding} answer.", _SAVE_HINT, final=True) from None
        size += len(part)
        if size > max_bytes:
            raise _too_large(url, max_bytes, f"more than {max_bytes / 1e6:g} MB")
        if part:
            yield part
    if inflate is not None and not inflate.eof and size:
        raise httpcore.RemoteProtocolError("the compressed body is incomplete")


def refuse_markup(start: bytes, content_type: str, url: httpx.URL) -> None:
    """Refuse what surely is not a picture; everything else is decided by its bytes when it is decoded.

    Parameters
    ----------
    start : bytes
        The first bytes of the body.
    content_type : str
        In lower case, without parameters.
    url : httpx.URL
        For the message.

    Raises
    ------
    NotAPicture
        A web page or an SVG drawing, by the server's word and by its first byte.
    """
    if not start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return
    if content_type in ("text/html", "application/xhtml+xml"):
        raise NotAPicture(f"The address leads to a web page (HTML) of {host_of(url)}, not to a picture.", IMAGE_HINT)
    if content_type == "image/svg+xml":
        raise NotAPicture(f"The address leads to an SVG drawing of {host_of(url)}; Merchlens reads photos only.",
                          "Save it as JPEG, PNG or WebP first.")


def connection_error(url: httpx.URL, cause: object) -> FetchFailed:
    """The error that a failed connection means.

    Parameters
    ----------
    url : httpx.URL
        The address that was requested.
    cause : object
        What the network layer raised.
    """
    host = host_of(url)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchFailed(f"{host} could not prove its identity: {cause.verify_message}.",
                           "Check the address; if it is right, save the picture in a browser and add the file.",
                           final=True)
    if isinstance(cause, ssl.SSLError):
        return FetchFailed(f"{host} does not speak https on this port.",
                           "Check the address, or try it with http://.", final=True)
    if isinstance(cause, ConnectionRefusedError):
        return FetchFailed(f"No server answers at {host}.", "Check the address and its port.", no_server=True)
    return FetchFailed(f"{host} cannot be reached.", "Check the address and the network connection, then try again.")


def host_of(url: httpx.URL) -> str:
    """Host and port as people read them.

    Examples
    --------
    >>> host_of(httpx.URL("https://shop.example:8443/shoe.jpg"))
    'shop.example:8443'
    """
    return url.netloc.decode("ascii", "replace")


def _too_large(url: httpx.URL, max_bytes: int, size: str) -> TooLarge:
    return TooLarge(f"The file on {host_of(url)} has {size}; Merchlens reads at most {max_bytes / 1e6:g} MB.",
                    "Use a smaller version of the picture.")
