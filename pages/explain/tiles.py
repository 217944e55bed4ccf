"""Maps side by side: a tile for each method, with its trust and its files; slow ones come when they are ready."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from typing import Protocol

import streamlit as st

from core.nouns.saliency import Explanation
from core.nouns.trust import Trust
from core.words.labels import label_word
from core.words.trust import BADGE_COLORS, BADGES, METHOD_WORDS, REASONS
from pages.explain.compare import Side
from pages.ui.explanations import computed_aside, raw_map
from pages.ui.frame import section
from pages.ui.marks import chip

SLOW = ("score-cam", "occlusion", "rise", "integrated-gradients")  # from 0.4 to 5 s; the others 0.03 s
TILE_WIDTH, WAITING_HEIGHT = 240, 260


class Compute(Protocol):
    """Explains one side by one method, as the page's choices say."""

    def __call__(self, side: Side, method: str, *, trust: bool, peak: float = 0.0) -> Explanation:
        """`trust` and `peak` as in `core.explain.request.Request`."""


def tiles(chosen: list[str], sides: list[Side], compute: Compute, *, trust: bool) -> None:
    """A tile for each method in the order of the choice; no tile waits for a slower one.

    Parameters
    ----------
    chosen : list of str
        Methods.
    sides : list of Side
        One, or two to compare.
    compute : Compute
    trust : bool
        Also measure how far each map can be trusted; that takes longer, so the map is drawn before its badge.
    """
    grid, places = st.grid(3 if len(sides) == 1 else 1, min_column_width=TILE_WIDTH), {}
    for method in chosen:
        with grid:
            places[method] = st.container(border=True, key=f"method-{method.replace('+', 'p')}")
    for method in sorted(chosen, key=lambda name: SLOW.index(name) if name in SLOW else -1):
        with places[method]:
            _part(method, sides, compute, trust=trust)


@st.fragment(parallel=True)
def _part(method: str, sides: list[Side], compute: Compute, *, trust: bool) -> None:
    place, note = st.empty(), st.empty()
    with section():
        computed = partial(_pair, method, sides, compute)
        shown = (computed_aside(partial(computed, trust=False), partial(place.skeleton, WAITING_HEIGHT))
                 if method in SLOW else computed(trust=False))
        if trust:
            with place.container():
                _maps(method, shown)
            shown = computed_aside(partial(computed, trust=True), partial(note.caption, "Checking trust"))
        with place.container():
            _tile(method, sides, shown)
    note.empty()


def _pair(method: str, sides: list[Side], compute: Compute, *, trust: bool) -> list[Explanation]:
    """The explanation of each side; those of two photos by one model are drawn on one scale of raw values."""
    shown = [compute(side, method, trust=trust) for side in sides]
    if len({side.picture_id for side in sides}) == 1:
        return shown
    peaks = [float(item.saliency.coarse.max()) for item in shown]
    return [item if not 0 < peak < max(peaks)
            else replace(item, overlay=compute(side, method, trust=False, peak=max(peaks)).overlay)
            for side, item, peak in zip(sides, shown, peaks, strict=True)]


def _maps(method: str, shown: list[Explanation]) -> None:
    """The maps alone, until the rest is there."""
    st.html(f'<div class="ml-head">{METHOD_WORDS[method]}</div>')
    for column, item in zip(_columns(len(shown)), shown, strict=True):
        with column:
            _map(method, item)


def _tile(method: str, sides: list[Side], shown: list[Explanation]) -> None:
    first, last = shown[0].saliency, shown[-1].saliency
    apart = "" if len(shown) == 1 else f": {label_word(first.label)} {_apart(last.score - first.score)} on the right"
    badge = _badge(shown[0].trust) if len(shown) == 1 else ""
    st.html(f'<div class="ml-head">{METHOD_WORDS[method]}{apart} {badge}</div>')
    for number, (column, side, item) in enumerate(zip(_columns(len(shown)), sides, shown, strict=True)):
        with column:
            if side.title:
                st.html(f'<div class="ml-file">{escape(side.title)}</div>{_badge(item.trust)}')
            _map(method, item)
            if item.trust is not None:
                _measures(item.trust)
            _files(method, side, item, number=number)


def _apart(difference: float) -> str:
    if abs(difference) < 0.005:
        return "the same"
    return f"{abs(difference):.2f} {'higher' if difference > 0 else 'lower'}"


def _columns(number: int) -> list[st.delta_generator.DeltaGenerator]:
    return [st.container()] if number == 1 else st.columns(number)


def _map(method: str, explanation: Explanation) -> None:
    saliency = explanation.saliency
    st.caption(f"{label_word(saliency.label)}: {saliency.score:.2f}")
    if saliency.has_evidence:
        st.image(explanation.overlay, width="stretch", alt=f"{METHOD_WORDS[method]}: heatmap on the photo")
    else:
        st.info(f"No positive evidence: no part of the photo raises this score ({saliency.score:.2f}).")


def _badge(trust: Trust | None) -> str:
    return "" if trust is None else chip(BADGES[trust.badge], BADGE_COLORS[trust.badge])


def _measures(trust: Trust) -> None:
    with st.expander("Measures"):
        for reason in trust.reasons:
            st.markdown(f"- {REASONS[reason]}")
        st.dataframe([{"Map": name, "Deletion": round(item.deletion, 3), "Insertion": round(item.insertion, 3),
                       "ROAD": round(item.road, 3)} for name, item in
                      (("this one", trust.map), ("center", trust.center), ("random", trust.chance))], hide_index=True)
        if trust.randomized is not None:
            st.caption(f"Rank correlation with the map of a model with random weights: {trust.randomized:+.2f}")


def _files(method: str, side: Side, explanation: Explanation, *, number: int) -> None:
    name = "_".join(filter(None, (side.picture_id[:12], explanation.saliency.label, method, side.model)))
    with st.container(horizontal=True):
        st.download_button("Overlay (JPEG)", explanation.overlay, f"{name}.jpg", key=f"overlay-{method}-{number}",
                           on_click="ignore", type="tertiary")
        st.download_button("Raw map (NumPy)", raw_map(explanation), f"{name}.npy", key=f"map-{method}-{number}",
                           on_click="ignore", type="tertiary")
