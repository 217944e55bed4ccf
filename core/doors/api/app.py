"""The REST API as one application: the routes of each room, access, errors. `app.py` mounts it under /api."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from threading import Thread
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse

from core import __version__, jobs, search
from core.doors.api import analyze as analyze_routes
from core.doors.api import audits as audit_routes
from core.doors.api import corrections as correction_routes
from core.doors.api import crops as crop_routes
from core.doors.api import datasets as dataset_routes
from core.doors.api import docs_page, errors
from core.doors.api import explain as explain_routes
from core.doors.api import exports as export_routes
from core.doors.api import jobs as job_routes
from core.doors.api import models as model_routes
from core.doors.api import people as people_routes
from core.doors.api import persons as persons_routes
from core.doors.api import products as product_routes
from core.doors.api import sales as sales_routes
from core.doors.api import search as search_routes
from core.doors.api import shelf as shelf_routes
from core.doors.api import shelf_training as shelf_training_routes
from core.doors.api import similar as similar_routes
from core.doors.api import tags as tag_routes
from core.doors.api import tags_training as tags_training_routes
from core.doors.api import training as training_routes
from core.doors.api import transfer as transfer_routes
from core.doors.api import uploads as upload_routes
from core.doors.api import wrong_pictures as wrong_picture_routes
from core.doors.api.access import SizeLimit, check_access
from core.errors import MerchlensError
from core.site import Site

log = logging.getLogger("merchlens.api")
Open = Callable[[], Site]
DESCRIPTION = "See product photos as a shopping engine sees them: one by one, or a whole catalog."


def create(open_site: Open, address: str | None) -> FastAPI:
    """The API as an application to mount.

    Parameters
    ----------
    open_site : callable
        Gives the one site of the process, which the dashboard shares; called at the first request.
    address : str or None
        Where the server listens; keys are optional on loopback only. None means everywhere.
    """
    api = FastAPI(title="Merchlens", version=__version__, dependencies=[Depends(check_access)], docs_url="",
                  redoc_url="", description=DESCRIPTION)
    api.state.open_site, api.state.address = open_site, address
    api.add_middleware(SizeLimit, open_site=open_site)
    errors.add_handlers(api)
    for room in (analyze_routes, audit_routes, search_routes, job_routes, sales_routes, explain_routes,
                 correction_routes, dataset_routes, training_routes, transfer_routes, persons_routes, model_routes,
                 export_routes, similar_routes, product_routes, crop_routes, wrong_picture_routes, people_routes,
                 tag_routes, tags_training_routes, shelf_routes, shelf_training_routes, upload_routes):
        api.include_router(room.routes)
    api.add_route("/docs", lambda request: HTMLResponse(docs_page.page(api.openapi())), include_in_schema=False)
    return api


def resuming(open_site: Open) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """What a server does from its start on: continue jobs that an earlier process left unfinished, and keep house."""
    def resume() -> None:
        try:
            jobs.continue_unfinished(open_site())
            jobs.delete_leftovers(open_site())
            search.search(open_site(), limit=0, facets=False)  # the first visitor of the catalog waits for no reading
        except MerchlensError as error:  # pages and requests say it too, to somebody who can read it
            log.warning("Jobs cannot continue: %s", error)

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        from core.doors.housekeeping import keep_house

        Thread(target=resume, daemon=True).start()
        house = asyncio.create_task(keep_house())
        yield
        house.cancel()
        with suppress(asyncio.CancelledError):
            await house

    return lifespan
