"""How often label sets hold the true label: promised by the calibration, and measured on left-out sources."""

from __future__ import annotations

from contextlib import suppress

from core.cards.measures import left_out_coverage, read_rows
from core.errors import SetupError
from core.models.manifest import Manifest
from core.nouns.label_set import SetCoverage
from core.site import Site


def set_coverage(site: Site, picture_id: str) -> SetCoverage:
    """The coverage of the label sets of the model that judged a picture.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed picture.

    Returns
    -------
    SetCoverage
        That of no sets where the model has none; not measured where its validation scores cannot be read.
    """
    analysis = site.store.analysis(picture_id)
    entry = Manifest.read(site.settings.models_dir).entries.get(analysis.models.get("intent", "")) if analysis else None
    if entry is None or entry.label_sets is None:
        return SetCoverage()
    promised = entry.label_sets.coverage
    with suppress(SetupError):  # the page Models says what is wrong with them
        labeled = [row for row in read_rows(entry.scores) if row.label] if entry.scores else []
        if slices := left_out_coverage(labeled, promised):
            return SetCoverage(promised, slices[0].share)
    return SetCoverage(promised)
