"""One photo explained by several methods side by side; photo, label, methods, layer and colors are in the address."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core import explain
from core.nouns.saliency import Explanation
from core.site import Site
from core.words.colors import COLOR_MAPS
from core.words.labels import EVIDENCE_OUTLINE_WORDS, label_word
from core.words.markdown import plain
from core.words.trust import METHOD_WORDS, RULE
from pages.explain.closer import look_closer
from pages.explain.compare import Side, compare, photo, sides
from pages.explain.tiles import tiles
from pages.ui.explanations import explained
from pages.ui.frame import section
from pages.ui.marks import heat_scale

FIRST = ("grad-cam", "score-cam", "occlusion")  # by gradient, by channels and by covering: within two seconds
NOBODY = ""  # compared with no other label


def methods(site: Site, picture_id: str) -> None:
    """The photo, the choices, and a tile for each method."""
    st.page_link("pages/explain.py", label="Another photo", icon=":material/arrow_back:")
    explain.check_picture(site, picture_id)
    left, right = st.columns([1, 3], gap="large")
    with right:
        both = sides(site, picture_id)
    with left:
        for one in dict.fromkeys(side.picture_id for side in both):
            photo(site, one)
        st.page_link("pages/present.py", label="Present", icon=":material/slideshow:",
                     query_params={"picture": picture_id})
        label, against = _labels()
        layer = _layer(explain.layers(site, label))
        opacity = st.slider("Strength of the overlay", 0.0, 1.0, 0.5, 0.05, key="opacity")
        colors = choice("colors", "Colors", list(COLOR_MAPS), str.capitalize)
        trusted = st.toggle("Check trust", key="trust", help=RULE)

    def compute(side: Side, method: str, *, trust: bool, peak: float = 0.0) -> Explanation:
        own = layer if not side.model or layer in explain.layers(site, label, side.model) else ""
        return explained(site, side.picture_id, label, opacity, model=side.key, method=method, against=against,
                         layer=own, trust=trust, colors=colors, peak=peak, other_model=side.model)

    with right:
        chosen = _methods()
        with section():
            compare(site, both)
        if not chosen:
            st.info("No method is chosen. Choose one or more above to see where the evidence lies.")
            return
        st.caption(f"Brighter parts raise the score for {label_word(label)}"
                   f"{f' against {label_word(against)}' if against else ''}. {EVIDENCE_OUTLINE_WORDS}."
                   f"{_scale_words(both)}")
        st.html(heat_scale(colors))
        tiles(chosen, both, compute, trust=trusted)
        with section():
            look_closer(site, both, chosen, compute, opacity=opacity, colors=colors)


def _scale_words(both: list[Side]) -> str:
    if len(both) == 1:
        return ""
    if both[1].model:
        return " Each model's map has its own color scale: raw values of two models cannot be compared."
    return " Both photos share one color scale: the brightest color is the strongest evidence of the two."


def _labels() -> tuple[str, str]:
    label = choice("label", "Why this label", list(explain.EXPLAINABLE), label_word)
    others = [NOBODY, *(other for other in explain.EXPLAINABLE if other != label)] if label != "sensitive" else [NOBODY]
    others = [other for other in others if other != "sensitive"]
    return label, choice("against", "and not", others, lambda name: label_word(name) if name else "any other")


def choice(name: str, title: str, options: list[str], word: Callable[[str], str]) -> str:
    """A select box whose choice is in the address; it says so when the address names what nobody offers."""
    now = st.query_params.get(name, "")
    place = options.index(now) if now in options else 0
    chosen = str(st.selectbox(title, options, index=place, format_func=word, key=f"choose-{name}"))
    if now and now not in options:
        st.warning(f"{title}: the address names {plain(repr(now[:80]))}, which cannot be chosen for this photo, label "
                   f"and model. Shown instead: {word(chosen)}.")
    if chosen != now:
        st.query_params[name] = chosen
    return chosen


def _layer(names: list[str]) -> str:
    """The feature map to explain by; "" for the last one."""
    if not names:
        st.info("This model has no feature map for this label. Occlusion, RISE and Integrated Gradients need none.")
    return choice("layer", "Layer", ["", *reversed(names)], _layer_word)


def _methods() -> list[str]:
    named = [name for name in st.query_params.get("methods", "").split(",") if name]
    unknown = [name for name in named if name not in explain.METHODS]
    chosen = st.pills("Methods", list(explain.METHODS), selection_mode="multi", key="methods", wrap=True,
                      default=[name for name in named if name in explain.METHODS] or list(FIRST),
                      format_func=METHOD_WORDS.__getitem__)
    if unknown:
        st.warning(f"There is no method {plain(', '.join(map(repr, unknown))[:80])}.")
    st.query_params["methods"] = ",".join(chosen)
    return [name for name in explain.METHODS if name in chosen]


def _layer_word(name: str) -> str:
    return plain(name.partition(";")[0].rpartition("/")[0].rpartition("/")[2] or name) if name else "Last feature map"
