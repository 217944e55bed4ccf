"""The model of persons on a site's own boxes: choose a dataset, watch the loss, compare, promote or roll back."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from core import datasets, learning
from core.nouns.job import Job
from core.site import Site
from core.words.box_comparison import OTHERS, change_words, comparison_table
from core.words.markdown import plain
from core.words.numerals import count
from pages.training.part import part
from pages.ui.frame import section

PURPOSE = ("Where persons are missed, or seen where there are none, box them on photos and train the model in use "
           "further. The version is registered beside the others; nothing is promoted by itself.")
HEIGHT = 240


def persons(site: Site) -> None:
    """The form, or the training under way; then the newest one."""
    job = learning.latest_persons(site)
    part(site, ("Persons, from your own boxes", PURPOSE), job, _form)
    if job:
        with section():
            _newest(site, job)


def _form(site: Site) -> None:
    sets = {item.dataset_id: item for item in datasets.every(site) if item.boxes.get("persons", (0, 0))[1]}
    if not sets:
        st.info("There is no dataset in which persons are boxed yet.")
        st.page_link("pages/datasets.py", label="Make a dataset", icon=":material/dataset:")
        return
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    dataset_id = left.selectbox("Dataset with boxes", sets, key="persons-dataset", format_func=lambda key: (
        f"{sets[key].name}: {count(sets[key].boxes['persons'][1], 'person')} in "
        f"{count(sets[key].boxes['persons'][0], 'photo')}"))
    steps = middle.number_input("Steps", 10, 20_000, 300, 50, key="persons-steps",
                                help="Each on 8 random views; a second or two a step.")
    if right.button("Train", key="persons-train", width="stretch"):
        learning.start_persons(site, dataset_id, steps=int(steps))
        st.rerun()


def _newest(site: Site, job: Job) -> None:
    lines = learning.persons_curve(site, job.job_id)
    if len(lines) > 1:
        drawing = go.Figure(go.Scatter(x=[line["step"] for line in lines], y=[line["loss"] for line in lines],
                                       mode="lines", line={"color": "#0072B2"}))
        drawing.update_xaxes(title="Step")
        drawing.update_yaxes(title="Loss on random views", rangemode="tozero")
        drawing.update_layout(height=HEIGHT, margin={"l": 0, "r": 10, "t": 10, "b": 0}, dragmode=False)
        st.plotly_chart(drawing, key="persons-curve", config={"displayModeBar": False},
                        alt="Chart: loss by step of training.")
    if job.state != "done" or job.failed:
        return
    name = job.options["name"]
    found = learning.persons_comparison(site, name)
    st.markdown(f"**{plain(name)}**: {change_words(found)}")
    st.dataframe(comparison_table(found), hide_index=True)
    st.caption(OTHERS)
    if site.settings.public:
        return
    left, right, _ = st.columns([1, 1, 2])
    if left.button(f"Use {name}", key="persons-promote", width="stretch"):
        learning.promote_persons(site, name)
        st.success(f"{name} is in use from the next photo on.")
    if right.button("Back to the version before", key="persons-back", width="stretch"):
        st.success(f"{learning.roll_back_persons(site)} is in use again.")
