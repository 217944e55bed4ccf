"""Say what is right of one photo: label, photo type, sensitive, faces and persons; with the history."""

from __future__ import annotations

import streamlit as st

from core import corrections
from core.nouns.analysis import Analysis
from core.nouns.correction import CHOICES, WITHDRAWN
from core.site import Site
from core.words.corrections import KEPT, NAME_WORDS, value_word
from pages.ui.draw import draw_boxes
from pages.ui.frame import section
from pages.ui.history import history

AUTHOR = "author"  # key of the session's state


def author() -> str:
    """Who corrects in this session; "" where nobody is named."""
    return str(st.session_state.get(AUTHOR, ""))


def author_field(key: str) -> None:
    """Ask who corrects; remembered for the session, in every such field of a page."""
    own = f"author-{key}-{author()}"
    st.text_input("Your name (optional)", author(), max_chars=80, key=own, help="Kept with each correction.",
                  width=320, on_change=lambda: st.session_state.update({AUTHOR: st.session_state[own]}))


@st.fragment
def correct(site: Site, analysis: Analysis, *, key: str, wide: bool = False) -> None:
    """Choices with the model's word first, the photo to draw boxes on, and the history below.

    Parameters
    ----------
    site : Site
    analysis : Analysis
    key : str
        Unlike that of any other photo on the page.
    wide : bool
        There is room for the photo beside the rest.
    """
    photo, rest = st.columns([3, 2], gap="large") if wide else (None, st.container())
    with rest, section():
        _choices(site, analysis, key)
        author_field(key)
    with photo or st.container(), section():
        draw_boxes(site, analysis, author=author(), key=key)
    with rest if wide else st.container(), section():
        history(site, analysis.picture_id)
        st.caption(KEPT)


def _choices(site: Site, analysis: Analysis, key: str) -> None:
    said, now = corrections.said(analysis), corrections.counted(site, analysis.picture_id)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, values in CHOICES.items():
            options, value = (WITHDRAWN, *values), now.get(name, WITHDRAWN)
            chosen = st.selectbox(
                NAME_WORDS[name], options, index=options.index(value), key=f"correct-{name}-{value}-{key}", width=240,
                format_func=lambda option, name=name: _option(name, option, said[name]))
            if chosen != value:
                corrections.correct(site, analysis.picture_id, name, chosen, author=author())
                st.rerun()


def _option(name: str, value: str, said: str) -> str:
    return f"Model: {value_word(name, said)}" if value == WITHDRAWN else value_word(name, value)
