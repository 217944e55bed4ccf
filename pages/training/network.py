"""A network of the site's own: choose dataset and backbone, see the random views, watch the curves."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import datasets, learning
from core.nouns.intent import INTENT_LABELS
from core.site import Site
from core.words.numerals import count
from pages.training.part import part
from pages.ui import state
from pages.ui.frame import section

PURPOSE = ("Where the network itself does not see what matters, train a public one on a dataset. It takes minutes to "
           "hours, and the version is registered beside the others; nothing is promoted by itself.")
COLORS = {"loss": "#0072B2", "val_loss": "#D55E00"}
NAMES = {"loss": "Training photos", "val_loss": "Held-out photos"}
HEIGHT = 280


def network(site: Site) -> None:
    """The form, or the training under way; and the curves of the newest one."""
    job = learning.latest_transfer(site)
    part(site, ("A network of your own", PURPOSE), job, _form)
    if job:
        with section():
            _curves(learning.curves(site, job.job_id))


def _form(site: Site) -> None:
    sets = {item.dataset_id: item for item in datasets.every(site) if set(item.labels) <= set(INTENT_LABELS)}
    if not sets:
        st.info("There is no dataset with the labels of shopping intent yet.")
        st.page_link("pages/datasets.py", label="Make a dataset", icon=":material/dataset:")
        return
    left, middle, right = st.columns(3)
    dataset_id = left.selectbox("Dataset", sets, key="network-dataset", format_func=lambda key: (
        f"{sets[key].name}: {count(len(sets[key].samples), 'photo')}"))
    backbone = middle.selectbox("Backbone", learning.BACKBONES, key="network-backbone")
    weights = right.text_input("Weight file", key="network-weights", placeholder="empty: download ImageNet's",
                               help="Path on this machine of the backbone's weights without its classifier.")
    start, views, _ = st.columns([1, 1, 2])
    if start.button("Train", key="network-train", width="stretch"):
        learning.start_transfer(site, dataset_id, backbone, weights=weights.strip(), local=state.local())
        st.rerun()
    if views.button("Show random views", key="network-views", width="stretch"):
        st.image(learning.preview_views(site, dataset_id), caption="Left: the photo. The others: views as training "
                 "draws them, new ones in each epoch.")


def _curves(lines: list[dict[str, float]]) -> None:
    if not lines:
        return
    drawing = go.Figure([go.Scatter(x=[line["epoch"] + 1 for line in lines], y=[line[key] for line in lines],
                                    name=NAMES[key], mode="lines+markers", line={"color": color})
                         for key, color in COLORS.items()])
    drawing.update_xaxes(title="Epoch", dtick=1)
    drawing.update_yaxes(title="Loss", rangemode="tozero")
    drawing.update_layout(height=HEIGHT, margin={"l": 0, "r": 10, "t": 10, "b": 0}, dragmode=False)
    st.plotly_chart(drawing, key="network-curves", config={"displayModeBar": False},
                    alt="Chart: loss on training and held-out photos by epoch.")
    last = lines[-1]
    st.caption(f"Epoch {last['epoch'] + 1}: {100 * last['val_accuracy']:.1f} % of the held-out photos right.")
