"""The head of tags on a site's own goods: choose what teaches, compare, promote or roll back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core import datasets, retrain
from core.nouns.job import Job
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import count
from core.words.shadow import comparison_words
from core.words.tag_comparison import comparison_lines, value_rows
from pages.training.part import part
from pages.ui.frame import section

PURPOSE = ("Where tags are wrong for your goods, confirm or add the right ones on the page Tags, or bring a table "
           "of photos with tags. A small change of the head is learned on what the network has seen, in minutes; "
           "nothing is promoted by itself.")
ADAPT = {"": "No", "whitening": "By whitening", "contrastive": "By contrast of two views"}
ADAPT_HELP = ("Learns from the catalog's photos without a label how your goods differ, before the head is learned. "
              "Used only where that gains on photos held out; else it stays off and says so.")
JUDGED = "All tags that people confirmed or added"


def tags(site: Site) -> None:
    """The form, or the training under way; then the newest one."""
    job = retrain.latest_tags(site)
    part(site, ("Tags, from your own goods", PURPOSE), job, _form)
    if job and job.state == "done" and not job.failed:
        with section():
            _newest(site, job)


def _form(site: Site) -> None:
    sets = {"": JUDGED} | {item.dataset_id: f"{item.name}: {count(len(item.samples), 'photo')} of "
                           f"{count(len(item.labels), 'label')}" for item in datasets.every(site)}
    left, middle, right = st.columns([3, 2, 1], vertical_alignment="bottom")
    chosen = left.selectbox("What teaches", sets, key="tags-dataset", format_func=sets.__getitem__)
    adapt = middle.selectbox("First adapt to the catalog", ADAPT, key="tags-adapt", format_func=ADAPT.__getitem__,
                             help=ADAPT_HELP)
    if right.button("Train", key="tags-train", width="stretch"):
        retrain.train_tags(site, chosen, adapt=adapt)
        st.rerun()


def _newest(site: Site, job: Job) -> None:
    name = job.options["name"]
    found = retrain.tags_comparison(site, name)
    for question, comparison in found.questions[:1]:
        st.markdown(f"**{plain(name)}**, {question}: {plain(comparison_words(comparison))}.")
    with st.expander("How it compares"):
        for line in comparison_lines(found):
            st.caption(plain(line))
    st.dataframe(pd.DataFrame(value_rows(found)), hide_index=True, height="content" if len(found.values) < 10 else 360)
    if site.settings.public:
        return
    left, right, _ = st.columns([1, 1, 2])
    if left.button(f"Use {name}", key="tags-promote", width="stretch"):
        retrain.promote_tags(site, name)
        st.success(f"{name} is in use from the next photo on.")
    if right.button("Back to the version before", key="tags-back", width="stretch"):
        st.success(f"{retrain.roll_back_tags(site)} is in use again.")
