"""One photo explained by several methods side by side; photo, label, methods and layer are in the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core import analyze, explain
from core.nouns.saliency import Explanation
from core.nouns.trust import Trust
from core.site import Site
from core.words.labels import EVIDENCE_OUTLINE_WORDS, label_word
from core.words.markdown import plain
from core.words.trust import BADGE_COLORS, BADGES, METHOD_WORDS, REASONS, RULE
from pages.explain.closer import look_closer
from pages.ui.explanations import explained, raw_map
from pages.ui.frame import section
from pages.ui.marks import chip

FIRST = ("grad-cam", "score-cam", "occlusion")  # by gradient, by channels and by covering: within two seconds
SLOW = ("rise", "integrated-gradients")  # seconds each: computed when the other tiles are on the page
NOBODY = ""  # compared with no other label
TILE_WIDTH, WAITING_HEIGHT = 240, 260


def methods(site: Site, picture_id: str) -> None:
    """The photo, the choices, and a tile for each method."""
    st.page_link("pages/explain.py", label="Another photo", icon=":material/arrow_back:")
    explain.check_picture(site, picture_id)
    left, right = st.columns([1, 3], gap="large")
    with left:
        st.image(analyze.preview(site, picture_id), width="stretch", alt="The photo to explain")
        st.page_link("pages/present.py", label="Present", icon=":material/slideshow:",
                     query_params={"picture": picture_id})
        label, against = _labels()
        layer = _layer(explain.layers(site, label))
        opacity = st.slider("Strength of the overlay", 0.0, 1.0, 0.5, 0.05, key="opacity")
        trusted = st.toggle("Check trust", key="trust", help=RULE)
    with right:
        chosen = _methods()
        if not chosen:
            st.info("No method is chosen. Choose one or more above to see where the evidence lies.")
            return
        st.caption(f"Brighter parts raise the score for {label_word(label)}"
                   f"{f' against {label_word(against)}' if against else ''}. {EVIDENCE_OUTLINE_WORDS}.")
        compute = partial(explained, site, picture_id, label, opacity, model=explain.model_key(site), against=against,
                          layer=layer, trust=trusted)
        with section():
            look_closer(analyze.preview(site, picture_id), _tiles(chosen, compute, picture_id), opacity)


def _tiles(chosen: list[str], compute: Callable[..., Explanation], picture_id: str) -> dict[str, Explanation]:
    """A tile for each method in the order of the choice; slow methods are computed last, so that no tile waits."""
    grid, places, shown = st.grid(3, min_column_width=TILE_WIDTH), {}, {}
    for method in chosen:
        with grid, st.container(border=True, key=f"method-{method.replace('+', 'p')}"):
            places[method] = st.empty()
            places[method].skeleton(WAITING_HEIGHT)
    for method in sorted(chosen, key=lambda name: SLOW.index(name) if name in SLOW else -1):
        with places[method].container(), section():
            shown[method] = compute(method=method)
            _tile(shown[method], method, picture_id)
    return {method: shown[method] for method in chosen if method in shown}


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
    name = f"{picture_id[:12]}_{saliency.label}_{method}"
    with st.container(horizontal=True):
        st.download_button("Overlay (JPEG)", explanation.overlay, f"{name}.jpg", key=f"overlay-{method}",
                           on_click="ignore", type="tertiary")
        st.download_button("Raw map (NumPy)", raw_map(explanation), f"{name}.npy", key=f"map-{method}",
                           on_click="ignore", type="tertiary")


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
