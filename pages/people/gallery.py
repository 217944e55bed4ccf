"""The gallery: photos of people who agreed, with their consent written down."""

from __future__ import annotations

import streamlit as st

from core import people
from core.site import Site
from core.words.markdown import plain
from pages.ui.uploads import MOST_MB, content, drop


def gallery(site: Site) -> None:
    """The form; what could not be used is told photo by photo."""
    st.subheader("Gallery", anchor=False)
    st.markdown("Add people who agreed to it, such as contracted models, and find them in your photos. The photos are "
                "looked at and not kept. A folder with a folder for each person is taken by the command "
                "`python -m core people gallery FOLDER`.")
    with st.form("gallery", border=True):
        first, second, third = st.columns(3)
        name = first.text_input("Name", max_chars=60)
        by = second.text_input("Who gave the consent", max_chars=200)
        on = third.date_input("When", value=None)
        text = st.text_input("What the consent covers", max_chars=4000)
        uploads = st.file_uploader("Photos with one face each", type=["jpg", "jpeg", "png", "webp"],
                                   accept_multiple_files=True, max_upload_size=MOST_MB)
        sent = st.form_submit_button("Add to the gallery")
    if not sent:
        return
    consent = people.checked_consent(by, on.isoformat() if on else "", text)
    brought = people.bring_uploads(site, name, [(file.name, content(file)) for file in uploads], consent)
    for file in uploads:
        drop(file)
    for failure in brought.failures:
        st.warning(plain(f"{failure.uri}: {failure.message} {failure.hint}"))
    if brought.person_id is not None:
        st.toast(f"{brought.faces} photos of {brought.name} were used.")
        if not brought.failures:
            st.rerun()
