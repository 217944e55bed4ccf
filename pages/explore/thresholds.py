"""What if, for a set: counts before and after, the photos that change, precision and recall where truth is known."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import whatif
from core.nouns.thresholds import Thresholds
from core.site import Site
from core.words.numerals import count
from core.words.whatif import (
    NO_TRUTH,
    NOTHING_RECOMPUTED,
    ONLY_FOR_SALE,
    THRESHOLD_WORDS,
    TRUTH_WORDS,
    change_words,
    counts_table,
    finding,
)
from pages.analyze.charts import INK
from pages.explain.what_if import limits, names, sliders
from pages.explore.tiles import tiles
from pages.ui import state
from pages.ui.frame import section


def thresholds(site: Site, job_id: str) -> None:
    """The sliders, and what they change in this set."""
    scores = scores_of(site, job_id)
    new = sliders(scores.thresholds)
    found = whatif.change(scores, new)
    changed = found.changed
    st.subheader(finding(len(changed), len(scores)), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.dataframe(counts_table(found.counts()), hide_index=True)
        st.caption(NOTHING_RECOMPUTED)
    with right, section():
        _trade_off(scores, new)
    if len(changed):
        st.download_button("Photos that change (CSV)", lambda: whatif.flow_csv(scores, changed),
                           f"merchlens-changes-{job_id}.csv", "text/csv", key="changes-csv", on_click="ignore")
        tiles(site, scores, changed, lambda row: change_words(*names(found, row)))
    limits()


def scores_of(site: Site, job_id: str) -> whatif.Scores:
    """The stored scores of a set; the first look at a large one takes seconds."""
    with st.spinner("Reading the stored scores", show_time=True):
        return whatif.stored_scores(site, job_id, local=state.local())


def _trade_off(scores: whatif.Scores, new: Thresholds) -> None:
    curve = whatif.curve(scores, new)
    if curve is None:
        st.caption(NO_TRUTH)
        return
    nearest = min(curve.points, key=lambda point: abs(point[0] - new.shoppable))
    sentence = f"At {nearest[0]:.2f}, {100 * nearest[2]:.0f} % of the photos for sale are shoppable (recall)."
    if nearest[1] is not None:
        sentence += f" {100 * nearest[1]:.0f} % of the shoppable photos are for sale (precision)."
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing = go.Figure()
    for place, (name, color, dash) in enumerate((("Precision", "#0072B2", "solid"), ("Recall", "#D55E00", "dash")), 1):
        if all(point[place] is None for point in curve.points):
            continue
        drawing.add_scatter(x=[point[0] for point in curve.points], y=[point[place] for point in curve.points],
                            name=name, mode="lines", line={"color": color, "dash": dash, "width": 3},
                            hovertemplate=name + " %{y:.0%} at %{x:.2f}<extra></extra>")
    drawing.add_vline(x=new.shoppable, line={"color": ink["color"], "width": 1, "dash": "dot"})
    drawing.update_xaxes(title=f"Threshold: {THRESHOLD_WORDS['shoppable']}", range=[0, 1], tickfont=ink,
                         title_font=ink)
    drawing.update_yaxes(range=[0, 1.02], tickformat=".0%", tickfont=ink)
    drawing.update_layout(height=260, margin={"l": 0, "r": 0, "t": 30, "b": 0}, dragmode=False, font=ink,
                          showlegend=True,
                          legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
    st.plotly_chart(drawing, key="trade-off", alt=f"Line chart of precision and recall. {sentence}",
                    config={"displaylogo": False, "modeBarButtons": [["toImage"]]})
    st.caption(f"{sentence} {count(curve.known, 'photo')} with a known answer, {curve.sellable:,} of them for sale."
               + (f" {ONLY_FOR_SALE}" if curve.sellable == curve.known else ""),
               help=TRUTH_WORDS)
