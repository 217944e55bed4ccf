"""How often label sets hold the true label: promised by the calibration, and measured on left-out sources.

The sets for restricted goods are calibrated here, on the model's stored validation scores.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from core.cards.measures import Row, left_out_coverage, read_rows
from core.errors import Misuse, SetupError
from core.models.manifest import Entry, Manifest
from core.nouns.label_set import SensitiveCoverage, SensitiveSets, SetCoverage
from core.nouns.proportion import share_of
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
    entry = _judge(site, picture_id)
    if entry is None or entry.label_sets is None:
        return SetCoverage()
    promised = entry.label_sets.coverage
    with suppress(SetupError):  # the page Models says what is wrong with them
        labeled = [row for row in read_rows(entry.scores) if row.label] if entry.scores else []
        if slices := left_out_coverage(labeled, promised):
            return SetCoverage(promised, slices[0].share)
    return SetCoverage(promised)


def sensitive_sets(site: Site, picture_id: str) -> tuple[SensitiveSets | None, SensitiveCoverage]:
    """The sets for restricted goods of the model that judged a picture, and how often they hold the true answer.

    Parameters
    ----------
    site : Site
    picture_id : str
        Of an analyzed picture.

    Returns
    -------
    sets : SensitiveSets or None
        None where no validation scores are stored, or they cannot be read or are too few.
    coverage : SensitiveCoverage
        For each source, measured by sets that were calibrated on the others.
    """
    entry = _judge(site, picture_id)
    if entry is None or entry.scores is None:
        return None, SensitiveCoverage()
    try:
        return _sensitive(entry.scores, entry.scores.stat().st_mtime_ns)
    except (SetupError, Misuse, OSError):  # the page Models says what is wrong with the scores
        return None, SensitiveCoverage()


@lru_cache(maxsize=4)
def _sensitive(path: Path, stamp: int) -> tuple[SensitiveSets, SensitiveCoverage]:
    """Kept until the file has changed."""
    rows = [row for row in read_rows(path) if row.sensitive]
    sets = _calibrated(rows)
    hits: dict[str, list[bool]] = {"1": [], "0": []}
    for source in sorted({row.source for row in rows}):
        others = _calibrated([row for row in rows if row.source != source])
        for row in rows:
            if row.source == source:
                truth = "yes" if row.sensitive == "1" else "no"
                hits[row.sensitive].append(truth in others.answers(row.sensitive_score))
    restricted, harmless = (share_of(sum(hits[kind]), len(hits[kind])) for kind in ("1", "0"))
    return sets, SensitiveCoverage(sets.yes.coverage, restricted, harmless)


def _calibrated(rows: list[Row]) -> SensitiveSets:
    return SensitiveSets.calibrated([row.sensitive_score for row in rows], [row.sensitive == "1" for row in rows])


def _judge(site: Site, picture_id: str) -> Entry | None:
    """The entry of the intent model that judged a picture."""
    analysis = site.store.analysis(picture_id)
    entries = Manifest.read(site.settings.models_dir).entries
    return entries.get(analysis.models.get("intent", "")) if analysis else None
