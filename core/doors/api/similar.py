"""Routes for pictures that look alike: like one, like a part, like an upload; duplicates; the index behind them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from core import similar
from core.doors.api.access import OpenSite, shown
from core.doors.api.analyze import photo_place
from core.doors.api.fields import Fields, read_count, read_number, read_text, read_value
from core.doors.api.uploads import SentFile
from core.doors.pairs import names
from core.errors import Misuse
from core.site import Site

routes = APIRouter()
Text = Annotated[str, Form()]


@routes.post("/similar", summary="Pictures of the catalog that look like one")
def like(request: Request, site: OpenSite, fields: Fields, file: SentFile, *,
         url: Text = "", picture_id: Text = "", box: Text = "", limit: Annotated[int, Form()] = similar.LIMIT,
         cut_off: Annotated[float | None, Form()] = None) -> dict[str, Any]:
    """Send one of `file`, `url` and `picture_id`. Optional: `box` (left, top, right, bottom as shares of width and
    height, such as 0.2,0.1,0.8,0.5) for a part of it, `limit`, and `cut_off`, the least score of a hit. The object is
    that of `python -m core similar --json`; a photo that is sent is not added to the catalog."""
    most = read_count(fields, "limit")
    known: dict[str, Any] = {"box": _box(fields), "limit": similar.LIMIT if most is None else most,
                             "cut_off": read_number(fields, "cut_off")}
    name = read_text(fields, "picture_id")
    if name:
        if file or read_text(fields, "url"):
            raise Misuse("Send one of file, url and picture_id.", "One of the three is needed, and only one.")
        return _shown(request, similar.like_picture(site, name, **known).to_dict())
    return _shown(request, similar.like_file(site, photo_place(site, fields, file), **known).to_dict())


@routes.get("/similar/index", summary="How the index of pictures stands")
def state(request: Request, site: OpenSite) -> dict[str, Any]:
    """Pictures in the catalog and in the index, its model, and the newest job that makes or made it."""
    return _state(site)


@routes.post("/similar/index", status_code=202, summary="Make the index, or add what is new")
def make(request: Request, site: OpenSite) -> dict[str, Any]:
    """The model looks once at each picture that it does not know, in the background; cancel by /api/jobs."""
    similar.start_index(site)
    return _state(site)


@routes.get("/similar/duplicates", summary="Nearly the same picture twice, and one picture under several products")
def duplicates(site: OpenSite) -> dict[str, Any]:
    """The object of `python -m core similar --duplicates --json`."""
    return similar.duplicates_answer(site)


@routes.post("/similar/not-duplicates", summary="Say that two pictures are no duplicates")
def not_duplicates(site: OpenSite, fields: Fields, *, first: Text = "", second: Text = "",
                   author: Text = "") -> dict[str, Any]:
    """`first`, `second`: picture ids. Optional: `author`. It is remembered for good."""
    pair = read_text(fields, "first"), read_text(fields, "second")
    similar.not_duplicate(site, *pair, author=read_text(fields, "author"))
    return {"first": pair[0], "second": pair[1], "duplicate": False}


def _state(site: Site) -> dict[str, Any]:
    return asdict(similar.index_state(site))


def _shown(request: Request, likeness: dict[str, Any]) -> dict[str, Any]:
    """Where pictures lie on the server is told to the same machine only."""
    return likeness | {"hits": [shown(request, hit, hit["uri"]) for hit in likeness["hits"]]}


def _box(fields: dict[str, Any]) -> tuple[float, ...] | None:
    value = fields.get("box")
    if not value:
        return None
    parts = read_value(fields, "box", list) if isinstance(value, list) or str(value).startswith("[") else names(
        read_text(fields, "box"))
    try:
        return tuple(float(part) for part in parts)
    except (TypeError, ValueError):
        raise Misuse("The field box takes four numbers: left, top, right, bottom as shares of width and height.",
                     "For example 0.2,0.1,0.8,0.5.") from None
