"""What a user can want of this room: switch it on and off, group, name, merge, split, forget, erase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from core import analyze
from core.catalog import face_opt_in, people
from core.catalog.erased_facts import erase_facts
from core.catalog.face_opt_in import OptIn
from core.catalog.people import Consent, FaceRow
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from core.jobs.vector_work import file_of
from core.models import store
from core.nouns.fact import FACE_FACTS
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.people.grouping import joined_by_mistake
from core.people.work import descriptor_model, vector_name
from core.site import Site

KIND, STAGE = "people", "face_details"  # of job and stage
CUT_OUT = "core.people.tasks:cut_out"
LONGEST_NAME, TILE = 60, 160  # letters; pixels of a tile's sides


@dataclass(frozen=True)
class Person:
    """A group of faces.

    Attributes
    ----------
    person_id : int
    name : str
        "" while nobody has named it.
    faces, pictures : int
        In the catalog and the gallery; and pictures of the catalog.
    gallery : bool
        True where the user brought photos of this person.
    consent : Consent or None
        Of a person of the gallery.
    """

    person_id: int
    name: str
    faces: int
    pictures: int
    gallery: bool
    consent: Consent | None


@dataclass(frozen=True)
class PeopleState:
    """The switch, what is stored, and how grouping stands.

    Attributes
    ----------
    opt_in : OptIn
    faces, groups, named, gallery : int
        Descriptors; groups; named ones; people of the gallery.
    waiting : int
        Pictures with a face that were not looked at yet.
    job : Job or None
        The newest that groups or grouped.
    """

    opt_in: OptIn
    faces: int
    groups: int
    named: int
    gallery: int
    waiting: int
    job: Job | None


def state(site: Site) -> PeopleState:
    """The switch, what is stored, and how grouping stands."""
    switch = face_opt_in.read(site.settings.data_dir)
    with site.store.reading() as connection:
        waiting = len(people.lacking(connection, vector_name(descriptor_model(site.settings)))) if switch.on else 0
        counts = people.counts(connection)
    return PeopleState(switch, **counts, waiting=waiting, job=next(iter(site.store.jobs(KIND)), None))


def switch_on(site: Site, author: str = "") -> OptIn:
    """Let this site look closer at faces."""
    return face_opt_in.write(site.settings.data_dir, True, author)


def switch_off(site: Site, author: str = "") -> OptIn:
    """Look no closer at faces from now on; what is stored stays until `erase`."""
    _stop_jobs(site)
    return face_opt_in.write(site.settings.data_dir, False, author)


def start(site: Site) -> str:
    """Begin to describe the faces of the catalog and to group them, in the background; gives the job's id, or that of
    the one under way.

    Raises
    ------
    Misuse
        It is switched off here.
    NotFound
        No analyzed photo has a face.
    ModelMissing
        The model's file is gone or was altered.
    """
    face_opt_in.check(site.settings.data_dir)
    descriptor_model(site.settings)
    now = state(site)
    if now.job is not None and now.job.running:
        return now.job.job_id
    if not now.waiting and not now.faces:
        raise NotFound("No analyzed photo has a face on it.", "Analyze photos of people first.")
    return site.part(open_board).start("", "catalog", kind=KIND, offers=[Candidate("people", origin="catalog")])


def wait(site: Site, job_id: str, timeout: float | None = None) -> Job:
    """Wait until grouping has ended, or `timeout` seconds passed."""
    return site.part(open_board).wait(job_id, timeout)


def everybody(site: Site) -> list[Person]:
    """All groups, the named first, then those on most pictures."""
    with site.store.reading() as connection:
        rows = people.everybody(connection)
    return [Person(row["person_id"], row["name"], row["faces"], row["pictures"], bool(row["gallery"]),
                   Consent(row["consent_by"], row["consent_on"], row["consent_text"]) if row["gallery"] else None)
            for row in rows]


def faces_of(site: Site, person_id: int) -> list[FaceRow]:
    """The faces of a group, those most like it first; raises NotFound."""
    _person(site, person_id)
    with site.store.reading() as connection:
        return people.faces_of(connection, person_id)


def face_image(site: Site, face_id: int) -> bytes:
    """A face of the catalog as JPEG of at most 160 px, cut out now and kept nowhere.

    Raises
    ------
    NotFound
        No such face, it was forgotten, or it is one of the gallery, whose photos are not kept.
    """
    face_opt_in.check(site.settings.data_dir)
    with site.store.reading() as connection:
        face = people.face(connection, face_id)
    if face is None or face.xyxy[2] <= face.xyxy[0]:
        raise NotFound("This face is not known here.", "Group the faces again.")
    if not face.picture_id:
        raise NotFound("Photos of the gallery are not kept.", "Look at the photos that you brought.")
    analysis = analyze.analysis_of(site, face.picture_id)
    data: bytes = site.run(CUT_OUT, file_of(site, face.picture_id)[0], analysis.size_wh, (face.xyxy, TILE))
    return data


def name(site: Site, person_id: int, new: str) -> None:
    """Name a person; the name becomes the fact `people` of the pictures.

    Raises
    ------
    Misuse
        No name, one that is too long, or that of another person.
    NotFound
        No such person.
    """
    _allowed(site, person_id)
    new = checked_name(site, new, person_id)
    with site.store.writing() as connection:
        people.rename(connection, person_id, new)
        people.write_facts(connection, descriptor_model(site.settings).name)


def merge(site: Site, person_id: int, others: Sequence[int]) -> None:
    """Put the faces of other groups into one, for good; raises Misuse for a person of the gallery among the others."""
    known = {person.person_id: person for person in everybody(site)}
    _allowed(site, person_id)
    for other in others:
        _person(site, other)
        if other == person_id:
            raise Misuse("A person cannot be merged with itself.", "Choose another one.")
        if known[other].gallery:
            raise Misuse(f"{known[other].name} is in the gallery, with a consent of its own.",
                         "Merge the other way around, or forget one of the two.")
    if not others:
        raise Misuse("There is nobody to merge with.", "Choose at least two groups.")
    with site.store.writing() as connection:
        for other in others:
            people.put(connection, [face.face_id for face in people.faces_of(connection, other)], person_id, kept=True)
            people.remove(connection, other)
        people.write_facts(connection, descriptor_model(site.settings).name)


def split(site: Site, person_id: int, face_ids: Sequence[int]) -> int:
    """Take faces out of a group into a new one, for good; gives its id.

    Raises
    ------
    Misuse
        No face, one of another group, one of the gallery, or all of them.
    """
    _allowed(site, person_id)
    faces = {face.face_id: face for face in faces_of(site, person_id)}
    chosen = set(face_ids)
    if not chosen or not chosen <= set(faces):
        raise Misuse("Only faces of this group can be taken out of it.", "Choose some of its faces.")
    if any(not faces[face_id].picture_id for face_id in chosen) or chosen == set(faces):
        raise Misuse("All faces, or one of the gallery, cannot be taken out.", "Choose fewer faces of the catalog.")
    with site.store.writing() as connection:
        made = people.add_person(connection)
        people.put(connection, sorted(chosen), made, kept=True)
        people.write_facts(connection, descriptor_model(site.settings).name)
    return made


def forget(site: Site, person_id: int) -> None:
    """Delete a person: the name, the consent, the facts, and the descriptors of all faces; raises NotFound."""
    _person(site, person_id)
    with site.store.writing() as connection:
        people.forget(connection, person_id)
        people.write_facts(connection, descriptor_model(site.settings).name)


def erase(site: Site) -> None:
    """Delete all descriptors, groups, names and consents, and all that was found of faces, and switch it off."""
    switch_off(site)
    with site.store.writing() as connection:
        people.erase(connection)
        erase_facts(connection, (*FACE_FACTS, people.FACT), STAGE)


def errors(site: Site) -> dict[str, Any]:
    """The measured errors of what is said of faces, as its model's entry in the manifest has them."""
    return dict(store.entry(site.settings.models_dir, STAGE).metrics)


