"""One map over the photo to zoom into, with the value under the cursor."""

from __future__ import annotations

from base64 import b64encode

import plotly.graph_objects as go
import streamlit as st
from plotly.colors import hex_to_rgb, sequential

from core.nouns.saliency import Explanation, Saliency
from core.words.trust import METHOD_WORDS
from pages.analyze.charts import INK

HEIGHT = 560


def look_closer(photo: bytes, shown: dict[str, Explanation], opacity: float) -> None:
    """Ask for one of the methods and draw its map; nothing is sent while the part is folded.

    Parameters
    ----------
    photo : bytes
        JPEG.
    shown : dict of str to Explanation
        Method -> what its tile shows.
    opacity : float
        Of the strongest place, in [0, 1].
    """
    maps = {method: item.saliency for method, item in shown.items() if item.saliency.has_evidence}
    if not maps:
        return
    part = st.expander("Values and zoom", key="closer", on_change="rerun")
    if not part.open:
        return
    with part:
        method = st.selectbox("Map", list(maps), format_func=METHOD_WORDS.__getitem__, key="closer-method")
        st.caption("Point at a place to read its evidence: 1 is the strongest place, 0 is none. Drag to zoom in, "
                   "double-click to zoom out.")
        st.plotly_chart(drawing(photo, maps[method], opacity), key="closer-chart",
                        alt=f"{METHOD_WORDS[method]}: the heatmap on the photo, to zoom into", config={
                            "displaylogo": False,
                            "modeBarButtons": [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]]})


def drawing(photo: bytes, saliency: Saliency, opacity: float) -> go.Figure:
    """The map as a Plotly heatmap over the photo; places without evidence show the photo alone."""
    rows, columns = saliency.map.shape
    colors = sequential.Inferno
    scale = [[place / (len(colors) - 1), f"rgba{(*hex_to_rgb(color), opacity * place / (len(colors) - 1))}"]
             for place, color in enumerate(colors)]
    figure = go.Figure(go.Heatmap(
        z=saliency.map.round(3), x0=0.5, y0=0.5, dx=1, dy=1, zmin=0, zmax=1, colorscale=scale,
        hovertemplate="Evidence %{z:.2f}<extra></extra>", colorbar={"title": "Evidence", "thickness": 12}))
    figure.add_layout_image(source=f"data:image/jpeg;base64,{b64encode(photo).decode()}", xref="x", yref="y", x=0, y=0,
                            sizex=columns, sizey=rows, sizing="stretch", layer="below")
    figure.update_xaxes(range=[0, columns], visible=False, constrain="domain")
    figure.update_yaxes(range=[rows, 0], visible=False, constrain="domain", scaleanchor="x")
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    figure.update_layout(height=HEIGHT, font=ink, hoverlabel={"font": ink}, margin={"l": 0, "r": 0, "t": 30, "b": 0},
                         dragmode="zoom", plot_bgcolor="rgba(0,0,0,0)")
    return figure
