"""What changed on a shelf: against another photo of it, and over time."""

from __future__ import annotations

from datetime import UTC, datetime

import plotly.graph_objects as go
import streamlit as st

from core import shelf
from core.nouns.shelf import ShelfReading
from core.site import Site
from core.words.numerals import count
from core.words.shelf import UNTITLED

MOST = 8  # products that the chart shows


def changes(site: Site, found: ShelfReading) -> None:
    """Choose an earlier photo of the same shelf; facings that stayed, moved, are gone or new."""
    others = [one for one in shelf.readings(site, found.shelf) if one.reading_id != found.reading_id]
    if not others:
        st.caption("There is no other photo of this shelf yet. Photos with the same name of the shelf are compared.")
        return
    times = {one.reading_id: f"{datetime.fromtimestamp(one.created, UTC):%Y-%m-%d %H:%M} UTC" for one in others}
    earlier = [one.reading_id for one in others if one.created < found.created] or list(times)
    chosen = st.selectbox("Compare with", list(times), index=list(times).index(earlier[0]),
                          format_func=times.__getitem__, key=f"before-{found.reading_id}", width=300)
    other = next(one for one in others if one.reading_id == chosen)
    before, after = sorted((other, found), key=lambda one: one.created)
    lines = shelf.movements(shelf.changes(before, after))
    changed = [line for line in lines if line.before != line.after or line.moved]
    st.markdown(f"**{count(len(changed), 'product')} changed.**" if changed else "**Nothing changed.**")
    st.dataframe([{"SKU": line.sku, "Before": line.before, "After": line.after, "Change": line.after - line.before,
                   "Moved": line.moved} for line in lines], hide_index=True)
    series = sorted([*others, found], key=lambda one: one.created)
    if len(series) > 2:
        _chart(series, [line.sku for line in lines[:MOST]])
    st.download_button("Counts over time (CSV)", lambda: shelf.counts_csv(series), "shelf-over-time.csv", "text/csv",
                       key="over-time", on_click="ignore", icon=":material/download:")


def _chart(series: list[ShelfReading], skus: list[str]) -> None:
    times = [datetime.fromtimestamp(one.created, UTC) for one in series]
    figure = go.Figure()
    for sku in skus:
        figure.add_scatter(x=times, y=[sum(facing.sku == sku for facing in one.facings) for one in series], name=sku,
                           mode="lines+markers")
    figure.update_layout(title=f"Facings on {series[-1].shelf or UNTITLED}, the products that changed most",
                         yaxis_title="Facings", xaxis_title="Photo", yaxis_rangemode="tozero", height=360,
                         margin={"t": 50, "b": 40})
    st.plotly_chart(figure, key="over-time-chart")
