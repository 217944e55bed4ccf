"""The user's own gallery: photos of people who agreed, such as contracted models; a folder for each person.

The photos are looked at and not kept: their descriptors are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from core.catalog import face_opt_in, people
from core.catalog.people import Consent
from core.errors import InputError, Misuse, NotFound
from core.nouns.detections import DescribedFace
from core.nouns.failure import Failure
from core.people.verbs import checked_name
from core.people.work import descriptor_model, regroup, vector_name
from core.site import Site
from core.sources.files.folder import pictures_in

ONE_FACE = "core.people.tasks:one_face"
NO_PHOTO, ADD = "There is no photo of this person.", "Add photos with one face each."


@dataclass(frozen=True)
class Brought:
    """What came of photos of one person.

    Attributes
    ----------
    name : str
    person_id : int or None
        None where no photo could be used; nothing was stored then.
    faces : int
        Photos that were used.
    failures : tuple of Failure
        Photos that were not, and why.
    """

    name: str
    person_id: int | None
    faces: int
    failures: tuple[Failure, ...]


def bring_person(site: Site, name: str, files: Sequence[tuple[str, Path]], consent: Consent) -> Brought:
    """Take photos of one person into the gallery, and look for that person in the catalog.

    Parameters
    ----------
    site : Site
    name : str
        That of a person of the gallery adds to these photos.
    files : sequence of (name, path)
        Photos with one face each; what they are called where one fails.
    consent : Consent
        From `core.people.verbs.checked_consent`.

    Raises
    ------
    Misuse
        Switched off here, no photo, or the name is taken by a group.
    ModelMissing
        The model's file is gone or was altered.
    """
    brought = _bring(site, name, files, consent)
    if brought.person_id is not None:
        regroup(site)
    return brought


def bring_uploads(site: Site, name: str, uploads: Sequence[tuple[str, IO[bytes]]], consent: Consent) -> Brought:
    """As `bring_person`, with files that were sent; they are deleted when they were looked at."""
    limit = site.settings.max_bytes
    (site.settings.data_dir / "uploads").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=site.settings.data_dir / "uploads") as folder:
        files = []
        for number, (called, content) in enumerate(uploads):
            path = Path(folder) / str(number)
            path.write_bytes(content.read(limit + 1))  # one byte more: a file that is too large is told as such
            files.append((called, path))
        return bring_person(site, name, files, consent)


def bring_folder(site: Site, folder: Path, consent: Consent) -> list[Brought]:
    """Take a folder into the gallery that has a folder for each person, called by the name.

    Raises
    ------
    NotFound
        No such folder.
    Misuse
        It holds no folders; or as for `bring_person`.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", "Check the path.")
    folders = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not folders:
        raise Misuse(f"The folder {folder.name} holds no folders.",
                     "Put the photos of each person into a folder of that name.")
    found = []
    for path in folders:
        try:
            found.append(_bring(site, path.name, _photos(path), consent))
        except InputError as error:
            found.append(Brought(path.name, None, 0, (Failure.of(path.name, error),)))
    if any(one.person_id is not None for one in found):
        regroup(site)
    return found


def _photos(folder: Path) -> list[tuple[str, Path]]:
    try:
        return [(f"{folder.name}/{photo.name}", photo) for photo in pictures_in(folder)]
    except NotFound:
        raise NotFound(NO_PHOTO, ADD) from None


def _bring(site: Site, name: str, files: Sequence[tuple[str, Path]], consent: Consent) -> Brought:
    face_opt_in.check(site.settings.data_dir)
    model = descriptor_model(site.settings)
    if not files:
        raise Misuse(NO_PHOTO, ADD)
    with site.store.reading() as connection:
        held = next((row for row in people.everybody(connection)
                     if row["gallery"] and row["name"].casefold() == name.strip().casefold()), None)
    name = checked_name(site, name, held["person_id"] if held else None)
    faces, failures = list[DescribedFace](), list[Failure]()
    for called, path in files:
        try:
            faces.append(site.run(ONE_FACE, str(path), model))
        except InputError as error:
            failures.append(Failure.of(called, error))
    if not faces:
        return Brought(name, None, 0, tuple(failures))
    with site.store.writing() as connection:
        face_opt_in.check(site.settings.data_dir)  # it may have been erased meanwhile
        person_id = held["person_id"] if held else people.add_person(connection, name, consent)
        people.add_faces(connection, [
            {"picture_id": "", "xyxy": face.xyxy, "model": vector_name(model), "descriptor": face.values,
             "person_id": person_id, "kept": True} for face in faces])
    return Brought(name, person_id, len(faces), tuple(failures))
