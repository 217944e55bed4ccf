"""How a version did on labeled photos: labels, confusion, reliability, thresholds, slices, label sets."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core.nouns.model_card import Measures, ModelCard
from core.words.evaluation import confusion_table, labels_table, new_source_words, slices_table
from core.words.model_card import (
    COVERAGE,
    NO_LABEL_SETS,
    NO_MEASURES,
    RELIABILITY,
    interval_words,
    share_words,
)
from core.words.numerals import count

INK = {"light": "#1B1F23", "dark": "#ECEFF2"}
HEIGHT = 380


def measured(card: ModelCard) -> None:
    """The measures of a version, or why there are none."""
    st.subheader("How well it does", anchor=False)
    if card.recorded:
        with st.expander("Metrics recorded at training", expanded=card.measures is None):
            st.dataframe({"Metric": [name for name, _ in card.recorded], "Value": [
                f"{value:g}" if isinstance(value, float) else share_words(value) for _, value in card.recorded]})
    if card.measures is None:
        st.info(NO_MEASURES)
        return
    measures = card.measures
    st.markdown(f"Measured on {count(measures.count, 'photo')} of {count(measures.sources, 'source')} that training "
                f"never saw: **{share_words(measures.accuracy[0].share)}** top labels are right. "
                f"{new_source_words(measures)}")
    figures(measures)
    st.markdown(f"Restricted goods above the threshold of sensitive: {share_words(measures.sensitive_recall)}; "
                f"harmless photos above it: {share_words(measures.sensitive_false_alarms)}.")
    _label_sets(card, measures)


def figures(measures: Measures) -> None:
    """Precision and recall, confusion, reliability, thresholds and slices."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Precision and recall**")
        st.table(labels_table(measures), hide_index=True)
    with right:
        st.markdown("**Confusion**")
        st.table(confusion_table(measures), hide_index=True)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**Reliability** (calibration error {100 * measures.calibration_error:.1f} %)")
        _reliability(measures)
        st.caption(RELIABILITY)
    with right:
        st.markdown("**What a threshold costs**")
        _thresholds(measures)
    st.markdown("**Accuracy by slice**")
    st.dataframe(slices_table(measures), hide_index=True)


def _thresholds(measures: Measures) -> None:
    st.dataframe({"Threshold": [f"{item.threshold:g}{' (in use)' if item.in_use else ''}"
                                for item in measures.thresholds],
                  "Precision": [interval_words(item.precision) for item in measures.thresholds],
                  "Recall": [interval_words(item.recall) for item in measures.thresholds]}, hide_index=True)
    st.caption("A photo counts as a product when its best product label scores above the threshold. Precision: how "
               "many of these do show a product. Recall: how many product photos are among them.")


def _reliability(measures: Measures) -> None:
    bins = measures.reliability
    shares = [item.correct.share or 0.0 for item in bins]
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing = go.Figure(go.Scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"dash": "dash", "color": "#999999"}, hoverinfo="skip"))
    drawing.add_trace(go.Scatter(
        x=[item.score for item in bins], y=shares, mode="lines+markers", marker={"size": 10, "color": "#0072B2"},
        error_y={"type": "data", "symmetric": False,
                 "array": [item.correct.high - share for item, share in zip(bins, shares, strict=True)],
                 "arrayminus": [share - item.correct.low for item, share in zip(bins, shares, strict=True)]},
        customdata=[share_words(item.correct) for item in bins],
        hovertemplate="mean score %{x:.2f}: %{customdata}<extra></extra>"))
    drawing.update_xaxes(title="Mean score of the top label", range=[0, 1.02], tickfont=ink, title_font=ink)
    drawing.update_yaxes(title="Share of right top labels", range=[0, 1.02], tickfont=ink, title_font=ink)
    drawing.update_layout(height=HEIGHT, margin={"l": 0, "r": 10, "t": 10, "b": 0}, showlegend=False, dragmode=False,
                          font=ink)
    st.plotly_chart(drawing, key="reliability", alt="Chart: share of right top labels against the mean score.", config={
        "displaylogo": False, "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": "merchlens-reliability"}})


def _label_sets(card: ModelCard, measures: Measures) -> None:
    st.markdown("**Label sets**")
    sets = card.label_sets
    if sets is None or not measures.coverage:
        st.info(NO_LABEL_SETS)
        return
    sizes = ", ".join(f"{count(size, 'label')}: {photos:,}" for size, photos in enumerate(measures.set_sizes, 1))
    st.markdown(f"A label set holds each label with a score of at least {sets.threshold:.3f}, and always the top "
                f"label. It is made to hold the true label for {sets.coverage:.0%} of photos that are like the "
                f"{sets.count:,} of its calibration. Measured on left-out sources: "
                f"**{share_words(measures.coverage[0].share)}**. "
                f"Photos by size of their set: {sizes}.")
    with st.expander("Coverage by left-out source"):
        st.dataframe({"Source": [item.name for item in measures.coverage],
                      "Sets with the true label": [share_words(item.share) for item in measures.coverage]},
                     hide_index=True)
        st.caption(COVERAGE)
