"""Attributes are told by the shape of their values: any lazy loader is read, and no text is taken for an address."""

from __future__ import annotations

import pytest

from core.sources.shop.attributes import offers_of


def addresses(tag: str, **attributes: str) -> list[str]:
    return [offer.address for offer in offers_of(tag, {name.replace("_", "-"): text for name, text in
                                                        attributes.items()})]


@pytest.mark.parametrize("name", [
    "data-src", "data-lazy", "data-lazyload", "data-original", "data-echo", "data-cfsrc", "data-ezsrc", "data-srv",
    "dsrc", "data-flickity-lazyload", "data-splide-lazy", "data-lzl-src", "data-defer-src", "data-delayed-url",
    "nitro-lazy-src", "loading-src", "data-hires", "data-orig-file", "data-master", "lazy-load", "data-uncode-img",
    "ng-src", "v-lazy", "data-brand-new-loader", "data-x", ":src"])
@pytest.mark.parametrize("address", ["/i/1.jpg", "i/1.webp", "https://cdn.example/1.avif?w=3", "//cdn.example/1.png",
                                     "/i/red shoe.jpg", "/i/1.jpg!large"])
def test_any_attribute_with_the_address_of_a_picture_is_read(name: str, address: str) -> None:
    assert [offer.address for offer in offers_of("img", {name: address})] == [address]


@pytest.mark.parametrize("name", ["data-src", "data-lazy-image", "data-zoom-image", "data-large"])
def test_attributes_of_a_picture_need_no_ending(name: str) -> None:
    for address in ("/image/7?w=900", "/image.php?id=7"):
        assert [offer.address for offer in offers_of("img", {name: address})] == [address]


@pytest.mark.parametrize(("name", "text"), [
    ("alt", "shoe.jpg"), ("title", "/i/1.jpg"), ("data-name", "/i/1.jpg"), ("onclick", "open('/i/1.jpg')"),
    ("data-text", "see /i/1.jpg for more"), ("data-url", "/p/item.html"), ("data-url", "/products/shoe"),
    ("data-file", "shoe 1.jpg"), ("data-info", "a sentence. With a /slash"), ("data-src", "data:image/png;base64,AA"),
    ("data-template", "<img src=/1.jpg>"), ("data-id", "1/2"), ("data-json", '{"a": 1}'), ("data-video", "/v/1.mp4")])
def test_other_texts_are_no_pictures(name: str, text: str) -> None:
    assert list(offers_of("img", {name: text})) == []


@pytest.mark.parametrize("tag", ["div", "a", "li", "button", "span", "td", "body"])
def test_any_element_may_carry_one(tag: str) -> None:
    assert [(offer.address, offer.origin) for offer in offers_of(tag, {"data-image": "/1.jpg"})] == [
        ("/1.jpg", "data attribute")]
    assert [(offer.address, offer.origin) for offer in offers_of(tag, {"background": "/1.jpg"})] == [
        ("/1.jpg", "CSS background (lazy)")]
    assert addresses(tag, data_bgset="/1.jpg 400w, /2.jpg 800w") == ["/1.jpg", "/2.jpg"]
    assert addresses(tag, data_bg="url('/1.jpg'), url(/2.jpg)") == ["/1.jpg", "/2.jpg"]


def test_srcsets_are_known_by_their_shape() -> None:
    offers = list(offers_of("img", {"data-whatever": "/1.jpg 400w, /2.jpg 900w", "srcset": "/3.jpg 2x"}))
    assert [(offer.address, offer.rank, offer.claimed) for offer in offers] == [
        ("/3.jpg", (1, 2.0), 0.0), ("/1.jpg", (2, 400.0), 400.0), ("/2.jpg", (2, 900.0), 900.0)]


def test_sizes_of_one_picture_are_ranked_and_others_stand_alone() -> None:
    offers = {offer.address: offer for offer in offers_of("img", {
        "src": "/s.jpg", "data-src": "/m.jpg", "data-zoom-image": "/l.jpg", "data-thumb": "/t.jpg",
        "data-hover-image": "/back.jpg", "data-image-2": "/side.jpg"})}
    same = [address for address, offer in offers.items() if not offer.place]
    assert sorted(same, key=lambda address: offers[address].rank) == ["/t.jpg", "/s.jpg", "/m.jpg", "/l.jpg"]
    assert len({offers[address].place for address in ("/back.jpg", "/side.jpg")}) == 2


def test_json_in_attributes() -> None:
    sizes = '{"https://m.example/1.jpg": [90, 80], "https://m.example/2.jpg": [900, 800]}'
    assert [(offer.rank, offer.place) for offer in offers_of("img", {"data-sizes-of": sizes})] == [
        ((3, 90.0), ""), ((3, 900.0), "")]
    gallery = '[{"thumb": "/t/1.jpg", "full": "/f/1.jpg"}, {"thumb": "/t/2.jpg", "full": "/f/2.jpg"}]'
    assert len({offer.place for offer in offers_of("div", {"data-gallery": gallery})}) == 2


def test_a_gap_for_the_width_is_filled() -> None:
    assert addresses("img", data_src="/1_{width}x.jpg", data_widths="[180, 720]") == ["/1_720x.jpg"]
    assert addresses("img", data_src="/1_{width}x.jpg") == ["/1_1024x.jpg"]
