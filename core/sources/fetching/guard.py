"""Which addresses may be requested, and connections to those only.

A name is resolved once, all its addresses are checked, and the connection goes to a checked address, so that a name
server that answers differently the second time (DNS rebinding) gains nothing. Time limits are points in time here:
what httpcore passes on as `timeout` is the moment (of `time.monotonic`) at which everything must be over, so that a
server that sends a byte now and then cannot hold a connection open.
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

# Beyond what `is_global` and `is_multicast` say: IANA special-purpose registries [1]_ and Azure's host service [2]_.
# .. [1] https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry
# .. [2] https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
_NOT_PUBLIC = tuple(map(ipaddress.ip_network, (
    "168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "240.0.0.0/4",
    "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "3fff::/20", "5f00::/16", "fec0::/10")))
WEB_PORTS = (80, 443)  # others may be mail servers, databases and the like, which a page could have us talk to
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")
_NUMBER = re.compile(r"\d+|0[xX][0-9a-fA-F]*")
_WHOLE_HINT = "Write the whole address, such as https://shop.example/shoe.jpg."


def check_url(text: str) -> httpx.URL:
    """Parse an address; refuse everything but plain http and https.

    Parameters
    ----------
    text : str
        As a person pasted it or a server redirects to it.

    Returns
    -------
    httpx.URL
        With a host in ASCII (`raw_host`); whether that leads to a public address is checked when connecting.

    Raises
    ------
    Refused
        A missing or other scheme, no host, a user name or password, an IP address in disguise, or unreadable.

    Examples
    --------
    >>> check_url(" https://shop.example/shoe.jpg ").host
    'shop.example'
    """
    scheme = _SCHEME.match(text)
    if scheme is None:
        raise Refused("The address does not begin with http:// or https://.", _WHOLE_HINT)
    if scheme[1].lower() not in ("http", "https"):
        raise Refused(f"Addresses that begin with {scheme[1].lower()[:20]}: cannot be fetched, only http and https.",
                      "Save the picture as a file and add the file.")
    try:
        url = httpx.URL(text.strip())
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError):
        raise Refused("The address cannot be read: it is too long or contains invalid characters.",
                      _WHOLE_HINT) from None
    if url.userinfo:
        raise Refused("The address contains a user name or password.", "Remove the part before the @.")
    if not host.strip("."):
        raise Refused("The address names no server.", _WHOLE_HINT)
    if url.port is not None and not 0 < url.port < 65536:
        raise Refused(f"The address has port {url.port}; ports go from 1 to 65535.", _WHOLE_HINT)
    if _is_disguised(host):
        raise Refused("The address has a number in place of the server's name.",
                      "Use the server's name, or its IP address in the usual form of four numbers.")
    return url


def is_allowed(address: Address, networks: Iterable[Network] = ()) -> bool:
    """Whether an address belongs to the public internet, or to a network that the site allows.

    Parameters
    ----------
    address : IPv4Address or IPv6Address
        IPv4 inside IPv6 (mapped, 6to4, Teredo, NAT64, ISATAP) counts as the IPv4 address that it leads to.
    networks : iterable of network
        Allowed although not public.

    Examples
    --------
    >>> [is_allowed(ipaddress.ip_address(text)) for text in ("93.184.216.34", "10.0.0.1", "::ffff:10.0.0.1")]
    [True, False, False]
    """
    return all(_is_public(inner) or _is_in(inner, networks) for inner in _targets(address))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only.

    Parameters
    ----------
    networks : iterable of network
        Allowed although not public; at any port.
    ports : iterable of int
        Allowed besides 80 and 443.
    """

    def __init__(self, networks: Iterable[Network], ports: Iterable[int] = ()) -> None:
        self._networks, self._ports = tuple(networks), {*WEB_PORTS, *ports}
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None,  # type: ignore[override]
                    **options: Any) -> httpcore.NetworkStream:
        """Resolve, check, connect; `timeout` is a point in time."""
        addresses = _resolve(host, port, timeout)
        if not all(is_allowed(address, self._networks) for address in addresses):
            raise Refused(f"{host} is not on the public internet.",
                          "Save the picture as a file and add the file. The operator of this site can allow a network "
                          "with MERCHLENS_ALLOW_NETWORKS.")
        is_own = all(_is_in(inner, self._networks) for address in addresses for inner in _targets(address))
        if port not in self._ports and not is_own:
            raise Refused(f"{host} is to be asked at port {port}; only ports {_listed(self._ports)} are asked.",
                          "Check the address. The operator of this site can allow a port with MERCHLENS_ALLOW_PORTS.")
        failure: Exception | None = None
        for number, address in enumerate(addresses):
            share = _remaining(timeout, httpcore.ConnectTimeout) / (len(addresses) - number)
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
        return self._stream.read(max_bytes, _remaining(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _remaining(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
                  timeout: float | None = None) -> httpcore.NetworkStream:
        left = _remaining(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _listed(ports: Iterable[int]) -> str:
    *first, last = map(str, sorted(ports))
    return f"{', '.join(first)} and {last}"


def _remaining(deadline: float | None, error: type[Exception]) -> float:
    assert deadline is not None, "each request sets its deadline"
    left = deadline - time.monotonic()
    if left <= 0:
        raise error("the deadline has passed")
    return left


def _resolve(host: str, port: int, deadline: float | None) -> list[Address]:
    """All addresses of a host. The system's resolver has no time-out, so it runs in a thread of its own."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in entries)))
        except Exception as error:  # carried over to the caller's thread
            answers.put(error)

    threading.Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=_remaining(deadline, httpcore.ConnectTimeout))
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name server did not answer") from None
    if isinstance(answer, socket.gaierror) and answer.errno in (socket.EAI_AGAIN, socket.EAI_FAIL):
        raise FetchFailed(f"The name servers gave no answer for {host}.",
                          "Check the network connection, then try again.") from answer
    if isinstance(answer, Exception) or not answer:
        raise FetchFailed(f"There is no server called {host}.",
                          "Check the spelling of the address and the network connection.", no_server=True)
    return [ipaddress.ip_address(address) for address in answer]


def _is_disguised(host: str) -> bool:
    """True for 2130706433, 0x7f.1, 0177.0.0.1, 127.1: forms that some programs read as an IP address."""
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
            and not _is_in(address, _NOT_PUBLIC))


def _is_in(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _targets(address: Address) -> tuple[Address, ...]:
    """The addresses that packets may reach: of IPv6, also the IPv4 inside it."""
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
