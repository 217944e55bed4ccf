"""What a user can want of this room: crop a picture, judge the crop again, compare templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.crops.cache import cache_of, key_of
from core.crops.dialects import Dialect, dialects
from core.crops.options import changed, read_options
from core.crops.pictures import file_of, subject
from core.crops.solve import solve
from core.crops.templates import template
from core.errors import MerchlensError, Misuse
from core.nouns.crop import Crop, Rendering, Rescored, Subject
from core.nouns.crop_request import CropRequest, CropTemplate, TemplateChange
from core.site import Site

RENDER, RESCORE = "core.crops.tasks:render", "core.crops.tasks:rescore"
ASPECTS = ("3:1", "2:1", "16:9", "1:1", "4:5")
MEDIA = {"jpeg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}


@dataclass(frozen=True)
class File:
    """A rendered crop.

    Attributes
    ----------
    data : bytes
    format : {"jpeg", "webp", "avif"}
    size_wh : tuple of int
    crop : Crop
    etag : str
        The same for the same bytes.
    """

    data: bytes
    format: str
    size_wh: tuple[int, int]
    crop: Crop
    etag: str


def read_request(site: Site, options: str) -> CropRequest:
    """What a text of options asks for, such as `$facePOI$,aspect=3:1,width=1024`.

    Raises
    ------
    Misuse, NotFound
        Options that cannot be read or are too large, or an unknown template.
    """
    name, version, changes = read_options(options)
    base = template(site, name, version).request if name else CropRequest()
    return changed(base, changes)


def crop(of: Subject, request: CropRequest) -> Crop:
    """Where to crop a picture with this subject; a crop that does not fit says why."""
    return solve(of, request.aspect_for(of.size_wh), request.mode)


def crop_picture(site: Site, picture_id: str, request: CropRequest) -> Crop:
    """The same for an analyzed picture; raises NotFound."""
    return crop(subject(site, picture_id, request.poi), request)


def render(site: Site, picture_id: str, request: CropRequest, accept: str = "") -> File:
    """A crop of an analyzed picture as a file.

    Parameters
    ----------
    site : Site
    picture_id : str
    request : CropRequest
    accept : str
        The Accept header of a browser, where the format is "auto"; without AVIF and WebP in it, it becomes a JPEG.

    Returns
    -------
    File

    Raises
    ------
    NotFound
        The picture is unknown, or its file is gone or has changed.
    Misuse
        The crop does not fit.
    """
    found, rendering = planned(site, picture_id, request, accept)
    data = rendered(site, picture_id, rendering)
    return File(data, rendering.format, rendering.size_wh, found, key_of(picture_id, rendering))


def rendered(site: Site, picture_id: str, rendering: Rendering) -> bytes:
    """The file of a rendering, from the cache or made now; who asks for the same at the same time waits for it."""
    cache, key = site.part(cache_of), key_of(picture_id, rendering)
    data = cache.find(key)
    if data is None:
        with cache.making(key):
            data = cache.find(key)
            if data is None:
                (data,) = site.run(RENDER, str(file_of(site, picture_id)), picture_id, (rendering,))
                cache.keep(key, data)
    return data


def planned(site: Site, picture_id: str, request: CropRequest, accept: str = "") -> tuple[Crop, Rendering]:
    """The crop and the file that `render` would make; raises as it."""
    found = crop_picture(site, picture_id, request)
    rendering = rendering_of(found, request, accept)
    if rendering is None:
        raise Misuse(found.message, found.hint)
    return found, rendering


def rendering_of(found: Crop, request: CropRequest, accept: str = "") -> Rendering | None:
    """The file to be made of a crop; None where it does not fit."""
    name = request.format if request.format != "auto" else _accepted(accept)
    return found.window and Rendering(found.window, request.file_wh(found), name, request.quality)


def rescored(site: Site, picture_id: str, crops: Iterable[Crop]) -> tuple[Rescored | None, ...]:
    """What the model of shopping intent says of crops of a picture; None for a crop that does not fit."""
    wanted = tuple(crops)
    windows = tuple(item.window for item in wanted if item.window is not None)
    answers = iter(site.run(RESCORE, str(file_of(site, picture_id)), picture_id, windows) if windows else ())
    return tuple(next(answers) if item.window is not None else None for item in wanted)


def other_services(site: Site, picture_id: str, request: CropRequest) -> tuple[Dialect, ...]:
    """The same crop as parameters of other image services; raises NotFound."""
    of = subject(site, picture_id, request.poi)
    found = crop(of, request)
    width = request.width or of.size_wh[0]
    size = request.file_wh(found) if found.window else (width, request.height or width)
    return dialects(of, found, size)


def compare_templates(site: Site, before: CropTemplate, after: CropTemplate, picture_ids: Iterable[str]
                      ) -> list[TemplateChange]:
    """What another template, or another version, does to pictures: those that change most come first.

    Pictures that are gone are left out.
    """
    changes = []
    for picture_id in picture_ids:
        try:
            of = subject(site, picture_id)
        except MerchlensError:
            continue
        changes.append(TemplateChange(picture_id, crop(of, before.request), crop(of, after.request)))
    return sorted(changes, key=lambda change: change.overlap)


def preview(site: Site, picture_id: str, found: Crop, width: int) -> bytes:
    """A crop as a JPEG of at most this width, kept like any other; raises as `render`."""
    if found.window is None:
        raise Misuse(found.message, found.hint)
    return rendered(site, picture_id, Rendering(found.window, CropRequest(width=width).file_wh(found)))


def _accepted(accept: str) -> str:
    """The best format that a browser names; wildcards are not enough, since every browser sends them."""
    return next((name for name in ("avif", "webp") if MEDIA[name] in accept), "jpeg")


def with_poi(request: CropRequest, text: str) -> CropRequest:
    """A request with a point of interest of its own, `x:y` or `x:y:width:height` in shares; "" changes nothing."""
    return changed(request, read_options(f"poi={text}")[2]) if text else request
