"""People: whether this site looks closer at faces, what that costs in privacy and errors, and who is in the photos."""

from __future__ import annotations

import streamlit as st

from core import people
from pages.people.faces import person_faces
from pages.people.gallery import gallery
from pages.people.groups import groups
from pages.people.switch import switch
from pages.ui import state
from pages.ui.frame import frame, section

PURPOSE = "See who is the same person in your own photos, and name them. Nothing leaves this machine."


with frame("People", PURPOSE):
    site = state.site()
    with section():
        if (person := st.query_params.get("person", "")).isdecimal():
            person_faces(site, int(person))
        else:
            now = people.state(site)
            switch(site, now)
            if now.opt_in.on:
                with section():
                    groups(site, now)
                with section():
                    gallery(site)
