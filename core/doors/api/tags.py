"""Routes for the tags of photos: tag one, correct its tags, see where a tag comes from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import Response

from core import analyze, tags
from core.doors.api.access import OpenSite, shown
from core.doors.api.analyze import sent_photo
from core.doors.api.fields import Fields, read_flag, read_text
from core.doors.api.uploads import SentFile
from core.errors import Misuse

routes = APIRouter()
Text = Annotated[str, Form()]
JUDGMENTS = {"right": True, "wrong": False, "model": None}


@routes.post("/tags", summary="Tag one photo")
def tag_photo(request: Request, site: OpenSite, fields: Fields, file: SentFile, *,
              url: Text = "", taxonomy: Text = "", each_product: Annotated[bool, Form()] = False) -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url`. Optional: `taxonomy`, your own tags as YAML text;
    `each_product`: also tag each of several products by itself (`items`, each with its box `xyxy` in pixels). The
    object is a line of `python -m core tag --json`."""
    text = read_text(fields, "taxonomy")
    own = tags.parse_taxonomy(text, "taxonomy") if text else None
    found = tags.tag_now(site, sent_photo(site, fields, file), own, each_product=read_flag(fields, "each_product"))
    return shown(request, found.to_dict(), found.uri)


@routes.get("/own-tags", summary="The tags of this site's own")
def own_tags(site: OpenSite) -> list[dict[str, Any]]:
    """Each with its `parent`, its `examples`, how many of these are `found` when they are left out of the learning,
    and for which share of other photos it is shown (`alarms`)."""
    return [asdict(tag) for tag in tags.own_tags(site)]


@routes.post("/own-tags", status_code=201, summary="Teach a tag from photos that show it")
def add_own_tag(site: OpenSite, fields: Fields, files: Annotated[list[UploadFile] | None, File()] = None, *,
                name: Text = "", parent: Text = "") -> dict[str, Any]:
    """`name` of the tag; 5 to 100 photos of such goods, sent as `files`. Optional: `parent`, a tag of the taxonomy that
    it stands below. It is used from the next photo on."""
    sources = [analyze.save_upload(site, file.filename or "photo", file.file) for file in files or []]
    return asdict(tags.add_own_tag(site, read_text(fields, "name"), sources, read_text(fields, "parent")))


@routes.delete("/own-tags/{name}", summary="Use a tag of this site's own no more")
def remove_own_tag(site: OpenSite, name: str) -> list[dict[str, Any]]:
    """Returns the tags that are left."""
    tags.remove_own_tag(site, name)
    return own_tags(site)


@routes.get("/tags/{picture_id}", summary="The tags of an analyzed photo, and what people said of them")
def tags_of(request: Request, site: OpenSite, picture_id: str) -> dict[str, Any]:
    """Tags are there once the photo was analyzed with the stages `tags` and `colors`."""
    found = tags.tags_of(site, analyze.analysis_of(site, picture_id))
    said = [{"created": word.created.isoformat(), "author": word.author, "before": word.before, "value": word.value}
            for word in tags.history(site, picture_id)]
    return shown(request, found.to_dict(), found.uri) | {"history": said}


@routes.post("/tags/{picture_id}", summary="Say that a tag is right or wrong, or add one")
def judge(request: Request, site: OpenSite, fields: Fields, picture_id: str, *, name: Text = "tag", value: Text = "",
          judgment: Text = "right", author: Text = "") -> dict[str, Any]:
    """`name`: tag, gender, usage, pattern, material or color; `value`; `judgment`: right (accepts or adds), wrong
    (refuses) or model (takes back what was said). Optional: `author`."""
    said = read_text(fields, "judgment", "right")
    if said not in JUDGMENTS:
        raise Misuse(f"The field judgment is {', '.join(JUDGMENTS)}, not {said[:40]!r}.", "Choose one of them.")
    fact = read_text(fields, "name", "tag"), read_text(fields, "value")
    tags.judge(site, picture_id, fact, JUDGMENTS[said], author=read_text(fields, "author"))
    return tags_of(request, site, picture_id)


@routes.get("/tags/{picture_id}/why", summary="Where a photo speaks for a tag", response_class=Response)
def why(site: OpenSite, picture_id: str, value: str, *, name: str = "tag", method: str = tags.METHODS[0],
        crop: bool = False) -> Response:
    """The photo under the map of the tag (JPEG), or with `crop` the part with the strongest evidence. `method`:
    grad-cam or occlusion."""
    found = tags.why(site, picture_id, (name, value), method)
    return Response(found.crop if crop else found.picture, media_type="image/jpeg")


@routes.get("/tags/{picture_id}/evidence", summary="How strong the evidence for a tag is")
def evidence(site: OpenSite, picture_id: str, value: str, *, name: str = "tag", method: str = tags.METHODS[0]
             ) -> dict[str, Any]:
    """`box` of the strongest evidence as shares of the sides (left, top, right, bottom), the tag's `score`, what is
    left of it with that part `covered`, and whether that makes the evidence `weak`."""
    found = tags.why(site, picture_id, (name, value), method)
    return {"box": list(found.box), "score": found.score, "covered": found.covered, "weak": found.is_weak}
