"""What the finished demo found, each part with the way to its page."""

from __future__ import annotations

import streamlit as st

from core import demo
from core.site import Site
from core.words.numerals import count, verb
from pages.home import cards


def own_photos() -> None:
    """The way to one's own photos."""
    if st.button("Analyze your photos", key="own"):
        st.switch_page("pages/analyze.py")


def results(site: Site, finished: demo.Demo, highlights: demo.Highlights) -> None:
    """What the demo found, each part with the way to its page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        own_photos()
        failed = f", {highlights.failed:,} unreadable" if highlights.failed else ""
        st.caption(f"Below: the demo shop, {count(highlights.analyzed, 'photo')} analyzed{failed}.", width="content")
    share = f"{highlights.shoppable:,} of {count(highlights.analyzed, 'photo')}"
    part(f"{share} {verb(highlights.shoppable)} shoppable", "analyze", "All results", job=finished.analysis)
    cards.analyzed(highlights, lambda file: demo.highlight(site, file))
    part(f"Fix these first: {count(highlights.findings_total, 'photo')} that a shopping engine may misread", "audits",
         "Audit report", job=finished.audit)
    cards.worst(highlights, lambda file: demo.highlight(site, file))
    if highlights.effect is not None:
        part("What a photo is worth", "sales", "Sales report", study=finished.study)
        cards.effect(highlights.effect)


def part(title: str, page: str, label: str, **address: str) -> None:
    """A heading and the link to a page."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, width="content")
        st.page_link(f"pages/{page}.py", label=label, query_params=address, icon=":material/arrow_forward:")
