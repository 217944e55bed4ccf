"""What the job board asks of this room: one long item: descriptors picture by picture, then the groups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from core import analyze
from core.catalog import face_opt_in, people
from core.catalog.people import FaceRow
from core.errors import MerchlensError
from core.jobs.kinds import LongKind, Progress
from core.jobs.vector_work import AT_ONCE, file_of, name_of
from core.models import store
from core.models.manifest import Entry
from core.nouns.analysis import Analysis
from core.nouns.job import Job
from core.people.grouping import Faces, group
from core.processes.each import each
from core.settings import Settings
from core.site import Site
from core.words.numerals import count

FACES_ON = "core.people.tasks:faces_on"
WRITTEN = 50  # pictures of one transaction


def job_kind(site: Site) -> LongKind:
    """The kind `people`: all pictures of the catalog."""

    def run(job: Job, progress: Progress) -> None:
        face_opt_in.check(site.settings.data_dir)
        model = descriptor_model(site.settings)
        with site.store.reading() as connection:
            asked = people.lacking(connection, vector_name(model))
        if not asked or _describe(site, model, asked, progress):
            progress("Grouping", 0.95)
            regroup(site)

    return LongKind(run)


def descriptor_model(settings: Settings) -> Entry:
    """The model whose descriptors are compared; raises ModelMissing where its file was altered."""
    return store.entry(settings.models_dir, "face_descriptor")


def vector_name(model: Entry) -> str:
    """What its descriptors are kept under."""
    return name_of(model, "faces")


def regroup(site: Site) -> None:
    """Group all faces: those of named people, of the gallery and those put by hand stay, all others are placed anew."""
    model = descriptor_model(site.settings)
    least = model.threshold("same_person")
    while True:
        with site.store.reading() as connection:
            faces, vectors = people.described(connection, vector_name(model))
            stays = _staying(connection, faces)
        placed = group(Faces(vectors, [face.picture_id for face in faces], stays), least) if faces else []
        with site.store.writing() as connection:
            now, _ = people.described(connection, vector_name(model))
            if now != faces or _staying(connection, now) != stays:
                continue  # somebody named, moved or erased a face meanwhile
            ids = {person_id: people.add_person(connection)
                   for person_id in sorted({one for one, _ in placed if one < 0}, reverse=True)}
            people.set_groups(connection, [(face.face_id, ids.get(person_id, person_id), score)
                                           for face, (person_id, score) in zip(faces, placed, strict=True)])
            people.write_facts(connection, model.name)
            return


def _staying(connection: Connection, faces: list[FaceRow]) -> list[int | None]:
    named = {row["person_id"] for row in people.everybody(connection) if row["name"]}
    return [face.person_id if face.kept or face.person_id in named else None for face in faces]


def _describe(site: Site, model: Entry, asked: list[str], progress: Progress) -> bool:
    """Describe the faces of pictures and keep that; False when it was ended early."""
    done, wanted, rows = 0, True, list[dict[str, Any]]()

    def is_wanted() -> bool:
        nonlocal wanted
        wanted = progress(f"{done:,} of {count(len(asked), 'photo')} looked at", 0.95 * done / len(asked))
        return wanted

    def submit(one: tuple[str, str, Analysis]) -> Any:
        _, path, analysis = one
        return site.pool.submit(FACES_ON, path, analysis.size_wh, (analysis.faces, model))

    try:
        for (picture_id, _, _), found in each(_pictures(site, asked), submit, is_wanted=is_wanted,
                                              workers=AT_ONCE * site.settings.workers):
            done += 1
            if not isinstance(found, MerchlensError):
                rows += [{"picture_id": picture_id, "xyxy": face.xyxy, "model": vector_name(model),
                          "descriptor": face.values} for face in found] or [
                    {"picture_id": picture_id, "xyxy": (0.0,) * 4, "model": vector_name(model), "descriptor": None}]
            if len(rows) >= WRITTEN:
                _keep(site, rows)
    finally:
        _keep(site, rows)
    return wanted


def _pictures(site: Site, asked: list[str]) -> Iterator[tuple[str, str, Analysis]]:
    for picture_id in asked:
        with suppress(MerchlensError):  # its file is gone: the next time, perhaps
            yield picture_id, file_of(site, picture_id)[0], analyze.analysis_of(site, picture_id)


def _keep(site: Site, rows: list[dict[str, Any]]) -> None:
    if rows:
        with site.store.writing() as connection:
            face_opt_in.check(site.settings.data_dir)  # it may have been erased meanwhile
            people.add_faces(connection, rows)
        rows.clear()
