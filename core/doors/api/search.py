"""Routes for the catalog: search, facets, phrases, smart sets, states."""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from core import analyze, search
from core.doors.api.access import OpenSite
from core.doors.api.fields import MOST, Fields, read_names, read_text, refuse_unknown
from core.errors import Misuse, NotFound
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
    state, ids, query = read_text(fields, "state"), read_names(fields, "pictures"), read_text(fields, "query").strip()
    if state not in STATES:
        raise Misuse(f"The state is one of {', '.join(STATES)}, not {state[:20]!r}.", "Choose one of them.")
    if bool(ids) == bool(query):
        raise Misuse("Send either pictures or query.", "One of the two is needed, and only one.")
    return {"state": state, "moved": search.set_state(site, ids or search.picture_ids(site, query), state,
                                                      author=read_text(fields, "author"))}
