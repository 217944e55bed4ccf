"""The unfolding part of a card: where the model looked, how the kind was decided, and the numbers."""

from __future__ import annotations

import io

import numpy as np
import streamlit as st

from core import explain
from core.nouns.analysis import Analysis
from core.site import Site
from core.words.labels import EVIDENCE_OUTLINE_WORDS
from pages.ui.flowchart import explained, flowchart
from pages.ui.frame import section
from pages.ui.marks import STAGE_WORDS, label_word

LEGEND = (
    '<div class="ml-legend"><span>less</span><span class="ml-scale" role="img" aria-label="Color scale from dark, '
    'little evidence, to bright, much evidence"></span><span>more evidence</span></div>'
)


@st.fragment
def why(site: Site, analysis: Analysis, *, key: str) -> None:
    """Unfold the reasons for one picture; nothing is computed while it is folded."""
    unfolded = st.expander("Why", key=f"why-{key}", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        evidence, kind, numbers = st.tabs(["Where it looked", "Why this kind", "Numbers"])
        with evidence, section():
            _evidence(site, analysis, key)
        with kind, section():
            st.html(flowchart(analysis))
            st.text(explained(analysis))
        with numbers, section():
            _numbers(analysis)


@st.cache_data(max_entries=100, show_spinner=False)
def _explanation(
    _site: Site, picture_id: str, label: str, opacity: float, *, models: str
) -> explain.Explanation:
    """Kept for the next rerun; `models` tells two models' explanations apart."""
    return explain.explain_picture(_site, picture_id, label, opacity)


def _evidence(site: Site, analysis: Analysis, key: str) -> None:
    top = analysis.intent.shopping.top
    label = st.selectbox(
        "What speaks for", explain.EXPLAINABLE, index=explain.EXPLAINABLE.index(top), format_func=label_word,
        key=f"label-{key}",
    )
    opacity = st.slider("Strength of the overlay", 0.0, 1.0, 0.5, 0.05, key=f"opacity-{key}")
    with st.spinner("Asking the model"):
        found = _explanation(site, analysis.picture_id, label, opacity, models=str(analysis.models))
    word = label_word(label)
    if not found.has_evidence:
        st.info(f"No positive evidence: no part of the photo speaks for {word} (score {found.score:.2f}).")
        return
    st.image(found.overlay, width="stretch", alt=f"Heatmap over the photo: the brighter, the more it speaks for {word}")
    st.html(LEGEND)
    st.caption(f"{word} {found.score:.2f}. Bright parts raised this score. {EVIDENCE_OUTLINE_WORDS}.")
    layer = found.layer.partition(";")[0]  # a fused tensor carries the names of all that it was fused from
    st.caption(f"Method {found.method}, layer `{layer}`.")
    numbers = io.BytesIO()
    np.save(numbers, found.coarse)
    st.download_button(
        "Raw map (NumPy)", numbers.getvalue(), f"{analysis.picture_id[:12]}_{label}.npy", key=f"map-{key}",
        on_click="ignore",
    )


def _numbers(analysis: Analysis) -> None:
    times = [
        {"Step": STAGE_WORDS.get(stage, stage), "Time (ms)": round(1000 * seconds, 1)}
        for stage, seconds in analysis.seconds.items()
    ]
    st.dataframe(times, hide_index=True)
    st.dataframe([{"Model": role, "Version": version} for role, version in analysis.models.items()], hide_index=True)
    st.caption(f"Photo of {analysis.size_wh[0]:,} × {analysis.size_wh[1]:,} pixels; its id (sha256 of the file):")
    st.code(analysis.picture_id, language=None, wrap_lines=True)
    st.json(analysis.to_dict(), expanded=False)
