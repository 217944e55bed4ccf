"""Pictures of an object store such as S3: listed folder by folder, each written into the job's folder by its sha256."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec

from core.errors import FetchFailed, MerchlensError, Misuse, NotFound, PackageMissing, Refused, SetupError, TooLarge
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import Settings
from core.sources.fetching.http_errors import failed
from core.sources.files.archive import keep
from core.sources.files.folder import SUFFIXES

# Protocol -> what to install. Others (file, http, sftp, smb, github, ...) would read this machine or its network.
PROTOCOLS = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs",
             "abfss": "adlfs", "oss": "ossfs", "memory": ""}
# Errors of boto by their names, since boto need not be installed -> what they mean, and what to do.
_NO_KEYS = ("NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError", "UnauthorizedSSOTokenError")
_NO_ANSWER = ("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError", "SSLError")
_SOURCE = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.IGNORECASE | re.DOTALL)


def is_store(source: str) -> bool:
    """Whether a source names a store: a protocol of `PROTOCOLS`."""
    found = _SOURCE.fullmatch(source.strip())
    return found is not None and found[1].lower() in PROTOCOLS


def pictures_of_store(source: str, workdir: Path, settings: Settings) -> Iterator[Candidate | Failure]:
    """List and fetch the pictures under an address of a store; keys come from the environment, never from the address.

    Parameters
    ----------
    source : str
        Such as s3://bucket/folder.
    workdir : Path
        Where the pictures go.
    settings : Settings
        `max_bytes` caps each picture.

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
        Nothing there, or the store does not answer.
    """
    files, root = _opened(source)
    protocol = source.strip().partition("://")[0].lower()
    found = 0
    try:
        for path, size in _listed(files, root):
            is_hidden = any(part.startswith(".") for part in path.split("/"))
            if is_hidden or PurePosixPath(path).suffix.lower() not in SUFFIXES:
                continue
            found += 1
            yield _kept(files, path, size, (f"{protocol}://{path.lstrip('/')}", workdir, settings.max_bytes))
    except MerchlensError:
        raise
    except Exception as error:  # every store has its own
        raise _trouble(source, error) from None
    if not found:
        raise NotFound(f"There is no picture under {source}.", f"Pictures end in {', '.join(sorted(SUFFIXES))}.")


def _kept(files: Any, path: str, size: int, place: tuple[str, Path, int]) -> Candidate | Failure:
    """One picture, fetched."""
    uri, workdir, max_bytes = place
    try:
        if size > max_bytes:
            raise TooLarge(f"The picture has {size / 1e6:,.1f} MB; at most {max_bytes / 1e6:g} MB are read.",
                           "Use a smaller version of the picture.")
        with files.open(path, "rb") as file:
            kept, _ = keep(file, workdir, PurePosixPath(path).suffix.lower(), max_bytes)
        return Candidate(uri, path=str(kept), origin="store")
    except SetupError:
        raise
    except Exception as error:  # every store has its own
        return failed(uri, error if isinstance(error, MerchlensError) else _trouble(uri, error))


def _opened(source: str) -> tuple[Any, str]:
    """The store's file system and the path in it."""
    parsed = _SOURCE.fullmatch(source.strip())
    protocol = parsed[1].lower() if parsed else ""
    if parsed is None or "::" in source or protocol not in PROTOCOLS:
        raise Refused(f"Stores are read by {', '.join(f'{name}://' for name in PROTOCOLS if name != 'memory')}; "
                      f"{protocol[:20] or 'this'} is none of them.",
                      "Give a folder by its path, and web addresses as pages, feeds or lists.")
    if "@" in parsed[2].partition("/")[0]:
        raise Refused("The address of the store carries a key or a name before the @.",
                      "Put keys into the store's usual environment variables.")
    if not parsed[2].strip("/") and protocol != "memory":
        raise Misuse("The address of the store names no bucket.", f"Write {protocol}://bucket/folder.")
    try:
        # A kept file system would go on with the keys and the endpoint of before.
        files = fsspec.filesystem(protocol, use_listings_cache=False, skip_instance_cache=True)
    except ImportError:
        package = PROTOCOLS[protocol]
        raise PackageMissing(f"Reading {protocol}:// needs the package {package}, which is not installed.",
                             f"Install it with: pip install {package}.") from None
    except Exception as error:  # every store has its own
        raise _trouble(source, error) from None
    return files, parsed[2]


def _listed(files: Any, root: str) -> Iterator[tuple[str, int]]:
    """Paths and sizes of all files, folder by folder, in the order of their names."""
    if PurePosixPath(root).suffix.lower() in SUFFIXES and files.isfile(root):
        yield root, int(files.info(root).get("size") or 0)
        return
    for folder, _, names in files.walk(root, detail=True, on_error="raise"):
        for name in sorted(names):
            yield str(names[name].get("name", f"{folder}/{name}")), int(names[name].get("size") or 0)


def _trouble(source: str, error: Exception) -> MerchlensError:
    """A store's error in words; its own text may hold keys, so only its kind is told."""
    if isinstance(error, FileNotFoundError):
        return NotFound(f"There is nothing at {source}.", "Check the bucket and the folder.")
    if isinstance(error, PermissionError):
        return Refused(f"The store does not let {source} be read.",
                       "Check the keys in the store's environment variables.")
    name = type(error).__name__
    if name in _NO_KEYS:
        return Refused(f"This machine has no keys for the store of {source}.",
                       "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or FSSPEC_S3_ANON=true for a public bucket.")
    if name in _NO_ANSWER:
        return FetchFailed(f"The store of {source} does not answer.",
                           "Check the network and, of a store that is not Amazon's, AWS_ENDPOINT_URL.")
    if isinstance(error, ValueError) and "endpoint" in str(error).lower():
        return Misuse("The address of the store's server (AWS_ENDPOINT_URL) cannot be read.",
                      "Write it as https://HOST or https://HOST:PORT.")
    return FetchFailed(f"The store did not deliver {source} ({name}).",
                       "Check the address and the keys in the store's environment variables, then try again.")
