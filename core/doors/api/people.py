"""Routes of people: the switch, groups of faces, names, the gallery, and erasing all of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile

from core import people
from core.doors.api.access import OpenSite
from core.doors.api.fields import Fields, read_flag, read_text
from core.errors import Misuse
from core.site import Site

routes = APIRouter()
Text = Annotated[str, Form()]
Ids = Annotated[list[int], Form(default_factory=list)]


@routes.get("/people", summary="The switch, what is stored, and all groups of faces")
def everybody(site: OpenSite) -> dict[str, Any]:
    """The object of `python -m core people --json`."""
    return _all(site)


@routes.post("/people/opt-in", summary="Switch looking closer at faces on or off")
def opt_in(site: OpenSite, fields: Fields, *, on: Annotated[bool, Form()] = True, author: Text = "") -> dict[str, Any]:
    """`on`: true (default) or false. Optional: `author`. Off for new sites; what is stored stays until it is erased."""
    switch = people.switch_on if read_flag({"on": True, **fields}, "on") else people.switch_off
    switch(site, read_text(fields, "author"))
    return _all(site)


@routes.post("/people/group", status_code=202, summary="Look at new faces of the catalog and group them")
def group(site: OpenSite) -> dict[str, Any]:
    """In the background; watch and cancel the job by /api/jobs."""
    people.start(site)
    return _all(site)


@routes.post("/people/gallery", status_code=201, summary="Take photos of a person who agreed")
def gallery(site: OpenSite, fields: Fields, files: Annotated[list[UploadFile], File()], *, name: Text = "",
            consent_by: Text = "", consent_on: Text = "", consent_text: Text = "") -> dict[str, Any]:
    """`files`: photos with one face each; they are not kept. `name`; `consent_by`, `consent_on` (a day such as
    2026-01-31) and `consent_text` are a must. Photos that cannot be used are told."""
    consent = people.checked_consent(*(read_text(fields, f"consent_{part}") for part in ("by", "on", "text")))
    sent = [(file.filename or "upload", file.file) for file in files]
    return asdict(people.bring_uploads(site, read_text(fields, "name"), sent, consent))


@routes.get("/people/faces/{face_id}", summary="A face of the catalog, at most 160 px", response_class=Response)
def face(site: OpenSite, face_id: int) -> Response:
    """JPEG, cut out of the photo now; it is kept nowhere."""
    return Response(people.face_image(site, face_id), media_type="image/jpeg")


@routes.get("/people/{person_id}", summary="The faces of a person")
def faces(site: OpenSite, person_id: int) -> dict[str, Any]:
    """Those most like the group first, each with its photo, its box and its score."""
    return {"person_id": person_id, "faces": [asdict(one) for one in people.faces_of(site, person_id)]}


@routes.post("/people/{person_id}/name", summary="Name a person")
def name(site: OpenSite, fields: Fields, person_id: int, name: Text = "") -> dict[str, Any]:
    """`name`. The photos are found by `people:NAME` in the catalog then."""
    people.name(site, person_id, read_text(fields, "name"))
    return _all(site)


@routes.post("/people/{person_id}/merge", summary="Put the faces of other groups into one")
def merge(site: OpenSite, fields: Fields, person_id: int, *, others: Ids) -> dict[str, Any]:
    """`others`: ids of the groups that end in this one."""
    people.merge(site, person_id, _ids(fields, "others"))
    return _all(site)


@routes.post("/people/{person_id}/split", summary="Take faces out of a group into a new one")
def split(site: OpenSite, fields: Fields, person_id: int, *, faces: Ids) -> dict[str, Any]:
    """`faces`: ids of the faces."""
    made = people.split(site, person_id, _ids(fields, "faces"))
    return {"person_id": made, **_all(site)}


@routes.delete("/people/{person_id}", summary="Forget a person")
def forget(site: OpenSite, person_id: int) -> dict[str, Any]:
    """Deletes the name, the consent, the facts and the descriptors of all faces."""
    people.forget(site, person_id)
    return _all(site)


@routes.delete("/people", summary="Erase everything that is known of faces")
def erase(site: OpenSite) -> dict[str, Any]:
    """Deletes descriptors, groups, names, consents and face details, and switches it off."""
    people.erase(site)
    return _all(site)


def _all(site: Site) -> dict[str, Any]:
    return {**asdict(people.state(site)), "people": [people.as_plain(person) for person in people.everybody(site)]}


def _ids(fields: dict[str, Any], name: str) -> list[int]:
    value = fields.get(name)
    try:
        return [int(one) for one in (value if isinstance(value, list) else str(value or "").split(",")) if one != ""]
    except (TypeError, ValueError):
        raise Misuse(f"The field {name} takes ids, which are whole numbers.", "For example 3,5.") from None
