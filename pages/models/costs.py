"""What a threshold costs: how much a miss costs against a false alarm moves the threshold live."""

from __future__ import annotations

import json

import plotly.graph_objects as go
import streamlit as st

from core import cards
from core.nouns.cost_curve import CostCurve
from core.site import Site
from core.words.evaluation import DECISIONS, HOW_TO_USE, cost_table, ratio_words
from pages.models.measures import INK
from pages.ui.frame import section

RATIOS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
EQUAL = 1.0


def costs(site: Site, name: str) -> None:
    """The view: decision, slider, the cheapest threshold beside the one in use, and the curves."""
    asked = st.query_params.get("decision", "")
    decision = st.segmented_control("What the threshold decides", list(DECISIONS), key="decision", required=True,
                                    default=asked if asked in DECISIONS else "shoppable",
                                    format_func=lambda key: DECISIONS[key][0])
    st.query_params["decision"] = decision
    curve = _curve(site, name, decision)
    ratio = _ratio()
    best, now = curve.cheapest(ratio), curve.original
    _, alarms, misses = DECISIONS[decision]
    st.subheader(f"Cheapest threshold: {best.threshold:.2f} (in use: {now.threshold:g})", anchor=False)
    st.markdown(f"When {ratio_words(ratio)}: **{best.false_alarms.hits:,}** {alarms} and **{best.misses.hits:,}** "
                f"{misses}, instead of {now.false_alarms.hits:,} and {now.misses.hits:,}.")
    st.table(cost_table(curve, ratio), hide_index=True)
    left, right = st.columns(2, gap="large")
    with left, section():
        st.markdown("**Errors at each threshold**")
        st.plotly_chart(_errors(curve, ratio), key="errors", alt="Chart: false alarms and misses by threshold.",
                        config={"displaylogo": False, "modeBarButtons": [["toImage"]]})
    with right, section():
        st.markdown("**What they cost together**")
        st.plotly_chart(_total(curve, ratio), key="total", alt="Chart: cost by threshold.",
                        config={"displaylogo": False, "modeBarButtons": [["toImage"]]})
    st.caption("Solid line: the cheapest threshold; dotted line: the one in use. Counted on the stored validation "
               "scores, on shops that training never saw; where products are rarer, false alarms weigh more.")
    st.info(HOW_TO_USE)
    if best.threshold != now.threshold:
        card = next(card for card in cards.model_cards(site.settings) if card.name == name)
        st.code(f'"thresholds": {json.dumps({**card.thresholds, decision: best.threshold})}', language="json")


@st.cache_data(max_entries=8, show_spinner=False, ttl=600)
def _curve(_site: Site, name: str, decision: str) -> CostCurve:
    return cards.model_costs(_site.settings, name, decision)


def _ratio() -> float:
    """What a miss costs; other values than equal costs are in the address."""
    if "ratio" not in st.session_state:
        try:
            asked = float(st.query_params.get("ratio", EQUAL))
        except ValueError:
            asked = EQUAL
        st.session_state["ratio"] = asked if asked in RATIOS else EQUAL
    ratio = float(st.select_slider("False alarms against misses", RATIOS, key="ratio", format_func=ratio_words))
    if ratio == EQUAL:
        st.query_params.pop("ratio", None)
        return ratio
    st.query_params["ratio"] = f"{ratio:g}"
    st.button("Reset", key="ratio-reset", icon=":material/restart_alt:",
              on_click=lambda: st.session_state.update(ratio=EQUAL))
    return ratio


def _errors(curve: CostCurve, ratio: float) -> go.Figure:
    drawing = go.Figure()
    for name, color, dash, shares in (
            ("False alarms", "#D55E00", "solid", [point.false_alarms for point in curve.points]),
            ("Misses", "#0072B2", "dash", [point.misses for point in curve.points])):
        drawing.add_scatter(x=[point.threshold for point in curve.points], y=[share.share for share in shares],
                            name=name, mode="lines", line={"color": color, "dash": dash, "width": 3},
                            text=[f"{share.hits:,} of {share.count:,}" for share in shares],
                            hovertemplate=name + " %{text} at %{x:.2f}<extra></extra>")
    drawing.update_yaxes(range=[0, 1.02], tickformat=".0%")
    return _styled(drawing, curve, ratio)


def _total(curve: CostCurve, ratio: float) -> go.Figure:
    drawing = go.Figure(go.Scatter(
        x=[point.threshold for point in curve.points], y=[point.cost(ratio) for point in curve.points], mode="lines",
        line={"color": "#009E73", "width": 3}, name="Cost", showlegend=True,
        hovertemplate="%{y:,.4g} false alarms at %{x:.2f}<extra></extra>"))
    drawing.update_yaxes(title="Cost in false alarms", rangemode="tozero")
    return _styled(drawing, curve, ratio)


def _styled(drawing: go.Figure, curve: CostCurve, ratio: float) -> go.Figure:
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    drawing.add_vline(x=curve.cheapest(ratio).threshold, line={"color": ink["color"], "width": 2})
    drawing.add_vline(x=curve.in_use, line={"color": ink["color"], "width": 1, "dash": "dot"})
    drawing.update_xaxes(title="Threshold", range=[0, 1], tickfont=ink, title_font=ink)
    drawing.update_yaxes(tickfont=ink, title_font=ink)
    return drawing.update_layout(height=300, margin={"l": 0, "r": 10, "t": 30, "b": 0}, dragmode=False, font=ink,
                                 legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0})
