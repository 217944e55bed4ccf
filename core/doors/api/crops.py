"""Routes for crops: where a photo is cropped, signed addresses, templates, a person's own point, crops in bulk."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import FileResponse

from core import analyze, crops, jobs
from core.doors import pairs
from core.doors.api.access import OpenSite, shown
from core.doors.api.analyze import sent_photo
from core.doors.api.fields import MOST, Fields, exactly_one, read_flag, read_names, read_text
from core.doors.api.uploads import SentFile
from core.errors import Misuse
from core.nouns.crop_request import CropTemplate
from core.site import Site

routes = APIRouter()
Text = Annotated[str, Form()]
PAGE_ROWS, MOST_ROWS = 100, 1000


@routes.post("/crops", summary="Crop one photo")
def crop(site: OpenSite, fields: Fields, file: SentFile, url: Text = "", *,
         picture_id: Text = "", crops_: Annotated[str, Form(alias="crops")] = "", poi: Text = "",
         rescore: Annotated[bool, Form()] = False) -> dict[str, Any]:
    """Send the photo as `file`, its address as `url`, or the `picture_id` of one that was analyzed.

    `crops` names what to make of it, separated by spaces or as a list: options such as `aspect=3:1,width=1024` or
    `$amazon$`; without it the layouts 3:1, 2:1, 16:9, 1:1 and 4:5. `poi` (`x:y` or `x:y:width:height` in shares) says
    what must stay, for this request only. `rescore`: what the model of shopping intent says of each crop. Each crop has
    its `window` in pixels, what it `holds`, the signed `address` of its file, and the same as parameters of other
    services; one that does not fit has a `message`.
    """
    known = read_text(fields, "picture_id") or _analyzed(site, fields, file)
    asked = read_crops(fields) or tuple(f"aspect={aspect}" for aspect in crops.ASPECTS)
    return crops.described(site, known, asked, poi=read_text(fields, "poi"), rescore=read_flag(fields, "rescore"))


@routes.post("/crops/poi", status_code=201, summary="Say what must stay in the crops of a photo")
def set_poi(site: OpenSite, fields: Fields, *, picture_id: Text = "", value: Text = "",
            author: Text = "") -> dict[str, Any]:
    """`value`: `x:y` or `x:y:width:height` as shares of the photo's sides; `model` takes it back. It is remembered.
    The answer is the `history`, the newest first."""
    words = crops.set_poi(site, read_text(fields, "picture_id"), read_text(fields, "value"),
                          author=read_text(fields, "author"))
    return {"history": [asdict(word) for word in words]}


@routes.get("/crops/templates", summary="The templates of crops")
def templates(site: OpenSite) -> dict[str, Any]:
    """The newest version of each; version 0 is a preset."""
    return {"templates": [item.to_dict() for item in crops.templates(site)]}


@routes.get("/crops/templates/{name}", summary="All versions of a template")
def template(site: OpenSite, name: str) -> dict[str, Any]:
    """The newest first."""
    return {"versions": [item.to_dict() for item in crops.history(site, name)]}


@routes.post("/crops/templates", status_code=201, summary="Save a version of a template")
def save_template(site: OpenSite, fields: Fields, *, name: Text = "", options: Text = "", widths: Text = "",
                  note: Text = "", author: Text = "") -> dict[str, Any]:
    """`options`: such as `aspect=4:5,mode=zoom,format=auto,quality=80`. `widths`: those that pages offer, such as
    `1024,760,580,320`. Addresses that name the template follow its newest version."""
    new = CropTemplate(read_text(fields, "name"), crops.read_request(site, read_text(fields, "options")),
                       note=read_text(fields, "note"))
    if given := read_names(fields, "widths"):
        new = replace(new, widths=crops.read_widths(given))
    return crops.save_template(site, new, author=read_text(fields, "author")).to_dict()


@routes.get("/crops/{picture_id}/html", summary="HTML of a responsive picture")
def html(request: Request, site: OpenSite, picture_id: str, *, template: str = "facePOI", layouts: str = "",
         alt: str = "") -> dict[str, str]:
    """A `<picture>` with true widths and signed addresses. `layouts`: width of the window=aspect, such as
    `1024=3:1,760=2:1,580=16:9,320=1:1`, which is the default."""
    aspects = crops.read_layouts(pairs.pairs(layouts)) if layouts else crops.LAYOUTS
    host = str(request.base_url).removesuffix("/").removesuffix("/api")
    return {"html": crops.html(site, picture_id, aspects, named=template, host=host, alt=alt)}


@routes.post("/crops/jobs", status_code=201, summary="Crop many photos")
def start(request: Request, site: OpenSite, fields: Fields, *, job: Text = "", pictures: Text = "",
          crops_: Annotated[str, Form(alias="crops")] = "",
          rescore: Annotated[bool, Form()] = True) -> dict[str, Any]:
    """`job`: an analysis or audit whose photos are cropped; or `pictures`, ids of analyzed photos. `crops` as for
    `POST /crops`. Returns the job; watch it by `GET /api/jobs/{job_id}`."""
    judge = read_flag(fields, "rescore") if "rescore" in fields else True
    job_id = crops.start_crops(site, read_crops(fields), job=read_text(fields, "job"),
                               pictures=read_names(fields, "pictures"), rescore=judge)
    found = jobs.find(site, job_id)
    return asdict(shown(request, found, found.source))


@routes.get("/crops/jobs/{job_id}", summary="What a crop job has made")
def rows(site: OpenSite, job_id: str, *, offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
         limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = PAGE_ROWS) -> dict[str, Any]:
    """A row for each photo and crop: its file, window, what it holds, the label before and after, or why there is
    none."""
    found, following = crops.crop_rows(site, job_id), offset + limit
    return {"total": len(found), "offset": offset, "rows": [row.to_dict() for row in found[offset:following]],
            "next": following if following < len(found) else None}


@routes.get("/crops/jobs/{job_id}/zip", summary="The files of a crop job", response_class=FileResponse)
def archive(site: OpenSite, job_id: str) -> FileResponse:
    """A ZIP with all files and the table crops.csv."""
    return FileResponse(crops.crop_archive(site, job_id), media_type="application/zip", filename="merchlens-crops.zip")


def _analyzed(site: Site, fields: dict[str, Any], file: UploadFile | None) -> str:
    exactly_one(fields, "url", file)
    return analyze.analyze_now(site, sent_photo(site, fields, file)).picture_id


def read_crops(fields: dict[str, Any]) -> tuple[str, ...]:
    """The field `crops`: a list of options, or one text with spaces between them, since commas belong to them."""
    value = fields.get("crops", "")
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise Misuse("The field crops takes a list of options.", 'For example ["aspect=1:1,width=500", "$amazon$"].')
    return tuple(part for text in texts for part in text.split())
