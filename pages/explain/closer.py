"""One map over the photo to zoom into, with the value under the cursor."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import analyze
from core.nouns.saliency import Saliency
from core.site import Site
from core.words.colors import COLOR_MAPS, DEFAULT_COLOR_MAP, rgb
from core.words.data_uri import jpeg_uri
from core.words.trust import METHOD_WORDS
from pages.analyze.charts import INK
from pages.explain.compare import Side
from pages.explain.tiles import Compute
from pages.ui.frame import section

HEIGHT = 560


def look_closer(site: Site, sides: list[Side], chosen: list[str], compute: Compute, *, opacity: float,
                colors: str) -> None:
    """Ask for one of the methods and draw its map of each side; nothing is computed while the part is folded.

    Parameters
    ----------
    site : Site
    sides : list of Side
    chosen : list of str
        Methods to choose from.
    compute : Compute
    opacity : float
        Of the strongest place, in [0, 1].
    colors : str
        A key of `core.words.colors.COLOR_MAPS`.
    """
    part = st.expander("Values and zoom", key="closer", on_change="rerun")
    if not part.open:
        return
    with part:
        method = st.selectbox("Map", chosen, format_func=METHOD_WORDS.__getitem__, key="closer-method")
        st.caption("Point at a place to read its evidence: 1 is the strongest place, 0 is none. Drag to zoom in, "
                   "double-click to zoom out.")
        for number, (column, side) in enumerate(zip(st.columns(len(sides)), sides, strict=True)):
            with column, section(), st.spinner("Computing the map"):
                photo, saliency = analyze.preview(site, side.picture_id), compute(side, method, trust=False).saliency
                st.plotly_chart(drawing(photo, saliency, opacity, colors), key=f"closer-chart-{number}",
                                alt=f"{METHOD_WORDS[method]}: the heatmap on the photo, to zoom into", config={
                                    "displaylogo": False,
                                    "modeBarButtons": [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]]})


def drawing(photo: bytes, saliency: Saliency, opacity: float, colors: str = DEFAULT_COLOR_MAP) -> go.Figure:
    """The map as a Plotly heatmap over the photo; places without evidence show the photo alone."""
    rows, columns = saliency.map.shape
    stops = COLOR_MAPS[colors]
    scale = [[place / (len(stops) - 1), f"rgba{(*rgb(color), opacity * place / (len(stops) - 1))}"]
             for place, color in enumerate(stops)]
    figure = go.Figure(go.Heatmap(
        z=saliency.map.round(3), x0=0.5, y0=0.5, dx=1, dy=1, zmin=0, zmax=1, colorscale=scale,
        hovertemplate="Evidence %{z:.2f}<extra></extra>", colorbar={"title": "Evidence", "thickness": 12}))
    figure.add_layout_image(source=jpeg_uri(photo), xref="x", yref="y", x=0, y=0,
                            sizex=columns, sizey=rows, sizing="stretch", layer="below")
    figure.update_xaxes(range=[0, columns], visible=False, constrain="domain")
    figure.update_yaxes(range=[rows, 0], visible=False, constrain="domain", scaleanchor="x")
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    figure.update_layout(height=HEIGHT, font=ink, hoverlabel={"font": ink}, margin={"l": 0, "r": 0, "t": 30, "b": 0},
                         dragmode="zoom", plot_bgcolor="rgba(0,0,0,0)")
    return figure
