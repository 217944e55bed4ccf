"""Boxes over a photo to point at and zoom into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.words.colors import OUTLINE_COLORS, text_on
from core.words.data_uri import jpeg_uri
from pages.analyze.charts import INK

HEIGHT = 560
MANY = 40  # boxes of one group from which a click on the legend shows them
FATE_STYLES = {  # color and stroke
    "suppressed": ("#0072B2", "dash"), "other_size": ("#009E73", "dash"), "low": ("#999999", "dot"),
    "closest": ("#F0E442", "dot"),
}


@dataclass(frozen=True, eq=False)
class Group:
    """Boxes drawn alike.

    Attributes
    ----------
    name : str
        In the legend.
    xyxy : ndarray of float32, shape (N, 4)
        In pixels of the photo.
    texts : sequence of str
        What the reader sees at each box.
    color, stroke : str
        As #RRGGBB; "solid", "dash" or "dot".
    always : bool
        Shown at once, also when there are many.
    """

    name: str
    xyxy: np.ndarray
    texts: Sequence[str]
    color: str = OUTLINE_COLORS["face"]
    stroke: str = "solid"
    always: bool = False


def draw_boxes(photo: bytes, size_wh: tuple[int, int], groups: Sequence[Group], *, key: str, alt: str,
               points: Sequence[tuple[float, float, str]] = (), around: np.ndarray | None = None,
               opacity: float = 1.0) -> None:
    """Draw groups of boxes over the photo, the last on top; the legend shows and hides them.

    Parameters
    ----------
    photo : bytes
        JPEG.
    size_wh : tuple of int
        Of the picture in whose pixels the boxes are.
    groups : sequence of Group
    key, alt : str
        Of the chart.
    points : sequence of (x, y, word)
        Landmarks.
    around : ndarray of float32, shape (4,), optional
        The chart begins with the surroundings of this box; the reader can zoom out.
    opacity : float
        Of the boxes, in (0, 1].
    """
    figure = go.Figure()
    for place, group in enumerate(groups):
        if len(group.xyxy):
            _add(figure, group, rank=1000 - place)
    if points:
        figure.add_scatter(x=[x for x, _, _ in points], y=[y for _, y, _ in points], mode="markers", name="Landmarks",
                           text=[word for _, _, word in points], hovertemplate="%{text}<extra></extra>",
                           marker={"size": 6, "color": OUTLINE_COLORS["face"], "line": {"color": "#FFF", "width": 1.5}})
    figure.add_layout_image(source=jpeg_uri(photo), xref="x", yref="y", x=0, y=0,
                            sizex=size_wh[0], sizey=size_wh[1], sizing="stretch", layer="below")
    start, end = np.zeros(2), np.array(size_wh)
    if around is not None:
        sides = around[2:] - around[:2]
        start, end = np.maximum(start, around[:2] - sides), np.minimum(end, around[2:] + sides)
    figure.update_traces(opacity=opacity)
    figure.update_xaxes(range=[start[0], end[0]], visible=False, constrain="domain")
    figure.update_yaxes(range=[end[1], start[1]], visible=False, constrain="domain", scaleanchor="x",
                        constraintoward="top")
    ink = {"color": INK[st.context.theme.type or "light"], "size": 13}
    figure.update_layout(
        height=HEIGHT, font=ink, hoverlabel={"font": {"size": 13}}, margin={"l": 0, "r": 0, "t": 8, "b": 0},
        dragmode="zoom", plot_bgcolor="rgba(0,0,0,0)", hovermode="closest", showlegend=True,
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "font": ink})
    st.plotly_chart(figure, key=key, alt=alt, config={
        "displaylogo": False, "modeBarButtons": [["zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]]})


def _add(figure: go.Figure, group: Group, *, rank: int) -> None:
    """One line through all boxes of a group, broken between them, over a white casing."""
    gap = np.full((len(group.xyxy), 1), np.nan)
    x = np.hstack([group.xyxy[:, [0, 2, 2, 0, 0]], gap]).ravel().round(1)
    y = np.hstack([group.xyxy[:, [1, 1, 3, 3, 1]], gap]).ravel().round(1)
    shown = True if group.always or len(group.xyxy) <= MANY else "legendonly"
    same = {"x": x, "y": y, "mode": "lines", "legendgroup": group.name, "visible": shown, "legendrank": rank}
    width = 2.5 if group.stroke == "solid" else 1.8
    casing = "#000000" if text_on(group.color) == "#000000" else "#FFFFFF"
    figure.add_scatter(**same, showlegend=False, hoverinfo="skip", line={"color": casing, "width": width + 1.5})
    figure.add_scatter(**same, name=f"{group.name} ({len(group.xyxy):,})", text=np.repeat(group.texts, 6),
                       hovertemplate="%{text}<extra></extra>",
                       line={"color": group.color, "width": width, "dash": group.stroke})
