"""Signed addresses of crops, what they ask for, and the HTML that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.crops.cache import key_of
from core.crops.markup import Layout, picture_html
from core.crops.options import changed, write_options
from core.crops.pictures import subject
from core.crops.signing import address, check_signature
from core.crops.templates import template
from core.crops.verbs import crop, planned, read_request
from core.nouns.crop import Crop, Rendering
from core.nouns.crop_request import CropRequest
from core.site import Site

# The layouts of the document that this room began with: from that width of the window on, that aspect.
LAYOUTS: dict[int, str] = {1024: "3:1", 760: "2:1", 580: "16:9", 320: "1:1"}
DPRS = (1.0, 2.0)


@dataclass(frozen=True)
class Plan:
    """What a signed address asks for, before it is rendered.

    Attributes
    ----------
    crop : Crop
    rendering : Rendering
    etag : str
        The same for the same bytes.
    """

    crop: Crop
    rendering: Rendering
    etag: str


def signed(site: Site, picture_id: str, request: CropRequest, named: str = "") -> str:
    """The signed address of a crop, below the server's root.

    Parameters
    ----------
    site : Site
    picture_id : str
    request : CropRequest
    named : str
        A template that the address names; what its newest version asks for is then left out of the address and
        follows later versions.
    """
    base = template(site, named).request if named else None
    return address(site, write_options(request, named, base), picture_id)


def answer(site: Site, signature: str, options: str, picture_id: str, *, accept: str = "") -> Plan:
    """What a signed address asks for, without rendering it.

    Raises
    ------
    Refused
        The signature is not this site's.
    NotFound, Misuse
        As `read_request` and `planned`.
    """
    check_signature(site, signature, options, picture_id)
    found, rendering = planned(site, picture_id, read_request(site, options), accept)
    return Plan(found, rendering, key_of(picture_id, rendering))


def layouts(site: Site, picture_id: str, aspects: Mapping[int, str] = LAYOUTS, *, named: str = "facePOI",
            host: str = "") -> list[Layout]:
    """What visitors see of a picture at each width of the window, with signed addresses.

    Parameters
    ----------
    site : Site
    picture_id : str
    aspects : mapping of int to str
        Width of the window from which on an aspect is shown.
    named : str
        The template that the addresses name.
    host : str
        Put before each address, such as "https://shop.example".
    """
    base, of = template(site, named).request, subject(site, picture_id)
    found = []
    for width, aspect in sorted(aspects.items(), reverse=True):
        asked = [changed(base, {"aspect": aspect, "width": width, "dpr": dpr}) for dpr in DPRS]
        one = crop(of, asked[0])
        files = {} if one.window is None else {
            item.file_wh(one): host + signed(site, picture_id, item, named) for item in reversed(asked)}
        found.append(Layout(width, aspect, tuple((files[size], *size) for size in sorted(files)), one.message))
    return found


def html(site: Site, picture_id: str, aspects: Mapping[int, str] = LAYOUTS, *, named: str = "facePOI",
         host: str = "", alt: str = "") -> str:
    """The `<picture>` of `layouts`, ready to be pasted into a page."""
    return picture_html(layouts(site, picture_id, aspects, named=named, host=host), alt=alt)
