"""One person's faces: which photos they are on, and taking some out into a group of their own."""

from __future__ import annotations

import streamlit as st

from core import people
from core.site import Site
from core.words.people import UNNAMED
from pages.people.groups import TILE, face_image
from pages.ui.frame import section

SHOWN = 60


def person_faces(site: Site, person_id: int) -> None:
    """The faces as tiles, those most like the group first."""
    st.page_link("pages/people.py", label="Everybody", icon=":material/arrow_back:")
    faces = people.faces_of(site, person_id)
    name = next((one.name for one in people.everybody(site) if one.person_id == person_id), "")
    st.subheader(name or UNNAMED, anchor=False)
    chosen = [face.face_id for face in faces if st.session_state.get(f"face-{face.face_id}")]
    if st.button("Take the chosen ones out into a new group", key="split", disabled=not chosen):
        made = people.split(site, person_id, chosen)
        st.query_params["person"] = str(made)
        st.rerun()
    grid = st.grid(5, min_column_width=TILE)
    for face in faces[:SHOWN]:
        with grid, section(), st.container(border=True):
            if not face.picture_id:
                st.caption("A photo of the gallery, which is not kept")
                continue
            face_image(site, face, name or UNNAMED)
            st.caption("Put here by hand" if face.kept else f"Likeness {face.score:.2f}")
            st.page_link("pages/catalog.py", label="Photo", icon=":material/image:",
                         query_params={"picture": face.picture_id})
            st.checkbox("Take out", key=f"face-{face.face_id}")
    if len(faces) > SHOWN:
        st.caption(f"The {SHOWN} most alike of {len(faces):,}.")
