"""The door of pictures: a signed address gives the file, everything else a clear sentence."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from core.crops import signing
from core.crops.pictures import file_of
from core.doors import img_door
from tests.crops.small_site import Photos, small_site


@pytest.fixture(scope="module")
def photos_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Photos]:
    with small_site(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(photos_site: Photos) -> TestClient:
    door = img_door.create(lambda: photos_site.site)
    return TestClient(Starlette(routes=[Mount("/img", door)]), raise_server_exceptions=False)


def address(photos_site: Photos, options: str, picture_id: str = "") -> str:
    return signing.address(photos_site.site, options, picture_id or photos_site.portrait)


def test_a_file_by_what_the_browser_accepts(client: TestClient, photos_site: Photos) -> None:
    path = address(photos_site, "$facePOI$,aspect=3:1,width=300,dpr=2")
    for accept, media, name in (("image/avif,image/webp", "image/avif", "AVIF"),
                                ("image/webp,*/*", "image/webp", "WEBP"), ("*/*", "image/jpeg", "JPEG")):
        answer = client.get(path, headers={"accept": accept})
        assert answer.status_code == 200 and answer.headers["content-type"] == media, answer.text
        image = Image.open(io.BytesIO(answer.content))
        assert image.format == name and image.size == (600, 200)
        assert "Accept" in answer.headers["vary"] and "max-age" in answer.headers["cache-control"]
        again = client.get(path, headers={"accept": accept, "if-none-match": f'W/"x", {answer.headers["etag"]}'})
        assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(("options", "status", "words"), [
    ("width=99999", 422, "width of a crop"), ("width=5000,dpr=4", 422, "too large"), ("color=red", 422, "unknown"),
    ("$none$", 404, "no crop template"), ("aspect=20:1,poi=0:0:1:1", 422, "what you marked takes 800 × 1,200")])
def test_bad_options_are_named(client: TestClient, photos_site: Photos, options: str, status: int, words: str) -> None:
    answer = client.get(address(photos_site, options))
    assert answer.status_code == status and words in answer.json()["message"] and answer.json()["hint"]


def test_bad_signatures_and_pictures(client: TestClient, photos_site: Photos) -> None:
    good = address(photos_site, "width=300")
    assert client.get(good.replace("width=300", "width=301")).status_code == 403
    refused = client.get(f"/img/x/width=300/{photos_site.portrait}")
    assert refused.status_code == 403 and "signature" in refused.json()["message"]
    unknown = client.get(address(photos_site, "width=300", "f" * 64))
    assert unknown.status_code == 404 and "not analyzed" in unknown.json()["message"]
    assert client.get("/img/x").status_code == 404 and client.post(good).status_code == 405


def test_a_picture_that_is_gone_from_disk(tmp_path: Path) -> None:
    with small_site(tmp_path, crop_cache_mb=0) as photos:
        client = TestClient(Starlette(routes=[Mount("/img", img_door.create(lambda: photos.site))]))
        path = address(photos, "aspect=1:1")
        assert client.get(path).status_code == 200
        file_of(photos.site, photos.portrait).unlink()
        gone = client.get(path)
        assert gone.status_code == 404 and "file is gone" in gone.json()["message"]
