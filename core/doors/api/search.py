"""Routes for the catalog: search, facets, phrases, smart sets, states, tags, and jobs over what is found."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from core import analyze, crops, jobs, search
from core.doors.api.access import OpenSite, shown
from core.doors.api.crops import read_crops
from core.doors.api.fields import MOST, Fields, read_flag, read_names, read_text, refuse_unknown
from core.errors import Misuse, NotFound
from core.site import Site
from core.words.search import STATES

routes = APIRouter()
MOST_ROWS = 1000
Text = Annotated[str, Form()]


@routes.get("/search", summary="Find pictures of the catalog")
def find(site: OpenSite, *, q: str = "", sort: str = "-date", offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
         limit: Annotated[int, Query(ge=0, le=MOST_ROWS)] = search.PAGE, facets: bool = True) -> dict[str, Any]:
    """`q`: a query such as `person:yes color:red -text:any score>0.8 "summer sale"`; empty for everything. `sort`: a
    field, with a minus for the reverse. The answer has the `total`, a page of `hits` with all their facts, and exact
    counts by each field (`facets`): the object that `python -m core search --json` prints. A query that cannot be read
    is refused with the letter where."""
    return search.search(site, q, sort=sort, offset=offset, limit=limit, facets=facets).to_dict()


@routes.get("/search/phrase", summary="Plain words as a query")
def phrase(site: OpenSite, q: str) -> dict[str, Any]:
    """What "red bag with a model" means in the query language, word by word, and which words nothing is known by."""
    return asdict(search.read_phrase(site, q))


@routes.get("/search/suggestions", summary="How a query can go on")
def suggestions(site: OpenSite, q: str = "") -> dict[str, Any]:
    """Whole queries: fields for its last word, or values of the field before the colon."""
    return {"suggestions": search.suggestions(site, q)}


@routes.get("/search/pictures/{picture_id}", summary="All that is known of one picture")
def picture(site: OpenSite, picture_id: str) -> dict[str, Any]:
    """Its facts with model and score, its state and the steps that led there, the products that it shows, the jobs that
    met it, and the boxes of all stages."""
    for hit in search.hits(site, [picture_id]):
        products, jobs = search.uses(site, picture_id)
        return {**hit.to_dict(), "history": [asdict(step) for step in search.state_history(site, picture_id)],
                "tag_history": list(map(asdict, search.tag_history(site, picture_id))),
                "products": list(map(asdict, products)), "jobs": list(map(asdict, jobs)),
                "overlays": list(map(asdict, search.overlays(site, picture_id)))}
    raise NotFound("This picture is not in the catalog.", "Analyze it first.")


@routes.get("/search/pictures/{picture_id}/analysis", summary="The newest analysis of one picture")
def analysis(site: OpenSite, picture_id: str) -> dict[str, Any]:
    """Boxes of faces and persons, scores, models: the object that an analysis returns."""
    hit = picture(site, picture_id)
    return {**analyze.analysis_of(site, picture_id).to_dict(), "uri": hit["uri"]}


@routes.get("/search/export", summary="A set as a file", response_class=FileResponse)
def export(site: OpenSite, *, q: str = "", sort: str = "-date",
           form: Annotated[str, Query(alias="format")] = "csv") -> FileResponse:
    """All pictures that meet `q`. `format`: csv, xlsx, parquet or jsonl (all facts), coco or yolo (a zip with the boxes
    of faces and persons), or zip (the pictures with a table)."""
    refuse_unknown(form, search.EXPORTS, "The format")
    handle, name = tempfile.mkstemp(suffix=f".{form}")
    os.close(handle)
    path = Path(name)
    remove = partial(path.unlink, missing_ok=True)
    try:
        search.export_set(site, q, path, form, sort=sort)
    except BaseException:
        remove()
        raise
    return FileResponse(path, media_type=search.EXPORTS[form], background=BackgroundTask(remove),
                        filename=f"merchlens-catalog.{search.ENDINGS.get(form, form)}")


@routes.get("/search/sets", summary="All smart sets")
def sets(site: OpenSite) -> dict[str, Any]:
    """Queries with a name, by name."""
    return {"sets": [asdict(one) for one in search.smart_sets_of(site)]}


@routes.post("/search/sets", status_code=201, summary="Save a query as a smart set")
def save(site: OpenSite, fields: Fields, *, name: Text = "", query: Text = "", author: Text = "") -> dict[str, Any]:
    """`name` and `query`; a set of that name gets the new query."""
    return asdict(search.save_set(site, read_text(fields, "name"), read_text(fields, "query"),
                                  author=read_text(fields, "author")))


@routes.delete("/search/sets/{name}", summary="Forget a smart set")
def forget(site: OpenSite, name: str) -> dict[str, str]:
    """Its pictures stay."""
    search.delete_set(site, name)
    return {"name": name}


@routes.post("/search/state", summary="Move pictures to a state")
def move(site: OpenSite, fields: Fields, *, state: Text = "", pictures: Text = "", query: Text = "",
         author: Text = "") -> dict[str, Any]:
    """`state`: found, judged, to_fix, fixed or live. Of `pictures` (a list of ids), or of all that meet `query`; one of
    the two. The answer says how many were in another state."""
    state = read_text(fields, "state")
    if state not in STATES:
        raise Misuse(f"The state is one of {', '.join(STATES)}, not {state[:20]!r}.", "Choose one of them.")
    return {"state": state, "moved": search.set_state(site, _chosen(site, fields), state,
                                                      author=read_text(fields, "author"))}


@routes.post("/search/tags", summary="Tag pictures")
def tag(site: OpenSite, fields: Fields, *, add: Text = "", remove: Text = "", pictures: Text = "", query: Text = "",
        author: Text = "") -> dict[str, Any]:
    """`add` and `remove`: lists of tags of people. Of `pictures` (a list of ids), or of all that meet `query`; one of
    the two. The answer says how many pictures changed; their history is kept."""
    return {"changed": search.tag(site, _chosen(site, fields), add=read_names(fields, "add"),
                                  remove=read_names(fields, "remove"), author=read_text(fields, "author"))}


@routes.post("/search/judge", status_code=201, summary="Judge pictures again")
def judge(request: Request, site: OpenSite, fields: Fields, *, pictures: Text = "", query: Text = "",
          stages: Text = "") -> dict[str, Any]:
    """By the models in use, from the files that are kept; with optional `stages`. Of `pictures` (a list of ids), or of
    all that meet `query`; one of the two. Returns the job; watch it by `GET /api/jobs/{job_id}`."""
    job_id = search.judge_again(site, _chosen(site, fields), read_names(fields, "stages"))
    return _job(request, site, job_id)


@routes.post("/search/crops", status_code=201, summary="Crop the pictures of a query")
def crop(request: Request, site: OpenSite, fields: Fields, *, query: Text = "", pictures: Text = "",
         crops_: Annotated[str, Form(alias="crops")] = "", rescore: Annotated[bool, Form()] = True) -> dict[str, Any]:
    """`crops` as for `POST /crops`. Of `pictures` (a list of ids), or of all that meet `query`; one of the two. Returns
    the job; its files come by `GET /api/crops/jobs/{job_id}/zip`."""
    judge_crops = read_flag(fields, "rescore") if "rescore" in fields else True
    job_id = crops.start_crops(site, read_crops(fields), pictures=_chosen(site, fields), rescore=judge_crops)
    return _job(request, site, job_id)


def _chosen(site: Site, fields: dict[str, Any]) -> tuple[str, ...]:
    """The pictures that a request is about."""
    ids, query = read_names(fields, "pictures"), read_text(fields, "query").strip()
    if bool(ids) == bool(query):
        raise Misuse("Send either pictures or query.", "One of the two is needed, and only one.")
    return ids or tuple(search.picture_ids(site, query))


def _job(request: Request, site: Site, job_id: str) -> dict[str, Any]:
    job = jobs.find(site, job_id)
    return asdict(shown(request, job, job.source))
