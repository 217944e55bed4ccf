"""The switch: what it does, what it stores, what its errors are; and erasing all of it."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from core import people
from core.site import Site
from core.words.markdown import plain
from core.words.people import ERASED, LAW, NO_STRANGERS, SAME_PERSON, STORED, WHAT, error_rows, state_lines


def switch(site: Site, now: people.PeopleState) -> None:
    """State, buttons, and what to know before they are pressed."""
    st.markdown(f"**{plain(' '.join(state_lines(asdict(now))))}**")
    if not now.opt_in.on:
        _about(site)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        author = st.text_input("Your name", now.opt_in.author, max_chars=200, key="switch-author", width=240)
        if now.opt_in.on:
            if st.button("Switch off", key="switch-off", help="What is stored stays until it is erased."):
                people.switch_off(site, author)
                st.rerun()
        elif st.button("Switch on", type="primary", key="switch-on"):
            people.switch_on(site, author)
            st.rerun()
        if (now.opt_in.on or now.faces or now.groups) and st.button(
                "Erase everything", icon=":material/delete_forever:", key="erase",
                help="Deletes descriptors, groups, names, consents and face details at once, and switches it off."):
            people.erase(site)
            st.toast(ERASED)
            st.rerun()
    if now.opt_in.on:
        with st.expander("What it does, what it stores, how often it is wrong"):
            _about(site)


def _about(site: Site) -> None:
    for text in (WHAT, STORED, LAW, NO_STRANGERS):
        st.markdown(plain(text))
    st.markdown("**How often it is wrong**")
    st.table(error_rows(people.errors(site)))
    st.caption(plain(SAME_PERSON))
