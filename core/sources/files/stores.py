"""Pictures of an object store such as S3: listed folder by folder, each written under its sha256."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import fsspec

from core.errors import FetchFailed, MerchlensError, Misuse, NotFound, PackageMissing, Refused, SetupError, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.sources.contract import Access
from core.sources.documents.document import Document
from core.sources.files.content_store import store_file
from core.sources.files.folder import LISTED, SUFFIX_HINT

# Protocol -> what to install. Others (file, http, sftp, smb, github, ...) would read this machine or its network.
PROTOCOLS = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs",
             "abfss": "adlfs", "oss": "ossfs", "memory": ""}
# Errors of boto by their names, since boto need not be installed -> what they mean, and what to do.
_NO_KEYS = ("NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError", "UnauthorizedSSOTokenError")
_NO_ANSWER = ("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError", "SSLError")
_SOURCE = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.IGNORECASE | re.DOTALL)


def is_store(source: str) -> bool:
    """Whether a source names a store: a protocol of `PROTOCOLS`.

    Examples
    --------
    >>> is_store("s3://bucket/folder"), is_store("https://bucket.example/folder")
    (True, False)
    """
    match = _SOURCE.fullmatch(source.strip())
    return match is not None and match[1].lower() in PROTOCOLS


def read_store(document: Document, access: Access) -> Iterator[Candidate | Failure]:
    """List and fetch the pictures of a store; the reader of this kind (`core.sources.contract`).

    Parameters
    ----------
    document : Document
        Only its `name` is read, such as s3://bucket/folder. Keys come from the environment, never from the address.
    access : Access
        `workdir` takes the pictures; `settings.max_bytes` caps each.

    Yields
    ------
    Candidate or Failure
        A picture that cannot be read is a failure.

    Raises
    ------
    Refused
        Another protocol, chained protocols, or an address with a key in it.
    PackageMissing
        The protocol's package is not installed.
    NotFound, FetchFailed
        The address holds no pictures, or the store does not answer.
    """
    source = document.name
    files, root = _open_store(source)
    protocol = source.strip().partition("://")[0].lower()
    is_empty = True
    try:
        for path, size in _list_files(files, root):
            is_hidden = any(part.startswith(".") for part in path.split("/"))
            if is_hidden or PurePosixPath(path).suffix.lower() not in LISTED:
                continue
            is_empty = False
            yield _fetch(files, path, size, (f"{protocol}://{path.lstrip('/')}", access))
    except MerchlensError:
        raise
    except Exception as error:  # every store has its own
        raise _store_error(source, error) from None
    if is_empty:
        raise NotFound(f"There are no pictures under {source}.", SUFFIX_HINT)


def _fetch(files: Any, path: str, size: int, target: tuple[str, Access]) -> Candidate | Failure:
    """One picture, written to the work folder; `target` is its uri and where it goes."""
    uri, access = target
    max_bytes = access.settings.max_bytes
    try:
        if size > max_bytes:
            raise TooLarge(f"The picture has {size / 1e6:,.1f} MB; Merchlens reads at most {max_bytes / 1e6:g} MB.",
                           "Use a smaller version of the picture.")
        with files.open(path, "rb") as file:
            local, _ = store_file(file, access.workdir, PurePosixPath(path).suffix.lower(), max_bytes)
        return Candidate(uri, path=str(local), origin="store")
    except SetupError:
        raise
    except Exception as error:  # every store has its own
        return Failure.of(uri, error if isinstance(error, MerchlensError) else _store_error(uri, error))


def _open_store(source: str) -> tuple[Any, str]:
    """The store's file system and the path in it."""
    match = _SOURCE.fullmatch(source.strip())
    protocol = match[1].lower() if match else ""
    if match is None or "::" in source or protocol not in PROTOCOLS:
        protocols = ", ".join(f"{name}://" for name in PROTOCOLS if name != "memory")
        raise Refused(f"The address of a store begins with {protocols}, not with {protocol[:20] or 'something else'}.",
                      "Give a folder by its path, and a web address as a page, feed or list.")
    if "@" in match[2].partition("/")[0]:
        raise Refused("The address of the store has a key or a name before the @.",
                      "Put keys into the store's usual environment variables.")
    if not match[2].strip("/") and protocol != "memory":
        raise Misuse("The address of the store names no bucket.", f"Write {protocol}://bucket/folder.")
    try:
        # A cached file system would keep the keys and the endpoint of an earlier audit.
        files = fsspec.filesystem(protocol, use_listings_cache=False, skip_instance_cache=True)
    except ImportError:
        package = PROTOCOLS[protocol]
        raise PackageMissing(f"Reading {protocol}:// needs the package {package}, which is not installed.",
                             f"Install it with: pip install {package}.") from None
    except Exception as error:  # every store has its own
        raise _store_error(source, error) from None
    return files, match[2]


def _list_files(files: Any, root: str) -> Iterator[tuple[str, int]]:
    """Paths and sizes of all files, folder by folder, in the order of their names."""
    if PurePosixPath(root).suffix.lower() in LISTED and files.isfile(root):
        yield root, int(files.info(root).get("size") or 0)
        return
    for folder, _, names in files.walk(root, detail=True, on_error="raise"):
        for name in sorted(names):
            yield str(names[name].get("name", f"{folder}/{name}")), int(names[name].get("size") or 0)


def _store_error(source: str, error: Exception) -> MerchlensError:
    """A store's error with a reason and a hint; its own text may contain keys, so only its class is named."""
    if isinstance(error, FileNotFoundError):
        return NotFound(f"The store has nothing at {source}.", "Check the bucket and the folder.")
    if isinstance(error, PermissionError):
        return Refused(f"The store denies access to {source}.",
                       "Check the keys in the store's environment variables.")
    name = type(error).__name__
    if name in _NO_KEYS:
        return Refused(f"This machine has no keys for the store of {source}.",
                       "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or FSSPEC_S3_ANON=true for a public bucket.")
    if name in _NO_ANSWER:
        return FetchFailed(f"The store of {source} does not answer.",
                           "Check the network and, for a store other than Amazon's, AWS_ENDPOINT_URL.")
    if isinstance(error, ValueError) and "endpoint" in str(error).lower():
        return Misuse("AWS_ENDPOINT_URL is not an address.",
                      "Write it as https://HOST or https://HOST:PORT.")
    return FetchFailed(f"The store did not deliver {source} ({name}).",
                       "Check the address and the keys in the store's environment variables, then try again.")
