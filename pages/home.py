"""The first page: what this is, how it goes, and a demo in one click."""

from html import escape

import streamlit as st

from core import analyze
from pages.ui import state
from pages.ui.flowchart import flowchart
from pages.ui.frame import frame, section
from pages.ui.marks import KIND_COLORS, KIND_TIPS, KIND_WORDS, chip
from pages.ui.picker import begin

PURPOSE = "See your product photos as a shopping engine sees them: which are shoppable, as what, and why."
STEPS = (
    ("Bring photos", "Drop files or a folder, or paste web addresses. One photo or thousands."),
    ("Read the verdict", "Shoppable or not, with the score, and which of three kinds of photo it is."),
    ("See why", "The part of the photo that spoke for the verdict, and each step that led to it."),
)
ROOMS = (
    ("audits", "Audit a whole shop",
     "Point at a page, sitemap, feed or folder: every picture is judged, marketplace rules are checked, and you see "
     "what to fix first."),
    ("sales", "See what pictures are worth",
     "Give a sales table: what each kind of picture goes along with in sales, with an error bar and a grade of how far "
     "to believe it."),
)


def kinds() -> str:
    """The three kinds and what they mean (HTML)."""
    marks = {kind: chip(KIND_WORDS[kind], KIND_COLORS[kind]) for kind in KIND_TIPS}
    rows = "".join(f"<dt>{marks[kind]}</dt><dd>{escape(tip)}</dd>" for kind, tip in KIND_TIPS.items())
    return f'<dl class="ml-kinds">{rows}</dl>'


def step(number: int, title: str) -> str:
    """A numbered heading (HTML)."""
    circle = f'<span class="ml-number-circle">{number}</span>'
    return f'<div class="ml-stepname" role="heading" aria-level="2">{circle}{escape(title)}</div>'


with frame("Merchlens", PURPOSE):
    with section(), st.container(horizontal=True):
        if st.button("See it on sample photos", type="primary", key="demo"):
            begin(state.site(), analyze.demo_sources(state.site()))
        if st.button("Judge your own photos", key="own"):
            st.switch_page("pages/analyze.py")
    for number, (column, (title, text)) in enumerate(zip(st.columns(3, border=True), STEPS, strict=True), 1):
        column.html(step(number, title))
        column.markdown(text)
    for column, (name, title, text) in zip(st.columns(2, border=True), ROOMS, strict=True):
        column.markdown(text)
        if column.button(title, key=name):
            st.switch_page(f"pages/{name}.py")
    left, right = st.columns(2, gap="large")
    left.subheader("Three kinds of product photo", anchor=False)
    left.html(kinds())
    left.markdown("Photos are judged on this machine and stay on it.")
    right.subheader("How the kind is decided", anchor=False)
    right.html(flowchart())
