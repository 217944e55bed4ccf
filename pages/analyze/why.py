"""The part of a card that unfolds: the evidence on the photo, how the photo type was decided, and the numbers."""

from __future__ import annotations

import streamlit as st

from core import explain
from core.nouns.analysis import Analysis
from core.site import Site
from core.words.labels import EVIDENCE_OUTLINE_WORDS, STAGE_WORDS, label_word
from core.words.trust import METHOD_WORDS
from pages.ui.correct import correct
from pages.ui.explanations import explained, raw_map
from pages.ui.flowchart import explanation, flowchart
from pages.ui.frame import section
from pages.ui.marks import heat_scale


@st.fragment
def why(site: Site, analysis: Analysis, *, key: str) -> None:
    """Show the reasons for one picture; nothing is computed while the part is folded."""
    unfolded = st.expander("Why", key=f"why-{key}", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        evidence, photo_type, numbers, right = st.tabs(["Evidence", "Photo type", "Numbers", "Correct"])
        with evidence, section():
            _evidence(site, analysis, key)
        with photo_type, section():
            st.html(flowchart(analysis))
            st.text(explanation(analysis))
        with numbers, section():
            _numbers(analysis)
        with right, section():
            correct(site, analysis, key=key)


def _evidence(site: Site, analysis: Analysis, key: str) -> None:
    top = analysis.intent.shopping.top
    label = st.selectbox(
        "Show evidence for", explain.EXPLAINABLE, index=explain.EXPLAINABLE.index(top), format_func=label_word,
        key=f"label-{key}",
    )
    opacity = st.slider("Strength of the overlay", 0.0, 1.0, 0.5, 0.05, key=f"opacity-{key}")
    with st.spinner("Computing the heatmap"):
        evidence = explained(site, analysis.picture_id, label, opacity, model=explain.model_key(site))
    word, saliency = label_word(label), evidence.saliency
    if not saliency.has_evidence:
        st.info(f"No positive evidence: no part of the photo raises the score for {word} ({saliency.score:.2f}).")
        return
    alt = f"Heatmap on the photo: the brighter a part, the more it supports {word}"
    st.image(evidence.overlay, width="stretch", alt=alt)
    st.html(heat_scale())
    st.caption(f"{word}: {saliency.score:.2f}. Bright parts raised this score. {EVIDENCE_OUTLINE_WORDS}.")
    layer = saliency.layer.partition(";")[0]  # a fused tensor carries the names of all its parts
    st.caption(f"Method {METHOD_WORDS[saliency.method]}, layer `{layer}`.")
    st.download_button("Raw map (NumPy)", raw_map(evidence), f"{analysis.picture_id[:12]}_{label}.npy",
                       key=f"map-{key}", on_click="ignore")
    st.page_link("pages/explain.py", label="Other methods, trust, edits", icon=":material/visibility:",
                 query_params={"picture": analysis.picture_id, "label": label})


def _numbers(analysis: Analysis) -> None:
    times = [
        {"Step": STAGE_WORDS.get(stage, stage), "Time (ms)": round(1000 * seconds, 1)}
        for stage, seconds in analysis.seconds.items()
    ]
    st.dataframe(times, hide_index=True)
    st.dataframe([{"Model": role, "Version": version} for role, version in analysis.models.items()], hide_index=True)
    st.caption(f"{analysis.size_wh[0]:,} × {analysis.size_wh[1]:,} pixels. Picture ID (SHA-256 of the file):")
    st.code(analysis.picture_id, language=None, wrap_lines=True)
    st.json(analysis.to_dict(), expanded=False)
