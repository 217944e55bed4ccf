"""The browser on this machine: where it is, whether it may be used, and how it starts without a network of its own."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from core.errors import PackageMissing, SetupError
from core.settings import Settings

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DEFAULT = "Leave rendering off to read pages without a browser."
# All requests are answered by `gate`. These switches close what could leave the browser without being asked about:
# names resolve to nothing, the proxy is a port where nobody listens, also for this machine's own addresses, and WebRTC
# and QUIC, which go around proxies, are off.
_NO_NETWORK = ("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-bypass-list=<-loopback>", "--disable-quic",
               "--webrtc-ip-handling-policy=disable_non_proxied_udp",
               "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--no-pings", "--dns-prefetch-disable")
_LESS = ("--block-new-web-contents", "--deny-permission-prompts", "--disable-3d-apis", "--disable-gpu",
         "--disable-dev-shm-usage", "--disable-file-system", "--disable-notifications", "--disable-remote-fonts",
         "--disable-speech-api", "--disable-site-isolation-trials", "--mute-audio", "--renderer-process-limit=1",
         "--js-flags=--max-old-space-size=512")


def executable(settings: Settings) -> Path:
    """Where the browser is.

    Parameters
    ----------
    settings : Settings
        `browser` names it; otherwise it is looked for on PATH.

    Raises
    ------
    PackageMissing
        Playwright, which drives it, is not installed.
    SetupError
        There is no browser, or it must not be used: as root it runs without its sandbox, which a public server refuses.
    """
    if find_spec("playwright") is None:
        raise PackageMissing("Rendering pages needs the package playwright, which is not installed.",
                             f"pip install -r requirements-render.txt. {_DEFAULT}")
    path = shutil.which(settings.browser) if settings.browser else next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        where = f"at {settings.browser}" if settings.browser else "on this machine"
        raise SetupError(f"Rendering pages needs a Chromium, and there is none {where}.",
                         "Install one (apt-get install chromium), or set MERCHLENS_BROWSER to its path. " + _DEFAULT)
    if settings.public and not has_sandbox():
        raise SetupError("A public server that runs as root renders no pages: a browser has no sandbox as root.",
                         f"Run the server as another user. {_DEFAULT}")
    return Path(path)


def is_available(settings: Settings) -> bool:
    """Whether pages can be rendered here."""
    try:
        executable(settings)
    except SetupError:
        return False
    return True


def has_sandbox() -> bool:
    """Whether the browser confines its pages; it cannot as root."""
    return not hasattr(os, "geteuid") or os.geteuid() != 0


def switches(dead_port: int) -> list[str]:
    """The command line of a browser that has no network.

    Parameters
    ----------
    dead_port : int
        Of this machine; whoever calls holds it, so that nobody can listen there.
    """
    return [*_NO_NETWORK, f"--proxy-server=http://127.0.0.1:{dead_port}", *_LESS]
