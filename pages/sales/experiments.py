"""A picture test: its plan from the shop's own variance, and its readout."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from core import sales
from core.errors import Misuse
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import share, signed
from core.words.sales import DEPENDENT_WORDS, kind_word
from pages.sales.charts import show
from pages.ui.uploads import content

PLAN_HINT = "Upload the plan file as it was downloaded."
PLAN_BYTES = 20_000_000  # more than any plan has


def test(site: Site, study: sales.SalesStudy) -> None:
    """Plan a test, or read one that ran."""
    report = study.report
    if report is None:
        return
    st.markdown("Half of the products, randomly assigned, get the new photo type; the others keep theirs.")
    types = list(report.facts["kinds"])
    type_, effect_, power_, weeks_ = st.columns(4)
    kind = type_.selectbox("New photo type", types, format_func=kind_word, key="plan_kind",
                           index=min(1, len(types) - 1))
    effect = effect_.number_input("Effect to detect (%)", 0.5, 100.0, 8.0, 0.5, key="plan_effect")
    power = power_.slider("Power: probability to detect it", 0.5, 0.95, 0.8, 0.05, key="plan_power")
    weeks = weeks_.number_input("Weeks (0 = shortest possible)", 0, 26, 0, key="plan_weeks")
    if st.button("Plan the test", type="primary", key="plan_test"):
        with st.spinner("Measuring how sales vary"):
            st.session_state["plan"] = sales.plan_test(
                site, study.study_id, kind, effect_percent=effect, power=power, weeks=int(weeks) or None)
    if plan := st.session_state.get("plan"):
        _plan(plan)
    st.divider()
    _readout(site, study)


def _plan(plan: Any) -> None:
    figures = {"Products per group": f"{len(plan.treated):,}", "Weeks": str(plan.weeks),
               "Smallest detectable effect": f"{plan.mde_percent:.1f} %",
               f"Power for {plan.effect_percent:g} %": share(plan.power)}
    for place, (name, value) in zip(st.columns(4), figures.items(), strict=True):
        place.metric(name, value)
    for warning in plan.warnings:
        st.warning(plain(warning))
    looks = ", ".join(f"week {look} (|z| above {limit:.2f})"
                      for look, limit in zip(plan.looks, plan.limits, strict=True))
    st.markdown(f"Start on {plan.start}. Read the test after {plain(looks)}, and stop only where the readout says so: "
                f"it computes the final limits from the test itself. {plain(plan.how)} Adjusting for earlier sales "
                f"removes {share(plan.variance_reduction)} of the variance. In mock tests on this shop's past, "
                f"{share(plan.false_alarms)} reported an effect where there was none, and {share(plan.mock_power)} "
                "detected the effect of the plan.")
    show(sales.detectable_effects(plan))
    left, right = st.columns(2)
    left.dataframe({f"Get {kind_word(plan.kind)}": list(plan.treated)}, hide_index=True, height=220)
    right.dataframe({"Keep their photo": list(plan.control)}, hide_index=True, height=220)
    st.download_button("Download the plan (JSON)", json.dumps(plan.to_dict(), indent=1), "picture-test-plan.json",
                       "application/json", key="plan_file", on_click="ignore")


def _readout(site: Site, study: sales.SalesStudy) -> None:
    st.markdown("**Read a test:** study a table that covers the weeks of the test, and upload its plan here.")
    upload = st.file_uploader("Plan (JSON)", type=["json"], key="plan_upload")
    if upload is None:
        return
    try:
        with content(upload) as opened:
            values = json.loads(opened.read(PLAN_BYTES))
    except (ValueError, RecursionError):
        raise Misuse("This file is not valid JSON.", PLAN_HINT) from None
    if not isinstance(values, dict):
        raise Misuse("This file is not a plan of a picture test.", PLAN_HINT)
    with st.spinner("Reading the test"):
        readout = sales.read_test(site, study.study_id, values)
    st.info(plain(readout.sentence))
    for problem in readout.problems:
        st.warning(plain(problem))
    if readout.better is not None:
        what = DEPENDENT_WORDS[readout.dependent]
        left, middle, right = st.columns(3)
        left.metric("Probability of higher sales", share(readout.better))
        middle.metric(f"Lower limit per year ({what})", signed(readout.year_low))
        right.metric(f"Upper limit per year ({what})", signed(readout.year_high))
    st.download_button("Download the readout (JSON)", json.dumps(readout.to_dict(), indent=1), "readout.json",
                       "application/json", key="readout_file", on_click="ignore")
    if readout.prior is not None and st.button("Use in the next study", key="use_prior"):
        st.session_state["sales_priors"] = [readout.to_dict()]
        st.success("Your next study in this session will include this result.")
