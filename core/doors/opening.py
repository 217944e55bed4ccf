"""How every door opens the site: the models that were asked for are fetched, checked and opened in worker processes."""

from __future__ import annotations

import logging
from collections.abc import Callable

from core.models import external, store
from core.settings import Settings
from core.site import Site
from core.sources.fetching.fetch import fetch

log = logging.getLogger(__name__)
WARM_UP = "core.analyze.tasks:open_models"


def open_site(settings: Settings, say: Callable[[str], None] = log.info) -> Site:
    """Open the site with its models: fetch or convert those that were asked for, check them, start the worker
    processes.

    Parameters
    ----------
    settings : Settings
        Names the models.
    say : callable
        Told in sentences what takes time (a download with its checksum, a conversion).

    Raises
    ------
    SetupError
        When a model is missing, changed or has the wrong contract, or the data folder cannot be written.
    """
    settings = external.prepared(settings, fetch, say=say)
    for role, name in (("faces", ""), ("persons", settings.persons_model), ("intent", settings.intent_model)):
        store.entry(settings.models_dir, role, name)
    site = Site(settings, WARM_UP)
    site.pool  # noqa: B018 - worker processes open their models while the door is still being put up
    return site
