"""Headers that tell browsers to be careful: what a page may load, no guessing of types, no frames of other sites."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,260}")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@lru_cache(maxsize=64)
def content_policy(page: str, host: str = "") -> str:
    """A Content-Security-Policy: everything comes from this server; of scripts in the page itself only its own run.

    Parameters
    ----------
    page : str
        HTML of Streamlit's page; its inline scripts are allowed by their hashes (CSP level 2).
    host : str
        Of the request: in older browsers 'self' does not mean the WebSockets of the same host.

    Examples
    --------
    >>> policy = content_policy("<script>run()</script>", "localhost:8501")
    >>> "script-src 'self' 'sha256-" in policy, "ws://localhost:8501" in policy
    (True, True)
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in _SCRIPT.findall(page))
    scripts = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in hashes)])
    return "; ".join((
        "default-src 'self'", f"script-src {scripts}",
        "style-src 'self' 'unsafe-inline'",  # Streamlit and Plotly make styles as they draw
        "img-src 'self' data: blob:", "font-src 'self' data:", "media-src 'self' data: blob:",
        f"connect-src 'self' data: blob:{sockets}", "worker-src 'self' blob:", "object-src 'none'", "base-uri 'self'",
        "form-action 'self'", "frame-ancestors 'self'"))


# OWASP HTTP Headers Cheat Sheet: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
HEADERS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "same-origin"}
PAGE = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")


class SafeHeaders:
    """Middleware for the whole server: adds `HEADERS` and the policy to every response without its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its response."""
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                host = Headers(scope=scope).get("host", "")
                for name, value in {**HEADERS, "Content-Security-Policy": content_policy(PAGE, host)}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
