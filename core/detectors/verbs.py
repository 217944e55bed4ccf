"""What a user can ask of this room: what the detectors saw in a picture on the way to their boxes."""

from __future__ import annotations

from core.catalog import pictures
from core.models import store
from core.nouns.detector_trace import DetectorTrace
from core.site import Site

TRACE = "core.detectors.tasks:trace"


def look(site: Site, picture_id: str) -> DetectorTrace:
    """Run both detectors on an analyzed picture, with what each of their steps saw.

    Parameters
    ----------
    site : Site
    picture_id : str
        sha256 of the picture's bytes.

    Raises
    ------
    NotFound
        When the picture is unknown, or its file is gone or has changed.
    """
    path = pictures.original(site.settings.data_dir, picture_id)
    trace: DetectorTrace = site.run(TRACE, str(path), picture_id)
    return trace


def model_key(site: Site) -> str:
    """What a trace depends on: names, files and thresholds of both detectors."""
    settings = site.settings
    return store.key_of([store.entry(settings.models_dir, "faces"),
                         store.entry(settings.models_dir, "persons", settings.persons_model)])
