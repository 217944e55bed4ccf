"""Routes for explanations: measure explanation methods on a set of photos."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from core import explain, explore, flip, jobs, whatif
from core.doors.api.access import OpenSite, local, shown
from core.doors.api.analyze import photo_place
from core.doors.api.fields import Fields, read_count, read_flag, read_names, read_text
from core.doors.api.uploads import SentFile
from core.errors import Misuse, NotFound, Refused
from core.site import Site

routes = APIRouter()
FILES = {"csv": ("text/csv; charset=utf-8", explain.benchmark_csv),
         "html": ("text/html; charset=utf-8", explain.benchmark_html)}
Text = Annotated[str, Form()]


@routes.post("/explain", summary="Explain one photo's score")
def explain_photo(site: OpenSite, fields: Fields, file: SentFile, url: Text = "", *,
                  label: Text = "", method: Text = explain.DEFAULT_METHOD, against: Text = "", layer: Text = "",
                  trust: Annotated[bool, Form()] = False) -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url`, and the `label` to explain. Optional: `method`, `against` (a
    second label), `layer`, and `trust`, which adds the measures. `overlay` is a JPEG in base64."""
    found = explain.explain_file(
        site, photo_place(site, fields, file), read_text(fields, "label"), against=read_text(fields, "against"),
        method=read_text(fields, "method", explain.DEFAULT_METHOD), layer=read_text(fields, "layer"),
        trust=read_flag(fields, "trust"))
    saliency = found.saliency
    return {"label": saliency.label, "score": saliency.score, "method": saliency.method, "layer": saliency.layer,
            "has_evidence": saliency.has_evidence, "coarse": saliency.coarse.tolist(),
            "trust": found.trust.to_dict() if found.trust else None,
            "overlay": base64.b64encode(found.overlay).decode()}


@routes.post("/flip", summary="The smallest edit that changes a photo's verdict")
def flip_photo(site: OpenSite, fields: Fields, file: SentFile, url: Text = "", *,
               target: Text = "", budget: Annotated[int, Form(ge=0)] = flip.BUDGET) -> dict[str, Any]:
    """Send the photo as `file`, or its address as `url`. Optional: `target`, a label that is to become the top one
    (default: the other verdict on shoppable), and `budget`, the most evaluations of the model."""
    most = read_count(fields, "budget")
    return flip.flip_file(site, photo_place(site, fields, file), target=read_text(fields, "target"),
                          budget=flip.BUDGET if most is None else most).to_dict()


