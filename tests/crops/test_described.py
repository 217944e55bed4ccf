"""What doors tell of a crop: where, what is inside, its address, other services; and the files of the same crops."""

from __future__ import annotations

import json

import pytest

from core import crops
from core.errors import Misuse
from tests.crops.small_site import Photos

ASKED = ("aspect=3:1,width=300", "$instagram_square$", "aspect=20:1")


def test_everything_about_crops(photos_site: Photos) -> None:
    site, packshot = photos_site.site, photos_site.packshot
    found = json.loads(json.dumps(crops.described(site, packshot, ASKED)))
    assert found["picture_id"] == packshot and found["subject"]["size_wh"] == [400, 400]
    wide, square, misfit = found["crops"]
    assert wide["holds"] == square["holds"] == "product" and wide["file_wh"] == [300, 100]
    assert wide["address"].startswith("/img/") and wide["services"]["thumbor"]["window"].endswith("/300x100")
    assert misfit["window"] is None and misfit["message"] and misfit["address"] is None
    files = crops.made_files(site, packshot, "shop/Red hat.png", found["crops"])
    assert [row["file"] for row, _ in files] == [f"Red_hat-{packshot[:8]}-{aspect}.jpg" for aspect in ("3x1", "1x1")]
    assert all(data[:2] == b"\xff\xd8" for _, data in files)


def test_a_point_of_the_request(photos_site: Photos) -> None:
    found = crops.described(photos_site.site, photos_site.portrait, ("aspect=3:1",), poi="0.5:0.9")
    assert found["subject"]["own"] == [400, 1080, 400, 1080] and found["crops"][0]["holds"] == "own"
    assert "poi=0.5:0.9" in found["crops"][0]["address"], "so the address gives the same crop"
    with pytest.raises(Misuse):
        crops.described(photos_site.site, photos_site.portrait, ("aspect=3:1",), poi="middle")
