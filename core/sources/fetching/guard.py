"""Which addresses may be asked, and connections to no others.

A name is resolved once, all its addresses are checked, and the connection goes to a checked address, so that a
name server that answers differently the second time gains nothing. Time limits are points in time here: what
httpcore passes on as `timeout` is the moment (of `time.monotonic`) at which everything must be over, so that a
server which sends a byte now and then holds nobody.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from core.errors import FetchFailed, Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Beyond what `is_global` and `is_multicast` say (IANA special-purpose registries; Azure's host service).
_CLOSED = tuple(map(ipaddress.ip_network, (
    "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "240.0.0.0/4",
    "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "3fff::/20", "5f00::/16", "fec0::/10")))
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_NUMBER = re.compile(r"\d+|0[xX][0-9a-fA-F]*")
_WHOLE_HINT = "Write the whole address, such as https://shop.example/shoe.jpg."


def check_url(text: str) -> httpx.URL:
    """Read an address and refuse what is not plain http or https.

    Parameters
    ----------
    text : str
        As a person pasted it or a server's redirect gave it.

    Returns
    -------
    httpx.URL
        With a host in ASCII (`raw_host`); whether that leads to a public address is checked when connecting.

    Raises
    ------
    Refused
        No or another scheme, no host, a user name or password, an IP address in disguise, or unreadable.
    """
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise Refused("The address does not begin with http:// or https://.", _WHOLE_HINT)
    if scheme[1].lower() not in ("http", "https"):
        raise Refused(f"Addresses that begin with {scheme[1].lower()[:20]}: are not fetched, only http and https.",
                      "Save the picture as a file and add the file.")
    try:
        url = httpx.URL(text.strip())
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        raise Refused("The address cannot be read: it is too long or has characters that do not belong there.",
                      _WHOLE_HINT) from None
    if url.userinfo:
        raise Refused("The address carries a user name or password.", "Remove the part before the @.")
    if not host.strip("."):
        raise Refused("The address names no server.", _WHOLE_HINT)
    if url.port is not None and not 0 < url.port < 65536:
        raise Refused(f"The address names port {url.port}, but ports go from 1 to 65535.", _WHOLE_HINT)
    if _is_disguised(host):
        raise Refused("The address writes a number where the name of a server belongs.",
                      "Use the server's name, or its IP address in the usual form of four numbers.")
    return url


def may_ask(address: Address, networks: Iterable[Network] = ()) -> bool:
    """Whether an address belongs to the public internet, or to a network that the site allows.

    IPv4 inside IPv6 (mapped, 6to4, Teredo, NAT64, ISATAP) is judged as the IPv4 that it leads to.
    """
    return all(_is_public(inner) or any(inner in network for network in networks if network.version == inner.version)
               for inner in _unwrapped(address))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only.

    Parameters
    ----------
    networks : iterable of network
        Allowed although not public.
    """

    def __init__(self, networks: Iterable[Network]) -> None:
        self._networks = tuple(networks)
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None,  # type: ignore[override]
                    **options: Any) -> httpcore.NetworkStream:
        """Resolve, check, connect; `timeout` is a point in time."""
        addresses = _resolved(host, port, timeout)
        if not all(may_ask(address, self._networks) for address in addresses):
            raise Refused(f"{host} is or leads to an address that is not on the public internet.",
                          "Save the picture as a file and add the file; the site's operator can allow a network "
                          "with MERCHLENS_ALLOW_NETWORKS.")
        failure: Exception | None = None
        for tried, address in enumerate(addresses):
            share = _left(timeout, httpcore.ConnectTimeout) / (len(addresses) - tried)
            try:
                return _Stream(self._sockets.connect_tcp(str(address), port, share, **options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
                  timeout: float | None = None) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float | None, error: type[Exception]) -> float:
    assert deadline is not None, "each request sets its deadline"
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("the deadline has passed")
    return left


def _resolved(host: str, port: int, deadline: float | None) -> list[Address]:
    """All addresses of a host. The system's resolver knows no time-out, so it works in a thread of its own."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except Exception as error:  # carried over to the caller's thread
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=_left(deadline, httpcore.ConnectTimeout))
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name server did not answer") from None
    if isinstance(answer, socket.gaierror) and answer.errno in (socket.EAI_AGAIN, socket.EAI_FAIL):
        raise FetchFailed(f"No name server could say where {host} is.",
                          "Check the network connection, then try again.") from answer
    if isinstance(answer, Exception) or not answer:
        raise FetchFailed(f"There is no server called {host}.",
                          "Check the spelling of the address and the network connection.", no_such_server=True)
    return [ipaddress.ip_address(address) for address in answer]


def _is_disguised(host: str) -> bool:
    """True for 2130706433, 0x7f.1, 0177.0.0.1, 127.1: what some programs read as an IP address."""
    bare = host.rstrip(".")
    if ":" in bare or not _NUMBER.fullmatch(bare.rsplit(".", 1)[-1]):
        return False
    try:
        ipaddress.IPv4Address(bare)
    except ValueError:
        return True
    return False


def _is_public(address: Address) -> bool:
    return (address.is_global and not address.is_multicast and not address.is_reserved
            and not any(address in network for network in _CLOSED if network.version == address.version))


def _unwrapped(address: Address) -> tuple[Address, ...]:
    """The IPv4 addresses that an IPv6 address may lead to, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    if (int(address) >> 32) & 0xFDFFFFFF == 0x5EFE:  # ISATAP: the IPv4 of a tunnel's end in the last half
        return (address, ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return (address,)
