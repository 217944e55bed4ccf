"""Routes for shelves: read photos, correct facings, compare two photos, see what is hard."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from core import shelf
from core.doors.api.access import OpenSite, shown
from core.doors.api.analyze import sent_photo
from core.doors.api.fields import Fields, read_flag, read_text
from core.doors.api.uploads import SentFile
from core.errors import Misuse
from core.nouns.shelf import as_box

routes = APIRouter()
Text = Annotated[str, Form()]


@routes.post("/shelf", summary="Read one photo of a shelf")
def read(request: Request, site: OpenSite, fields: Fields, file: SentFile, *,
         url: Text = "", name: Text = "", planogram: Text = "",
         words: Annotated[bool, Form()] = False) -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url`. Optional: `name`, what you call the shelf; `planogram`, CSV of
    what should stand there (sku, facings, row); `words`, whether lettering is read, too (slower). The object is a line
    of `python -m core shelf --json`."""
    text = read_text(fields, "planogram")
    plan = shelf.read_planogram(text) if text else []
    found = shelf.read_now(site, sent_photo(site, fields, file), read_text(fields, "name"),
                           words=read_flag(fields, "words") if "words" in fields else None)
    return shown(request, shelf.as_plain(found, plan), found.uri)


@routes.get("/shelf", summary="The shelves and their newest photos")
def newest(site: OpenSite, name: str | None = None) -> dict[str, Any]:
    """`shelves`: names with their counts of photos. `readings`: the newest photos, of one shelf where `name` is given,
    without their facings."""
    found = shelf.readings(site, name)
    return {"shelves": [{"name": one, "photos": number} for one, number in shelf.names(site)],
            "readings": [{"reading_id": one.reading_id, "picture_id": one.picture_id, "shelf": one.shelf,
                          "created": one.created, "facings": len(one.facings), "gaps": len(one.gaps)}
                         for one in found]}


@routes.get("/shelf/weeks", summary="How facings were recognized, week by week")
def weeks(site: OpenSite) -> dict[str, Any]:
    """`weeks`, the newest first; `drift`: each week against the first ones, with a 99 % interval; `struggles`: products
    that people corrected; `doubts`: facings worth a look, those first whose answer is expected to put most right."""
    found = shelf.readings(site)
    return {"weeks": [asdict(week) for week in shelf.weeks(found)],
            "drift": [asdict(one) | {"is_drift": one.is_drift} for one in shelf.drifts(found)],
            "struggles": [{"sku": one.sku, "corrected": one.corrected, "taken_for": dict(one.taken_for)}
                          for one in shelf.struggles(site, found)],
            "doubts": [{"reading_id": one.reading_id, "picture_id": one.picture_id, "gain": one.gain,
                        "facing": one.facing.to_dict()} for one in shelf.doubts(found)]}


@routes.get("/shelf/gain", summary="What learning the confirmed facings would bring")
def gain(site: OpenSite) -> dict[str, Any]:
    """Each confirmed facing is asked again by what was confirmed on other photos: how many are right `before` and
    `after`, with the 95 % interval (`low`, `high`) of the `change`."""
    found = shelf.gain(site)
    return asdict(found) | {"change": round(found.change, 4)}


@routes.get("/shelf/{reading_id}", summary="One photo of a shelf as people corrected it")
def one(request: Request, site: OpenSite, reading_id: int) -> dict[str, Any]:
    """With the `history` of what people said of its facings, the oldest first."""
    found = shelf.reading(site, reading_id)
    said = [word.to_dict() for word in shelf.history(site, found.picture_id)]
    return shown(request, shelf.as_plain(found), found.uri) | {"history": said}


@routes.get("/shelf/{reading_id}/photo", summary="The photo, at most 1,600 px", response_class=Response)
def photo(site: OpenSite, reading_id: int) -> Response:
    """JPEG without metadata."""
    return Response(shelf.view(site, shelf.reading(site, reading_id).picture_id), media_type="image/jpeg")


@routes.get("/shelf/{reading_id}/masks", summary="Which pixels show which facing", response_class=Response)
def masks(site: OpenSite, reading_id: int, *, overlay: bool = False) -> Response:
    """A PNG of 16 bits as large as the photo: 1 for the first of the reading's `facings` and so on, 0 for no product.
    `overlay=true`: a JPEG of at most 1,600 px to look at. Made at the first request, which takes several seconds."""
    made = shelf.masks(site, reading_id)
    return Response(made.overlay if overlay else made.labels, media_type="image/jpeg" if overlay else "image/png")


@routes.get("/shelf/{reading_id}/changes", summary="What changed between two photos of a shelf")
def changes(site: OpenSite, reading_id: int, before: int) -> dict[str, Any]:
    """`before`: the id of the earlier photo's reading. `movements`: product by product; `changes`: facing by facing,
    each stayed, moved, gone or new."""
    found = shelf.changes(shelf.reading(site, before), shelf.reading(site, reading_id))
    return {"movements": [asdict(line) for line in shelf.movements(found)],
            "changes": [{"change": line.change, "sku": line.sku,
                         "before": line.before and line.before.to_dict()["xyxy"],
                         "after": line.after and line.after.to_dict()["xyxy"]} for line in found]}


@routes.post("/shelf/{reading_id}/facings", summary="Say what stands in a place of a shelf photo")
def judge(request: Request, site: OpenSite, fields: Fields, reading_id: int, *, box: Text = "", said: Text = "",
          author: Text = "") -> dict[str, Any]:
    """`box`: left, top, right, bottom in pixels, of a facing or of one that was missed; `said`: a SKU,
    `not-in-the-catalog`, `not-a-product`, or nothing to take back what was said. Optional: `author`."""
    try:
        place = as_box([float(value) for value in read_text(fields, "box").split(",")])
    except ValueError:
        raise Misuse("The field box is four numbers: left, top, right, bottom in pixels, such as 10,20,110,220.",
                     "Take the xyxy of a facing.") from None
    found = shelf.judge(site, reading_id, place, read_text(fields, "said"), author=read_text(fields, "author"))
    return shown(request, shelf.as_plain(found), found.uri)