@routes.post("/flips/{job_id}", status_code=201, summary="Search one edit that helps many of a job's photos")
def start_flips(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """`job_id`: of an analysis or audit that has ended. Its borderline photos are searched in the background; a search
    that was canceled goes on from where it was."""
    job_id = whatif.named_job(site, job_id)
    flip.start_flips(site, job_id)
    return _flips(request, site, job_id)


@routes.get("/flips/{job_id}", summary="One edit that helps many: state, progress, result so far")
def flips(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """`result` is the object that `python -m core flip --job ID --json` prints, of what is searched so far; `job` is
    null before the first search."""
    return _flips(request, site, whatif.named_job(site, job_id))


@routes.post("/flips/{job_id}/cancel", summary="Cancel the search")
def cancel_flips(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """What is searched stays."""
    job_id = whatif.named_job(site, job_id)
    flip.cancel_flips(site, job_id)
    return _flips(request, site, job_id)


@routes.get("/flips/{job_id}/csv", summary="The smallest edit of each borderline photo", response_class=Response)
def flips_csv(request: Request, site: OpenSite, job_id: str) -> Response:
    """A row for each photo that was searched."""
    job_id = whatif.named_job(site, job_id)
    text = shown(request, flip.flips_csv(site, job_id).decode(), jobs.find(site, job_id).source)
    headers = {"content-disposition": f'attachment; filename="merchlens-edits-{job_id}.csv"'}
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@routes.get("/flow/{job_id}", summary="How a job's photos flow through the chain, at any thresholds")
def flow(site: OpenSite, job_id: str, thresholds: str = "") -> dict[str, Any]:
    """`thresholds`: other ones, such as `face=0.9,shoppable=0.4` (names: face, person, shoppable, sensitive). Computed
    from stored scores; the object is that of `python -m core flow --json`."""
    return whatif.answer(site, whatif.named_job(site, job_id), thresholds)


@routes.get("/explore/{job_id}", summary="Where a job's labels are wrong or close")
def explore_job(site: OpenSite, job_id: str) -> dict[str, Any]:
    """Confusion with the shop's labels, reliability and slices; the object of `python -m core explore --json`."""
    return explore.answer(site, whatif.named_job(site, job_id))


@routes.post("/explore/{job_id}/map", status_code=201, summary="Make the 2-D map of a job's photos")
def start_map(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """The model looks at each photo once, in the background; `GET` tells how far it is."""
    job_id = whatif.named_job(site, job_id)
    explore.start_map(site, job_id)
    return _map(request, site, job_id)


@routes.get("/explore/{job_id}/map", summary="The 2-D map of a job's photos")
def read_map(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """`state` and `fraction` of the job that makes it; `method`, and as `points` the rows of map.csv with `x` and `y`.
    Without a map `points` is empty. Cancel the job by `POST /api/jobs/{map_job_id}/cancel`."""
    return _map(request, site, whatif.named_job(site, job_id))


def _map(request: Request, site: Site, job_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = shown(request, explore.map_answer(site, job_id), site.store.job(job_id).source)
    return answer


@routes.post("/explain-benchmark", status_code=201, summary="Measure explanation methods on a set of photos")
def start(request: Request, site: OpenSite, fields: Fields, *, source: Text = "", label: Text = "top",
          methods: Annotated[list[str], Form(default_factory=list)],
          limit: Annotated[int | None, Form(ge=0)] = None) -> dict[str, Any]:
    """`source`: the id of an analysis or, from the same machine, a folder. Optional: `methods`, such as grad-cam (form
    or JSON list), `label` (`top` for each photo's own top label), and `limit`, the number of photos to draw."""
    source = read_text(fields, "source")
    if not source:
        raise Misuse("The photos to measure on are missing.", "Send source, the id of an analysis or a folder.")
    names = tuple(read_names(fields, "methods")) or (explain.DEFAULT_METHOD,)
    order = explain.BenchmarkRequest(names, read_text(fields, "label", explain.TOP), read_count(fields, "limit") or 0)
    if not local(request) and not all(letter in "0123456789abcdef" for letter in source):
        raise Refused("Folders of the server are open to requests of the same machine only.",
                      "Send the id of an analysis.")
    return _state(request, site, explain.start_benchmark(site, source, order))


@routes.get("/explain-benchmark/{job_id}", summary="A benchmark: state, progress, result so far")
def state(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """`result` is the object that `python -m core explain-benchmark --json` prints, of what is measured so far."""
    return _state(request, site, job_id)


@routes.post("/explain-benchmark/{job_id}/cancel", summary="Cancel a benchmark")
def cancel(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """What is measured stays."""
    explain.cancel_benchmark(site, job_id)
    return _state(request, site, job_id)


@routes.get("/explain-benchmark/{job_id}/files/{form}", summary="The result as a file", response_class=Response)
def file(site: OpenSite, job_id: str, form: str) -> Response:
    """`form`: csv (a row for each photo and method) or html (the chart)."""
    if form not in FILES:
        raise NotFound(f"There is no result in the format {form[:20]!r}.", f"Use one of {', '.join(FILES)}.")
    media_type, write = FILES[form]
    headers = {"content-disposition": f'attachment; filename="merchlens-explanations-{job_id}.{form}"'}
    return Response(write(site, job_id), media_type=media_type, headers=headers)


def _state(request: Request, site: Site, job_id: str) -> dict[str, Any]:
    state = explain.benchmark(site, job_id)
    return asdict(shown(request, state.job, state.job.source)) | {"result": state.result.to_dict()}


def _flips(request: Request, site: Site, job_id: str) -> dict[str, Any]:
    flips = flip.flips_of(site, job_id)
    result = shown(request, flips.summary.to_dict(), jobs.find(site, job_id).source)
    return {"job_id": job_id, "job": asdict(flips.job) if flips.job else None, "result": result}
