"""What pictures are worth: a sales table in, effects of picture kinds with their error bars out."""

from __future__ import annotations

import streamlit as st

from core import sales
from core.sales.report import sentences
from pages.sales import experiments, start
from pages.sales.report import checks, first_screen, sections
from pages.ui import state
from pages.ui.frame import error_card, frame, section
from pages.ui.marks import plain as shown

PURPOSE = "Give a sales table: you see what kinds of pictures go along with in sales, and how far that can be believed."


def head(study: sales.SalesStudy) -> None:
    """Which study this is, its files, and the way back."""
    name, buttons = st.columns([3, 1.4], vertical_alignment="top")
    made_up = " · simulated shop: made-up figures with known effects" if study.progress.simulated else ""
    name.markdown(f"**{shown(study.progress.name)}**{made_up}")
    with buttons.container(horizontal=True, horizontal_alignment="right"):
        if st.button("All studies", key="back"):
            st.switch_page("pages/sales.py")
        if study.report is not None:
            start.files(site, study)


with frame("Sales", PURPOSE):
    site, study = state.site(), None
    with section():
        study = sales.study(site, st.query_params["study"]) if "study" in st.query_params else None
    if study is None:
        with section():
            start.form(site)
        with section():
            start.studies(site)
    else:
        with section():
            head(study)
            if study.state == "running":
                start.watch(site, study.study_id)
            elif study.error is not None:
                error_card("This table could not be studied", study.error.message, study.error.hint)
        if study.report is not None and study.report.method is None:
            for one in study.report.checks:
                if one.level == "stop":
                    error_card("Nothing was estimated", one.sentence, one.advice)
            checks(study.report)
        elif study.report is not None:
            st.subheader(sentences.headline(study.report), anchor=False)
            with section():
                first_screen(study.report)
            with section():
                sections(site, study, experiments.test)
