"""A picture with what lies on it: the boxes of every stage, or the windows of its crops."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import analyze, crops, search
from core.site import Site
from core.words.colors import OTHER_KIND_COLORS, OUTLINE_COLORS, OUTLINE_STROKES
from core.words.crops import crop_words
from core.words.markdown import plain
from core.words.search import OVERLAY_WORDS, field_word
from pages.crops.overlay import overlay
from pages.explain.boxes import Group, draw_boxes

STYLES = {  # of an overlay: color and stroke
    "faces": (OUTLINE_COLORS["face"], OUTLINE_STROKES["face"]), "persons": ("#0072B2", "dash"),
    "refused": (OUTLINE_COLORS["refused"], "dot"), "lettering": ("#009E73", "solid"), "text": ("#56B4E9", "solid"),
    "product_area": ("#F0E442", "dash"), "object": ("#CC79A7", "solid"), "unsafe": ("#E69F00", "solid")}


def boxes(site: Site, picture_id: str) -> None:
    """Boxes of all stages on one canvas, each kind to switch off, as strong as the reader wants."""
    hit = next(search.hits(site, [picture_id]))
    lying = {one.name: one for one in search.overlays(site, picture_id) if one.boxes}
    names, opacity = list(lying), 1.0
    if lying:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            names = st.pills("Show", list(lying), selection_mode="multi", default=names, key=f"overlays-{picture_id}",
                             format_func=lambda name: f"{_word(name)} {len(lying[name].boxes)}")
            opacity = st.slider("Opacity", 0.1, 1.0, 1.0, 0.1, key="opacity", width=180)
    else:
        st.caption("No stage found anything to draw a box around.")
    groups = [Group(_word(name), np.array(lying[name].boxes, np.float32), lying[name].words,
                    *STYLES.get(name, (OTHER_KIND_COLORS[place % len(OTHER_KIND_COLORS)], "solid")), always=True)
              for place, name in enumerate(names)]
    draw_boxes(analyze.preview(site, picture_id), (hit.width, hit.height), groups, key=f"canvas-{picture_id}",
               alt=f"{hit.name} with {', '.join(_word(name).lower() for name in names) or 'no boxes'}", opacity=opacity)
    said = [f"{_word(name)}: {lying[name].model}" for name in names if lying[name].model]
    if said:
        st.caption(plain(" · ".join(said)))


def windows(site: Site, picture_id: str) -> None:
    """The crops that templates make of it, as windows on the picture, and what each holds."""
    named = [item for item in crops.templates(site) if item.request.aspect]
    chosen = st.pills("Templates", [item.name for item in named], selection_mode="multi", key="crops-of",
                      default=[item.name for item in named])
    of = crops.subject(site, picture_id)
    made = [(item.name, crops.crop(of, item.request)) for item in named if item.name in chosen]
    overlay(analyze.preview(site, picture_id), of, [crop for _, crop in made], key=f"windows-{picture_id}")
    for name, crop in made:
        st.page_link("pages/crops.py", label=plain(f"{name}, {crop.aspect}: {crop_words(crop)}"),
                     icon=":material/crop:", query_params={"picture": picture_id, "template": name})


def _word(name: str) -> str:
    return OVERLAY_WORDS.get(name) or field_word(name)
