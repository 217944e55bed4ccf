"""What there is to do, a card for each page; and how a photo's type is determined."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.words.colors import KIND_COLORS
from core.words.labels import KIND_TIPS, KIND_WORDS
from pages.ui.flowchart import flowchart
from pages.ui.marks import chip

ROOMS = (
    ("analyze", "Analyze photos", "Upload photos or paste web addresses. See for each one whether a shopping engine "
     "would show it as a product, as which kind, and why."),
    ("audits", "Audit a shop", "Enter a page, sitemap, product feed or folder. Merchlens checks every photo against "
     "marketplace rules and lists what to fix first."),
    ("sales", "Measure the effect on sales", "Upload a sales table. See how each photo type relates to sales, with a "
     "confidence interval and a grade for how far to trust it."),
)


def rooms() -> None:
    """A card for each page."""
    for column, (name, title, text) in zip(st.columns(len(ROOMS), border=True), ROOMS, strict=True):
        column.markdown(f"**{title}**")
        column.markdown(text)
        column.page_link(f"pages/{name}.py", label=f"Open {name.capitalize()}", icon=":material/arrow_forward:")


def photo_types() -> None:
    """The three types and the cascade that tells them apart."""
    left, right = st.columns(2, gap="large")
    left.subheader("Three photo types", anchor=False)
    marks = {kind: chip(KIND_WORDS[kind], KIND_COLORS[kind]) for kind in KIND_TIPS}
    rows = "".join(f"<dt>{marks[kind]}</dt><dd>{escape(tip)}</dd>" for kind, tip in KIND_TIPS.items())
    left.html(f'<dl class="ml-kinds">{rows}</dl>')
    left.markdown("Photos are analyzed on this machine and stay on it.")
    right.subheader("How the photo type is determined", anchor=False)
    right.html(flowchart())
