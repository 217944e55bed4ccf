"""Say what is right of one photo: label, photo type, sensitive; with the history of what people said."""

from __future__ import annotations

import streamlit as st

from core import corrections
from core.nouns.analysis import Analysis
from core.nouns.correction import CHOICES, WITHDRAWN
from core.site import Site
from core.words.corrections import KEPT, NAME_WORDS, history_line, value_word
from core.words.markdown import plain
from pages.ui.frame import section

SHOWN = 8  # lines of the history
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
def correct(site: Site, analysis: Analysis, *, key: str) -> None:
    """Three choices, each with the model's word first, and the history below."""
    with section():
        _choices(site, analysis, key)
        author_field(key)
        lines = [history_line(word) for word in corrections.history(site, analysis.picture_id)]
        if lines:
            st.markdown("\n".join(f"- {plain(line)}" for line in lines[:SHOWN]))
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
