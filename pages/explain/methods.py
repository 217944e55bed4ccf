"""One photo explained by several methods side by side; photo, label, methods and layer are in the address."""

from __future__ import annotations

import io

import numpy as np
import streamlit as st

from core import analyze, explain
from core.nouns.saliency import Explanation
from core.nouns.trust import Trust
from core.site import Site
from core.words.labels import EVIDENCE_OUTLINE_WORDS, label_word
from core.words.markdown import plain
from core.words.trust import BADGE_COLORS, BADGES, METHOD_WORDS, REASONS, RULE
from pages.ui.frame import section
from pages.ui.marks import chip

FIRST = ("grad-cam", "score-cam", "occlusion")  # by gradient, by channels and by covering: within two seconds
NOBODY = ""  # compared with no other label
TILE_WIDTH, WAITING_HEIGHT = 240, 260


def methods(site: Site, picture_id: str) -> None:
    """The photo, the choices, and a tile for each method."""
    left, right = st.columns([1, 3], gap="large")
    with left, section():
        st.image(analyze.preview(site, picture_id), width="stretch", alt="The photo to explain")
        st.page_link("pages/explain.py", label="Another photo", icon=":material/arrow_back:")
        st.page_link("pages/present.py", label="Present", icon=":material/slideshow:",
                     query_params={"picture": picture_id})
        label, against = _labels()
        layer = choice("layer", "Layer", ["", *reversed(explain.layers(site, label))], _layer_word)
        opacity = st.slider("Strength of the overlay", 0.0, 1.0, 0.5, 0.05, key="opacity")
        trusted = st.toggle("Check trust", key="trust", help=RULE)
    with right:
        chosen = _methods()
        st.caption(f"Brighter parts raise the score for {label_word(label)}"
                   f"{f' against {label_word(against)}' if against else ''}. {EVIDENCE_OUTLINE_WORDS}.")
        grid = st.grid(3, min_column_width=TILE_WIDTH)
        for method in chosen:
            with grid, section(), st.container(border=True, key=f"method-{method.replace('+', 'p')}"):
                with st.skeleton(WAITING_HEIGHT):
                    explanation = _explained(site, picture_id, label, method=method, against=against, layer=layer,
                                             opacity=opacity, trust=trusted, models=str(site.settings.intent_model))
                _tile(explanation, method, picture_id)


@st.cache_data(max_entries=200, show_spinner=False)
def _explained(_site: Site, picture_id: str, label: str, *, method: str, against: str, layer: str, opacity: float,
               trust: bool, models: str) -> Explanation:
    """An explanation, kept for the next rerun; `models` tells those of two models apart."""
    return explain.explain_picture(_site, picture_id, label, opacity, method=method, against=against, layer=layer,
                                   trust=trust)


def _tile(explanation: Explanation, method: str, picture_id: str) -> None:
    saliency = explanation.saliency
    badge = "" if explanation.trust is None else chip(
        BADGES[explanation.trust.badge], BADGE_COLORS[explanation.trust.badge])
    st.html(f'<div class="ml-head">{METHOD_WORDS[method]} {badge}</div>')
    st.caption(f"{label_word(saliency.label)}: {saliency.score:.2f}")
    if saliency.has_evidence:
        st.image(explanation.overlay, width="stretch", alt=f"{METHOD_WORDS[method]}: heatmap on the photo")
    else:
        st.info(f"No positive evidence: no part of the photo raises this score ({saliency.score:.2f}).")
    if explanation.trust is not None:
        _measures(explanation.trust)
    numbers = io.BytesIO()
    np.save(numbers, saliency.coarse)
    st.download_button("Raw map (NumPy)", numbers.getvalue(), f"{picture_id[:12]}_{saliency.label}_{method}.npy",
                       key=f"map-{method}", on_click="ignore", type="tertiary")


def _measures(trust: Trust) -> None:
    with st.expander("Measures"):
        for reason in trust.reasons:
            st.markdown(f"- {REASONS[reason]}")
        st.dataframe([{"Map": name, "Deletion": round(item.deletion, 3), "Insertion": round(item.insertion, 3),
                       "ROAD": round(item.road, 3)} for name, item in
                      (("this one", trust.map), ("center", trust.center), ("random", trust.chance))], hide_index=True)
        if trust.randomized is not None:
            st.caption(f"Rank correlation with the map of a model with random weights: {trust.randomized:+.2f}")


def _labels() -> tuple[str, str]:
    label = choice("label", "Why this label", list(explain.EXPLAINABLE), label_word)
    others = [NOBODY, *(other for other in explain.EXPLAINABLE if other != label)] if label != "sensitive" else [NOBODY]
    others = [other for other in others if other != "sensitive"]
    return label, choice("against", "and not", others, lambda name: label_word(name) if name else "any other")


def choice(name: str, title: str, options: list[str], word: object) -> str:
    """A select box whose choice is in the address; what the address names and nobody offers is the first option."""
    now = st.query_params.get(name, "")
    place = options.index(now) if now in options else 0
    choice = st.selectbox(title, options, index=place, format_func=word, key=f"choose-{name}")  # type: ignore[arg-type]
    if choice != now:
        st.query_params[name] = choice
    return str(choice)


def _methods() -> list[str]:
    asked = [name for name in st.query_params.get("methods", "").split(",") if name in explain.METHODS]
    chosen = st.pills("Methods", list(explain.METHODS), selection_mode="multi", default=asked or list(FIRST),
                      format_func=METHOD_WORDS.__getitem__, key="methods")
    st.query_params["methods"] = ",".join(chosen)
    return [name for name in explain.METHODS if name in chosen]


def _layer_word(name: str) -> str:
    return plain(name.partition(";")[0].rpartition("/")[0].rpartition("/")[2] or name) if name else "Last feature map"
