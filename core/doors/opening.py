"""How every door opens the site: prepare the models, then start the worker processes that open them."""

from __future__ import annotations

import logging
from collections.abc import Callable

from core import analyze, models
from core.settings import Settings
from core.site import Site
from core.sources.fetching.fetch import fetch
from core.words.printable import make_logs_printable

log = logging.getLogger(__name__)
WARM_UP = "core.analyze.tasks:open_models"


def open_site(settings: Settings, say: Callable[[str], None] = log.info) -> Site:
    """Prepare the models, open the site and start its worker processes.

    Parameters
    ----------
    settings : Settings
        Names the models.
    say : callable
        Receives a sentence about each step that takes time (a download with its checksum, a conversion).

    Raises
    ------
    SetupError
        When a model is missing, changed or has the wrong contract, or the data folder cannot be written.
    """
    make_logs_printable()
    site = Site(prepare_models(settings, say), WARM_UP)
    site.pool  # noqa: B018 - worker processes open their models while the door is still starting
    if (settings.data_dir / "batches").is_dir():
        analyze.import_batches(site)
    return site


def prepare_models(settings: Settings, say: Callable[[str], None] = log.info) -> Settings:
    """Fetch or convert the models that the operator named, verify all checksums, and open the named ones once.

    Roles without a named model follow the current version, also when another one is promoted while the site is open.

    Parameters
    ----------
    settings : Settings
    say : callable
        As for `open_site`.

    Returns
    -------
    Settings
        With models that a worker process can open, and the site's own folder of models.

    Raises
    ------
    SetupError
        When a model is missing, changed or has the wrong contract.
    """
    settings = models.with_own_folder(models.prepare(settings, fetch, say=say))
    for role, name in (("faces", ""), ("persons", settings.persons_model), ("intent", settings.intent_model),
                       ("products", settings.products_model)):
        if role != "products" or name:  # the bundled one is asked for by those who read shelves
            models.entry(settings.models_dir, role, name)
    models.check(settings)
    return settings
