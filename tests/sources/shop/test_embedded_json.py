"""Galleries and states of shops' frameworks: read without running a script."""

from __future__ import annotations

import json
import time

import pytest

from core.sources.shop.embedded_json import pictures_in_json, pictures_in_script

GALLERY = [{"thumb": f"/cache/t/{name}.jpg", "img": f"/cache/i/{name}.jpg", "full": f"/cache/f/{name}.jpg"}
           for name in ("front", "back")]


def best(items: list) -> set[str]:  # type: ignore[type-arg]
    """The largest of each place."""
    largest = {}
    for item in items:
        if item.place not in largest or item.rank > largest[item.place].rank:
            largest[item.place] = item
    return {item.address for item in largest.values()}


@pytest.mark.parametrize("data", [
    {"[data-gallery-role=gallery-placeholder]": {"mage/gallery/gallery": {"data": GALLERY}}},
    {"images": {"123": GALLERY}}, GALLERY, {"props": {"pageProps": {"product": {"media": GALLERY}}}},
    [{**size, "caption": "Red", "isMain": True, "file": "/f/r/front.jpg"} for size in GALLERY]])
def test_of_a_gallery_the_largest_of_each_picture_is_best(data: object) -> None:
    assert best(pictures_in_json(json.dumps(data).replace("/", "\\/"))) == {"/cache/f/front.jpg", "/cache/f/back.jpg"}


@pytest.mark.parametrize(("data", "addresses"), [
    ({"images": ["/1.jpg", "/2.webp"]}, {"/1.jpg", "/2.webp"}),
    ({"image": "/front.jpg", "thumbnail": "/side.jpg"}, {"/front.jpg", "/side.jpg"}),
    ({"image": "/l/front.jpg", "small_image": "/s/front.jpg"}, {"/l/front.jpg", "/s/front.jpg"}),
    ({"front": "/1.jpg", "back": "/2.jpg"}, {"/1.jpg", "/2.jpg"}),
    ({"src": "https://s.example/1.jpg", "hover": "https://s.example/2.jpg"},
     {"https://s.example/1.jpg", "https://s.example/2.jpg"}),
    ([1, "Reactive", "/i/red shoe.jpg", "shoe.jpg", "/a.svg", "/p/1.html", None], {"/i/red shoe.jpg"}),
    ({"body": '<p><img src="/1.jpg"> and \'/2.png\'</p>'}, {"/1.jpg", "/2.png"}),
    ({"inner": '{"images":["/1.jpg"]}'}, {"/1.jpg"}), ({}, set()), ("text", set())])
def test_shapes(data: object, addresses: set[str]) -> None:
    assert best(pictures_in_json(json.dumps(data))) == addresses


@pytest.mark.parametrize("script", [
    'window.__NUXT__ = {"data": [{"image": "https://s.example/1.jpg"}]};',
    'window.__NUXT__=(function(a,b){return {image:a,n:b}}("https://s.example/1.jpg",2));',
    "var product = {image: 'https://s.example/1.jpg'};", "load(`https://s.example/1.jpg`)",
    r'self.__next_f.push([1,"5:[\"$\",\"img\",null,{\"src\":\"https://s.example/1.jpg\"}]"])',
    r'var x = "{\"src\":\"https:\/\/s.example\/1.jpg\"}"', r'var x = "https:\u002F\u002Fs.example\u002F1.jpg"',
    'jQuery("#g").gallery({"images": [{"src": "https://s.example/1.jpg"}]}, true)'])
def test_scripts_name_pictures_in_texts_and_objects(script: str) -> None:
    assert best(pictures_in_script(script)) == {"https://s.example/1.jpg"}


def test_what_is_no_json_gives_its_texts() -> None:
    assert best(pictures_in_json('{images: ["/1.jpg"]}')) == {"/1.jpg"}
    assert pictures_in_json("") == pictures_in_json("[]") == pictures_in_script("alert(1)") == []


def test_hostile_scripts_take_no_long_time() -> None:
    started = time.monotonic()
    for text in ("=[[" * 100_000 + ".jpg", '"/' * 300_000 + ".jpg", '={"' * 100_000 + ".jpg", "\\" * 300_000 + ".jpg",
                 json.dumps(["/1.jpg"] * 100_000), '"/' + "a" * 1_000_000 + ".jpg"):
        pictures_in_script(text)
        pictures_in_json(text)
    assert time.monotonic() - started < 20
