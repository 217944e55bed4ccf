"""Crops as people ask for them: files, other services, comparisons."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from core import crops
from core.crops.verbs import read_request
from core.errors import Misuse, NotFound
from core.nouns.crop_request import CropRequest
from tests.crops.small_site import Photos


def test_a_file_is_what_its_plan_says(photos_site: Photos) -> None:
    site, portrait = photos_site.site, photos_site.portrait
    request = read_request(site, "$facePOI$,aspect=3:1,width=300")
    file = crops.render(site, portrait, request, "image/webp,*/*")
    assert file.format == "webp" and file.size_wh == (300, 100) and file.crop.holds == "faces"
    assert Image.open(io.BytesIO(file.data)).size == (300, 100)
    assert crops.render(site, portrait, request).format == "jpeg", "without a word of the browser"


def test_what_cannot_be_rendered_says_why(photos_site: Photos) -> None:
    site = photos_site.site
    with pytest.raises(Misuse, match="the product takes"):
        crops.render(site, photos_site.packshot, CropRequest("1:20"))
    with pytest.raises(NotFound, match="not analyzed"):
        crops.render(site, "f" * 64, CropRequest())
    misfit = crops.crop_picture(site, photos_site.packshot, CropRequest("1:20"))
    with pytest.raises(Misuse, match="at most"):
        crops.preview(site, photos_site.packshot, misfit, 9)


def test_other_services_and_a_point_of_its_own(photos_site: Photos) -> None:
    request = crops.with_poi(CropRequest("2:1", 400), "0.5:0.8")
    found = {item.service: item for item in crops.other_services(photos_site.site, photos_site.portrait, request)}
    assert found["thumbor"].window.endswith("/400x200") and "fp:0.5:0.8" in found["imgproxy"].focus
    assert crops.with_poi(request, "") == request
    misfit = crops.other_services(photos_site.site, photos_site.packshot, CropRequest("1:20"))
    assert all(item.focus and not item.window for item in misfit)


def test_a_template_change_is_seen(photos_site: Photos) -> None:
    site, names = photos_site.site, (photos_site.portrait, photos_site.packshot, "f" * 64)
    before = crops.template(site, "instagram_square")
    changes = crops.compare_templates(site, before, replace(before, request=CropRequest("1:1", mode="zoom")), names)
    assert [change.picture_id for change in changes] == [photos_site.packshot, photos_site.portrait]
    assert changes[0].overlap < 0.6 and changes[1].overlap == 1
