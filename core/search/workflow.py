"""The way of a picture through a shop's hands: found, judged, to fix, fixed, live; who moved it and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from core import analyze
from core.catalog import corrections as kept
from core.catalog import pictures as files
from core.catalog.searchable import BATCH, STATE
from core.catalog.tables import corrections, pictures
from core.errors import Misuse, NotFound
from core.nouns.correction import Correction
from core.nouns.source import Source
from core.search.fields import UNSET_STATE
from core.site import Site
from core.words.search import STATES


def set_state(site: Site, picture_ids: Sequence[str], state: str, *, author: str = "") -> int:
    """Move pictures to a state; every step is kept.

    Parameters
    ----------
    site : Site
    picture_ids : sequence of str
        Of the catalog; others are passed over.
    state : {"found", "judged", "to_fix", "fixed", "live"}
    author : str
        Who says so.

    Returns
    -------
    int
        Number of pictures that were in another state.

    Raises
    ------
    Misuse
        An unknown state, or no picture.
    """
    if state not in STATES:
        raise Misuse(f"A picture is {', '.join(STATES)}, not {state[:40]!r}.", "Choose one of these states.")
    if not picture_ids:
        raise Misuse("No picture is selected.", "Select one or more first.")
    moved, now = 0, datetime.now(UTC)
    ids = list(dict.fromkeys(picture_ids))
    with site.store.writing() as connection:
        for start in range(0, len(ids), BATCH):
            part = ids[start:start + BATCH]
            known = set(connection.execute(select(pictures.c.picture_id)
                                           .where(pictures.c.picture_id.in_(part))).scalars())
            before = dict(connection.execute(
                select(corrections.c.picture_id, corrections.c.value)
                .where(corrections.c.picture_id.in_(part), corrections.c.name == STATE)
                .order_by(corrections.c.created, corrections.c.correction_id)).tuples().all())
            steps = [Correction(name, STATE, state, before.get(name, UNSET_STATE), author.strip(), now)
                     for name in part if name in known and before.get(name, UNSET_STATE) != state]
            kept.add(connection, steps)
            moved += len(steps)
    return moved


def state_history(site: Site, picture_id: str) -> list[Correction]:
    """The steps of a picture, the newest first: who, when, was, now."""
    with site.store.reading() as connection:
        return kept.history(connection, picture_id, STATE)


def judge_again(site: Site, picture_ids: Sequence[str], stages: tuple[str, ...] = ()) -> str:
    """Analyze pictures by the models in use now, from the files that are kept: nothing is fetched.

    Parameters
    ----------
    site : Site
        Open, with its models.
    picture_ids : sequence of str
        Of the catalog.
    stages : tuple of str
        Optional stages to run as well.

    Returns
    -------
    str
        The job's id. A picture that these models have judged already is not analyzed again.

    Raises
    ------
    Misuse
        No picture, or an unknown stage.
    NotFound
        The file of none of them is there any more.
    """
    if not picture_ids:
        raise Misuse("No picture is selected.", "Select one or more first.")
    with site.store.reading() as connection:
        uris: dict[str, str] = {}
        for start in range(0, len(picture_ids), BATCH):
            uris |= dict(connection.execute(
                select(pictures.c.picture_id, pictures.c.uri)
                .where(pictures.c.picture_id.in_(picture_ids[start:start + BATCH]))).tuples().all())
    sources = []
    for name, uri in uris.items():
        try:
            sources.append(Source(uri, path=files.original(site.settings.data_dir, name)))
        except NotFound:
            continue
    if not sources:
        raise NotFound("The files of these pictures are gone.", "Bring them again by Analyze or an audit.")
    return analyze.start(site, sources, analyze.AnalysisOptions(stages=stages))
