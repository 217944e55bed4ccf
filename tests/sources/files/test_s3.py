"""A store that speaks S3, on loopback: moto's server in a process of its own, read with s3fs as users read theirs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fsspec import config

from core import audits
from core.errors import FetchFailed, MerchlensError, Misuse, NotFound, Refused
from core.nouns.failure import Failure
from core.nouns.product import Candidate
from core.settings import read_settings
from core.sources.listing import SourceOptions, candidates
from tests.sources.internet import JPEG, LIMIT, site

boto3 = pytest.importorskip("boto3", reason="needs requirements-dev.txt (moto and s3fs)")
pytest.importorskip("s3fs", reason="needs requirements-dev.txt (moto and s3fs)")
pytest.importorskip("moto", reason="needs requirements-dev.txt (moto and s3fs)")
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
PICTURES = ("bags/1.png", "hats/2.webp", "shoes/3.jpg", "shoes/red/4.JPG")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a store with the bucket "shop"."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
                               env=os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": "1000000"},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None and time.monotonic() < end, "moto's server did not start"
            time.sleep(0.05)
        fill(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def fill(url: str) -> None:
    """Put pictures under three prefixes, and what is none."""
    client = boto3.client("s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="key",
                          aws_secret_access_key="secret")
    client.create_bucket(Bucket="shop")
    for name in (*PICTURES, "hats/notes.txt", ".hidden/5.jpg"):
        client.put_object(Bucket="shop", Key=name, Body=JPEG + name.encode())
    client.put_object(Bucket="shop", Key="large/6.jpg", Body=bytes(LIMIT + 1))


@pytest.fixture
def store(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The same with its address and keys in the environment, as a user sets them; it asks for no right keys."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": server, "AWS_CONFIG_FILE": os.devnull,
                        "AWS_SHARED_CREDENTIALS_FILE": os.devnull}.items():
        monkeypatch.setenv(name, value)
    yield server
    httpx.post(f"{server}/moto-api/reset-auth", content=b"1000000")


def listing(source: str, folder: Path, *, local: bool = True) -> list[Candidate | Failure]:
    return list(candidates(source, "auto", SourceOptions(workdir=folder, local=local), site()))


def test_pictures_under_three_prefixes_are_listed_and_fetched(store: str, tmp_path: Path) -> None:
    items = listing("s3://shop", tmp_path)
    pictures = [item for item in items if isinstance(item, Candidate)]
    assert [item.uri for item in pictures] == [f"s3://shop/{name}" for name in PICTURES]
    assert [Path(item.path).read_bytes() for item in pictures] == [JPEG + name.encode() for name in PICTURES]
    assert [(item.uri, item.error) for item in items if isinstance(item, Failure)] == [
        ("s3://shop/large/6.jpg", "TooLarge")]


@pytest.mark.parametrize(("source", "names"), [
    ("s3://shop/shoes", PICTURES[2:]), ("s3a://shop/shoes/red/", PICTURES[3:]), ("s3://shop/bags/1.png", PICTURES[:1])])
def test_a_prefix_and_one_picture(store: str, tmp_path: Path, source: str, names: tuple[str, ...]) -> None:
    protocol = source.partition(":")[0]
    assert [item.uri for item in listing(source, tmp_path)] == [f"{protocol}://shop/{name}" for name in names]


def trouble(source: str, folder: Path) -> MerchlensError:
    with pytest.raises(MerchlensError) as caught:
        listing(source, folder)
    assert caught.value.hint.endswith(".") and "secret" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("source", ["s3://no-such-bucket/x", "s3://shop/none", "s3://shop/hats/notes.txt"])
def test_no_such_bucket_or_nothing_in_it(store: str, tmp_path: Path, source: str) -> None:
    assert isinstance(error := trouble(source, tmp_path), NotFound) and source in error.message


def test_keys_that_may_not_read_and_none_at_all(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    httpx.post(f"{store}/moto-api/reset-auth", content=b"0")  # from now on keys are checked
    error = trouble("s3://shop", tmp_path)
    assert isinstance(error, Refused) and "denies access to s3://shop" in error.message
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    error = trouble("s3://shop", tmp_path)
    assert isinstance(error, Refused) and "no keys" in error.message and "AWS_ACCESS_KEY_ID" in error.hint


def test_a_public_bucket_needs_no_keys_when_the_environment_says_so(
        store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setitem(config.conf, "s3", {})
    config.set_conf_env(config.conf, {"FSSPEC_S3_ANON": "true"})  # as at the start of a process
    assert [item.uri for item in listing("s3://shop/bags", tmp_path)] == ["s3://shop/bags/1.png"]


@pytest.mark.parametrize(("endpoint", "kind", "words"), [
    ("http://127.0.0.1:9", FetchFailed, "does not answer"), ("http://no-such.invalid", FetchFailed, "does not answer"),
    ("nonsense", Misuse, "AWS_ENDPOINT_URL")])
def test_a_wrong_endpoint(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str,
                          kind: type[MerchlensError], words: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert isinstance(error := trouble("s3://shop", tmp_path), kind) and words in error.message
    monkeypatch.setenv("AWS_ENDPOINT_URL", store)
    assert listing("s3://shop/bags", tmp_path), "the next audit sees what was mended"


def test_visitors_from_elsewhere_do_not_read_with_the_servers_keys(
        store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, started = read_settings(data_dir=tmp_path), []
    job = SimpleNamespace(source="s3://shop", source_kind="auto", options={"local": True}, kind="audit")
    engine = SimpleNamespace(start=lambda *rest: started.append(rest) or "id", job=lambda job_id: job)
    site = SimpleNamespace(settings=settings, store=SimpleNamespace(job=lambda job_id: job), part=lambda opened: engine)
    monkeypatch.setattr("core.sources.files.stores.fsspec.filesystem", lambda *rest, **more: pytest.fail("was opened"))
    for source in ("s3://shop", "S3A://shop/bags", " s3://shop/bags/1.png "):
        for kind in ("auto", "store"):
            with pytest.raises(Refused, match="stores of the server"):
                audits.start(site, source, audits.AuditRequest(kind), local=False)  # type: ignore[arg-type]
        with pytest.raises(Refused, match="stores of this machine"):
            listing(source, tmp_path, local=False)
    with pytest.raises(Refused, match="stores of the server"):
        audits.restart(site, "id", local=False)  # type: ignore[arg-type]
    assert not started and audits.restart(site, "id") == "id"  # type: ignore[arg-type]


@pytest.mark.parametrize("lines", ["https://shop.example/1.jpg\ns3://shop/bags/1.png",
                                   "id,image_link\n1,s3://shop/bags/1.png\n"])
def test_a_list_or_feed_opens_no_store(store: str, tmp_path: Path, lines: str,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sources.files.stores.fsspec.filesystem", lambda *rest, **more: pytest.fail("was opened"))
    (tmp_path / "source.csv").write_text(lines)
    items = listing(str(tmp_path / "source.csv"), tmp_path)
    assert [item.error for item in items if isinstance(item, Failure)] == ["Refused"]
