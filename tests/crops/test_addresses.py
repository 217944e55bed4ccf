"""Signed addresses give what they say, follow their template, and make true HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from core import crops
from core.errors import NotFound, Refused
from core.nouns.crop_request import CropRequest
from tests.crops.small_site import Photos, small_site


def sizes(address: str) -> tuple[str, str, str]:
    return tuple(unquote(address).removeprefix("/img/").split("/"))


def test_an_address_plans_the_file_that_is_rendered(photos_site: Photos) -> None:
    site, portrait = photos_site.site, photos_site.portrait
    request = crops.read_request(site, "$facePOI$,aspect=3:1,width=300")
    plan = crops.answer(site, *sizes(crops.signed(site, portrait, request)), accept="image/webp")
    file = crops.render(site, portrait, request, "image/webp,*/*")
    assert plan.etag == file.etag and plan.crop == file.crop
    assert crops.rendered(site, portrait, plan.rendering) == file.data
    with pytest.raises(NotFound, match="not analyzed"):
        crops.answer(site, *sizes(crops.signed(site, "f" * 64, CropRequest())))


def test_an_address_names_its_template_and_follows_it(tmp_path: Path) -> None:
    with small_site(tmp_path) as photos:
        site, portrait = photos.site, photos.portrait
        request = crops.read_request(site, "$instagram_square$,width=200")
        signature, options, picture_id = sizes(crops.signed(site, portrait, request, "instagram_square"))
        assert options == "$instagram_square$,width=200" and picture_id == portrait
        first = crops.answer(site, signature, options, picture_id)
        own = crops.template(site, "instagram_square")
        crops.save_template(site, replace(own, request=replace(own.request, quality=40)))
        second = crops.answer(site, signature, options, picture_id)
        assert second.rendering == replace(first.rendering, quality=40) and second.etag != first.etag
        with pytest.raises(Refused):
            crops.answer(site, signature, "$instagram_square$,width=201", picture_id)


def test_html_has_the_true_widths(photos_site: Photos) -> None:
    page = crops.html(photos_site.site, photos_site.portrait, host="https://shop.example", alt="A dress")
    assert page.count("<source") == 4 and 'alt="A dress"' in page
    for address, width in re.findall(r"https://shop.example(/img/\S+) (\d+)w", page):
        plan = crops.answer(photos_site.site, *sizes(address))
        assert plan.rendering.size_wh[0] == int(width) <= 800, "the photo is 800 pixels wide"
    assert re.search(r"3:1\S+ 800w\"", page) and not re.search(r"1024w|1600w", page)
