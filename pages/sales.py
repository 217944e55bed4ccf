"""Sales: a sales table in, the effects of photo types with their confidence intervals out."""

from __future__ import annotations

import streamlit as st

from core import sales
from core.words.markdown import plain
from pages.sales import experiments, start
from pages.sales.report import checks, first_screen, sections
from pages.ui import state
from pages.ui.frame import error_card, frame, section

ENDINGS = {"failed": "This table could not be studied", "cancelled": "No result"}
PURPOSE = "Upload a sales table to see how each photo type relates to sales, and how far to trust the result."


def head(study: sales.SalesStudy) -> None:
    """Which study this is, its files, and the way back."""
    name, buttons = st.columns([3, 1.4], vertical_alignment="top")
    label = " · simulated shop: made-up figures with known effects" if study.progress.simulated else ""
    name.markdown(f"**{plain(study.progress.name)}**{label}")
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
                error_card(ENDINGS[study.state], study.error.message, study.error.hint)
        if study.report is not None and study.report.method is None:
            for check in study.report.checks:
                if check.level == "stop":
                    error_card("The study stopped", check.sentence, check.advice)
            checks(study.report)
        elif study.report is not None:
            st.subheader(sales.headline(study.report), anchor=False)
            with section():
                first_screen(study.report)
            with section():
                sections(site, study, experiments.test)
