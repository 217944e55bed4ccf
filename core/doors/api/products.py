"""Routes of products: import a catalog, list it, build its index, and see which products look alike."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request

from core import audits, shelf, skus
from core.doors.api.access import OpenSite, local
from core.doors.api.fields import Fields, exactly_one, read_columns, read_text
from core.doors.api.uploads import SentFile
from core.nouns.product import Product

routes = APIRouter()


@routes.post("/products/import", status_code=202, summary="Bring products with their packshots")
def bring(request: Request, site: OpenSite, fields: Fields, *, source: Annotated[str, Form()] = "",
          file: SentFile,
          columns: Annotated[list[str], Form(default_factory=list)]) -> dict[str, Any]:
    """`source` (an address) or `file` (a table, feed or zip). `columns`: as for audits. In the background; what came of
    it is at /api/products/import/{job_id}."""
    place = exactly_one(fields, "source", file)
    named = read_columns(fields)
    if file:
        job_id = audits.start_upload(site, file.filename or "upload", file.file, audits.AuditRequest(columns=named))
    else:
        job_id = skus.import_products(site, place, columns=named, local=local(request))
    return {"job_id": job_id}


@routes.get("/products/import/{job_id}", summary="What came of an import")
def imported(request: Request, site: OpenSite, job_id: str) -> dict[str, Any]:
    """Products, pictures, and a sentence for each thing that is wrong; while it runs, what came so far."""
    return skus.imported_answer(skus.imported(site, job_id))


@routes.get("/products", summary="The products of the catalog, and how the index stands")
def listed(site: OpenSite, *, text: str = "", limit: Annotated[int, Query()] = 100,
           start: Annotated[int, Query()] = 0) -> dict[str, Any]:
    """The object of `python -m core products list --json`."""
    return skus.products_answer(site, skus.products(site, text=text, limit=limit, start=start))


@routes.post("/products/index", status_code=202, summary="Build the index, or add what is new")
def index(site: OpenSite) -> dict[str, Any]:
    """In the background; watch and cancel the job by /api/jobs."""
    return {"job_id": skus.start_index(site)}


@routes.get("/products/twins", summary="Products that look alike")
def twins(site: OpenSite, *, limit: Annotated[int, Query()] = 100) -> dict[str, Any]:
    """The object of `python -m core products twins --json`."""
    return {"twins": [asdict(pair) for pair in skus.twins(site, limit=limit)]}


@routes.get("/products/new", summary="Facings of shelf photos that are in no catalog and look alike")
def new(site: OpenSite) -> dict[str, Any]:
    """The object of `python -m core products new --json`."""
    return {"groups": [one.to_dict() for one in shelf.new_products(site)]}


@routes.post("/products/new", status_code=202, summary="Look for such facings")
def look_for_new(site: OpenSite) -> dict[str, Any]:
    """In the background; watch and cancel the job by /api/jobs."""
    return {"job_id": shelf.look_for_newcomers(site)}


@routes.post("/products/new/{key}", summary="Say what a group of such facings is")
def said_of_new(site: OpenSite, fields: Fields, key: str, *, said: Annotated[str, Form()] = "",
                sku: Annotated[str, Form()] = "", title: Annotated[str, Form()] = "",
                author: Annotated[str, Form()] = "") -> dict[str, Any]:
    """`said`: the SKU of a product, or `not-a-product`; or `sku` and `title` of a new one, whose pictures are the
    group's largest facings. Optional: `author`. The answer: the number of `facings`, which are views of it now."""
    by = read_text(fields, "author")
    if read_text(fields, "sku"):
        product = Product(sku=read_text(fields, "sku"), title=read_text(fields, "title"))
        return {"facings": shelf.make_newcomer(site, key, product, author=by)}
    return {"facings": shelf.answer_newcomer(site, key, read_text(fields, "said"), author=by)}
