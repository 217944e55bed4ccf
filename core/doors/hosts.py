"""Who may reach this server: the host names that it answers to, and whether a visitor sits at this machine.

A web page of a stranger can point a name of its own at 127.0.0.1 and then talk to the dashboard as if it were its own
site (DNS rebinding). The Host header still carries the stranger's name, so a server answers only to names that it
knows.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.settings import Settings

# What proxies, load balancers and content networks add to a request: RFC 7239, RFC 9110 (Via), and their own manuals.
FORWARDED = frozenset((
    "forwarded", "forwarded-for", "via", "x-forwarded", "x-real-ip", "x-client-ip", "x-cluster-client-ip",
    "x-remote-ip", "x-remote-addr", "x-original-forwarded-for", "x-original-host", "x-envoy-external-address",
    "x-proxyuser-ip", "client-ip", "true-client-ip", "cf-connecting-ip", "cf-ray", "fastly-client-ip",
    "fly-client-ip", "cdn-loop", "x-azure-clientip", "x-appengine-user-ip", "x-amzn-trace-id", "x-nginx-proxy",
    "remote-user"))
FORWARDED_PREFIX = "x-forwarded-"
ANY = ("", "0.0.0.0", "::")  # addresses that stand for every network card
REFUSED = 1008  # WebSocket close code: policy violation (RFC 6455, 7.4.1)


def is_loopback(address: str | None) -> bool:
    """Whether only programs on this machine reach what listens at an address; None listens everywhere.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback(None)
    (True, True, False, False)
    """
    name = (address or "").strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def is_local(settings: Settings, address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this machine: only then may it name files and folders of the server.

    Parameters
    ----------
    settings : Settings
        `public` turns it off: a proxy on this machine makes everybody look local.
    address : str or None
        Where the server listens.
    headers : mapping of str to str
        Of the request; a header that proxies add turns it off too, as does a Host that is no name of this machine.
    """
    names = {name.lower(): value for name, value in headers.items()}
    forwarded = any(name in FORWARDED or name.startswith(FORWARDED_PREFIX) for name in names)
    is_here = "host" not in names or is_loopback(_name(names["host"]))
    return is_loopback(address) and is_here and not settings.public and not forwarded


def is_same_site(headers: Mapping[str, str], allowed: tuple[str, ...] = ()) -> bool:
    """Whether a request comes from a page of this server, of a name that the operator allows, or from no page at all.

    Parameters
    ----------
    headers : mapping of str to str
        Of the request, names in lower case. Browsers send an Origin with WebSockets and with what changes something.
    allowed : tuple of str
        As for `known_host`: behind a proxy that rewrites Host, pages still have the name that visitors type.

    Examples
    --------
    >>> is_same_site({"host": "localhost:8501"}), is_same_site({"host": "localhost:8501", "origin": "null"})
    (True, False)
    >>> is_same_site({"host": "localhost:8501", "origin": "http://localhost:3000"})
    False
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        netloc = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return bool(netloc) and (netloc == headers.get("host", "").lower() or _is_allowed(_name(netloc), allowed))


def known_host(host: str, address: str | None, allowed: tuple[str, ...]) -> bool:
    """Whether the server answers under the name that a Host header gives.

    Names of this machine, the address that the server listens at and those that the operator allows. An IP address
    cannot be rebound, so a server that listens everywhere answers to any.

    Parameters
    ----------
    host : str
        Such as "127.0.0.1:8501".
    address : str or None
        Where the server listens; None means everywhere.
    allowed : tuple of str
        Names from the settings; "*" allows all, "*.example.com" every name below it.

    Examples
    --------
    >>> known_host("localhost:8501", "127.0.0.1", ())
    True
    >>> known_host("evil.example", "127.0.0.1", ()), known_host("a.shop.example", "127.0.0.1", ("*.shop.example",))
    (False, True)
    """
    name = _name(host)
    if not name:
        return False
    if is_loopback(name) or name == (address or "").strip("[]").lower() != "":
        return True
    if _is_allowed(name, allowed):
        return True
    return (address or "").strip("[]") in ANY and (_is_ip(name) or name in _own_names())


class HostCheck:
    """Middleware for the whole server: pages, WebSockets and API are refused under a foreign Host.

    A WebSocket is also refused to pages of other sites, another port of this machine included.
    """

    def __init__(self, app: ASGIApp, address: str | None, allowed: tuple[str, ...]) -> None:
        self._app, self._address, self._allowed = app, address, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host, is_page = headers.get("host", ""), scope["type"] == "http"
        is_known = known_host(host, self._address, self._allowed)
        if is_known and (is_page or is_same_site(headers, self._allowed)):
            await self._app(scope, receive, send)
        elif not is_page:
            await send({"type": "websocket.close", "code": REFUSED, "reason": "unknown host or origin"})
        else:
            response = JSONResponse({
                "error": "Refused", "message": f"This server does not answer under the name {host[:100]!r}.",
                "hint": "The operator adds the name to MERCHLENS_ALLOWED_HOSTS."}, 403)
            await response(scope, receive, send)


def _name(netloc: str) -> str:
    """The host name in "name:port", in lower case; "" where there is none."""
    try:
        return (urlsplit(f"//{netloc}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_allowed(name: str, allowed: tuple[str, ...]) -> bool:
    return any(pattern in ("*", name) or (pattern.startswith("*.") and name.endswith(pattern[1:]))
               for pattern in allowed)


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _own_names() -> set[str]:
    name = socket.gethostname().lower()
    return {name, name.partition(".")[0]}