def mistakes(site: Site) -> tuple[int, int]:
    """Of pairs of faces on one photo, which are two people: how many are as alike as one, and how many there are."""
    model = descriptor_model(site.settings)
    with site.store.reading() as connection:
        faces, vectors = people.described(connection, vector_name(model))
    return joined_by_mistake(vectors, [face.picture_id for face in faces], model.threshold("same_person"))


def checked_consent(by: str, on: str, text: str) -> Consent:
    """A consent with all three parts; raises Misuse."""
    by, on, text = by.strip(), on.strip(), text.strip()
    if not by or not text:
        raise Misuse("A person of the gallery needs a consent: who gave it, when, and what for.",
                     "Write all three down; without them no photo is looked at.")
    try:
        date.fromisoformat(on)
    except ValueError:
        raise Misuse(f"The day of the consent is written like 2026-01-31, not {on[:20]!r}.",
                     "Write year, month and day.") from None
    return Consent(by[:200], on, text[:4000])


def checked_name(site: Site, new: str, person_id: int | None = None) -> str:
    """A name that nobody else has; raises Misuse."""
    new = re.sub(r"\s+", " ", new).strip()
    if not new or len(new) > LONGEST_NAME:
        raise Misuse(f"A name has 1 to {LONGEST_NAME} letters.", "Write another one.")
    if '"' in new or not new.isprintable():
        raise Misuse("A name has no quotation marks and no control characters.", "Write it without them.")
    if any(one.name.casefold() == new.casefold() and one.person_id != person_id for one in everybody(site)):
        raise Misuse(f"Another person is called {new} already.", "Merge the two, or write another name.")
    return new


def as_plain(person: Person) -> dict[str, Any]:
    """A person as plain values, ready for JSON."""
    return asdict(person)


def _allowed(site: Site, person_id: int) -> None:
    face_opt_in.check(site.settings.data_dir)
    _person(site, person_id)


def _person(site: Site, person_id: int) -> Person:
    found = next((one for one in everybody(site) if one.person_id == person_id), None)
    if found is None:
        raise NotFound("This person is not known here.", "Look at the list: python -m core people.")
    return found


def _stop_jobs(site: Site) -> None:
    for job in site.store.unfinished():
        if job.kind == KIND or STAGE in job.options.get("stages", ()):
            site.part(open_board).cancel(job.job_id)
