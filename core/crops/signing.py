"""Signed addresses: whoever has no signature of this site cannot make its workers render anything."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from urllib.parse import quote

from core.errors import Refused, SetupError
from core.site import Site

SECRET_BYTES = 32


def address(site: Site, options: str, picture_id: str) -> str:
    """The address of a crop below the server's root: `/img/<signature>/<options>/<picture>`.

    Parameters
    ----------
    site : Site
    options : str
        As `core.crops.options.write_options` gives them.
    picture_id : str
    """
    return f"/img/{signature(site, options, picture_id)}/{quote(options, safe='$,:=@')}/{picture_id}"


def signature(site: Site, options: str, picture_id: str) -> str:
    """HMAC-SHA256 (RFC 2104) of `<options>/<picture>` with the site's secret, in URL-safe base64 (RFC 4648, 5)."""
    mac = hmac.digest(site.part(_secret), f"{options}/{picture_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def check_signature(site: Site, given: str, options: str, picture_id: str) -> None:
    """Raises Refused where an address was not signed by this site."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), signature(site, options, picture_id).encode()):
        raise Refused("The signature of this address is not this site's: it was changed, or made with another secret.",
                      "Make the address anew on the page Crops, by `python -m core crop --addresses`, or through "
                      "POST /api/crops.")


def _secret(site: Site) -> bytes:
    """The site's secret, made at its first use; all processes of a data folder share it."""
    path = site.settings.data_dir / "crops" / "secret"
    try:
        if not path.exists():
            _make(path)
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as error:
        raise SetupError(f"The secret of signed addresses cannot be read or written: {error.strerror}.",
                         "Check the folder crops in the data folder.") from None
    except ValueError:
        secret = b""
    if len(secret) < SECRET_BYTES:
        raise SetupError("The secret of signed addresses is damaged.",
                         "Restore crops/secret of the data folder from a backup; without it, delete the file, and all "
                         "addresses have to be made anew.")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.urandom(4).hex()}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
    try:
        os.link(part, path)  # the first process wins
    except FileExistsError:
        pass
    finally:
        part.unlink()
