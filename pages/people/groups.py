"""The groups as tiles: name, merge, forget; and grouping itself as a job."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import analyze, jobs, people
from core.errors import MerchlensError
from core.site import Site
from core.words.numerals import count
from core.words.people import FORGOTTEN, UNNAMED, mistakes_line
from pages.ui import job_progress
from pages.ui.frame import error_card, section

TILE, SHOWN = 190, 60  # pixels; groups on the page


def groups(site: Site, now: people.PeopleState) -> None:
    """Start or watch grouping, and the tiles."""
    if now.job is not None and now.job.running:
        job_id = now.job.job_id
        job_progress.watch(lambda: jobs.find(site, job_id), cancel=partial(jobs.cancel, site, job_id))
    else:
        with st.container(horizontal=True):
            if st.button("Group faces", type="primary", key="group", help="Looks at photos with a face that are new."):
                people.start(site)
                st.rerun()
            if st.button("Find smiles, heads and glasses", key="details", help="Runs the stage Face details over the "
                         "catalog; “Also find” on Analyze and Audits offers it too."):
                job_id = analyze.recognize(site, (people.STAGE,))
                st.switch_page("pages/analyze.py", query_params={"job": job_id})
        if now.job is not None and now.job.state == "failed":
            error_card("The faces were not grouped", now.job.message, now.job.hint)
    everybody = people.everybody(site)
    if not everybody:
        st.caption("Nobody is known yet. Group the faces of the catalog, or add people to the gallery.")
        return
    st.subheader("People", anchor=False)
    st.caption(mistakes_line(*_mistakes(site, now.faces)))
    chosen = [person.person_id for person in everybody if st.session_state.get(f"pick-{person.person_id}")]
    if st.button("Merge the chosen ones", key="merge", disabled=len(chosen) < 2,
                 help="Tick two or more; they get the name of the first."):
        people.merge(site, chosen[0], chosen[1:])
        for person_id in chosen:
            st.session_state.pop(f"pick-{person_id}", None)
        st.rerun()
    grid = st.grid(5, min_column_width=TILE)
    for person in everybody[:SHOWN]:
        with grid, section(), st.container(border=True):
            _tile(site, person)
    if len(everybody) > SHOWN:
        st.caption(f"The first {SHOWN} of {count(len(everybody), 'group')}; all are in python -m core people.")


def _tile(site: Site, person: people.Person) -> None:
    key = person.person_id
    face = next((one for one in people.faces_of(site, key) if one.picture_id), None)
    if face is not None:
        face_image(site, face, person.name or UNNAMED)
    else:
        st.caption("Only in the gallery")
    name = st.text_input("Name", person.name, max_chars=60, key=f"name-{key}-{person.name}", placeholder=UNNAMED,
                         label_visibility="collapsed")
    if name.strip() and name != person.name:
        people.name(site, key, name)
        st.rerun()
    place = " · gallery" if person.gallery else ""
    st.caption(f"{count(person.pictures, 'photo')}{place}")
    if person.consent:
        st.caption(f"Consent: {person.consent.by}, {person.consent.on}", help=person.consent.text)
    if person.name and person.pictures:
        st.page_link("pages/catalog.py", label="In the catalog", icon=":material/search:",
                     query_params={"q": f'people:"{person.name}"'})
    st.page_link("pages/people.py", label="Faces", icon=":material/face:", query_params={"person": str(key)})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.checkbox("Merge", key=f"pick-{key}")
        if st.button("Forget", key=f"forget-{key}", help="Deletes the name, the consent and the numbers of the faces."):
            people.forget(site, key)
            st.toast(FORGOTTEN)
            st.rerun()


def face_image(site: Site, face: people.FaceRow, alt: str) -> None:
    """A face, cut out of its photo; a sentence where the photo is gone."""
    try:
        st.image(_cut_out(site, face.face_id, (face.picture_id, *face.xyxy)), width="stretch", alt=alt)
    except MerchlensError as error:
        st.caption(error.message)


@st.cache_data(max_entries=4, ttl=60, show_spinner=False)
def _mistakes(_site: Site, faces: int) -> tuple[int, int]:
    """Counted again when faces are added or erased."""
    return people.mistakes(_site)


@st.cache_data(max_entries=500, ttl=600, show_spinner=False)
def _cut_out(_site: Site, face_id: int, place: tuple[str | float, ...]) -> bytes:
    return people.face_image(_site, face_id)
