"""A picture test: its plan from the shop's own variance, and its readout."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from core import sales
from core.errors import Misuse
from core.sales.report.sentences import kind_word as word
from core.site import Site
from pages.sales import charts
from pages.ui.marks import plain as shown


def test(site: Site, study: sales.SalesStudy) -> None:
    """Plan a test, or read one that ran."""
    report = study.report
    if report is None:
        return
    st.markdown("Half of the products, chosen by lot, get the new kind of picture; the others keep theirs.")
    kind_, effect_, power_, weeks_ = st.columns(4)
    kind = kind_.selectbox("New kind", list(report.facts["kinds"]), format_func=word, key="plan_kind",
                           index=min(1, len(report.facts["kinds"]) - 1))
    effect = effect_.number_input("Effect worth finding, percent", 0.5, 100.0, 8.0, 0.5, key="plan_effect")
    power = power_.slider("Chance to find it", 0.5, 0.95, 0.8, 0.05, key="plan_power")
    weeks = weeks_.number_input("Weeks (0: as few as do)", 0, 26, 0, key="plan_weeks")
    if st.button("Plan the test", type="primary", key="plan_test"):
        with st.spinner("Measuring how sales vary"):
            st.session_state["plan"] = sales.plan_test(
                site, study.study_id, kind, effect_percent=effect, power=power, weeks=int(weeks) or None)
    if plan := st.session_state.get("plan"):
        _plan(plan)
    st.divider()
    _readout(site, study)


def _plan(plan: Any) -> None:
    figures = {"Products on either side": f"{len(plan.treated):,}", "Weeks": str(plan.weeks),
               "Smallest effect found": f"{plan.mde_percent:.1f} %",
               "Chance to find the wished one": f"{plan.power:.0%}"}
    for place, (name, value) in zip(st.columns(4), figures.items(), strict=True):
        place.metric(name, value)
    for warning in plan.warnings:
        st.warning(shown(warning))
    looks = ", ".join(f"week {look} (|z| above {limit:.2f})"
                      for look, limit in zip(plan.looks, plan.limits, strict=True))
    st.markdown(f"Begin on {plan.start}. Read it after {shown(looks)} and stop only where the readout says so; the "
                f"limits, here as they are to be expected, are then those of the test's own lots. {shown(plan.how)} "
                f"Earlier sales take away {plan.saved:.0%} of the variance. On mock tests in this shop's own past "
                f"{plan.false_alarms:.0%} gave a false alarm, and the wished effect was found in {plan.found:.0%}.")
    charts.detectable(plan)
    left, right = st.columns(2)
    left.dataframe({f"Gets {word(plan.kind)}": list(plan.treated)}, hide_index=True, height=220)
    right.dataframe({"Keeps its picture": list(plan.control)}, hide_index=True, height=220)
    st.download_button("Download the plan (JSON)", json.dumps(plan.to_dict(), indent=1), "picture-test-plan.json",
                       "application/json", key="plan_file", on_click="ignore")


def _readout(site: Site, study: sales.SalesStudy) -> None:
    st.markdown("**Read a test that ran:** study a table that reaches past its start, and give the plan here.")
    upload = st.file_uploader("Plan (JSON)", type=["json"], key="plan_upload")
    if upload is None:
        return
    try:
        values = json.loads(upload.getvalue())
    except (ValueError, RecursionError):
        raise Misuse("This file is no JSON.", "Give the plan as it was downloaded.") from None
    if not isinstance(values, dict):
        raise Misuse("This file is no plan of a picture test.", "Give the plan as it was downloaded.")
    with st.spinner("Reading the test"):
        found = sales.read_test(site, study.study_id, values)
    st.info(shown(found.sentence))
    for problem in found.problems:
        st.warning(shown(problem))
    if found.better is not None:
        left, middle, right = st.columns(3)
        left.metric("Sells more with a probability of", f"{found.better:.0%}")
        middle.metric("Best case a year", f"{found.year_high:+,.0f} {found.outcome}")
        right.metric("Worst case a year", f"{found.year_low:+,.0f} {found.outcome}")
    st.download_button("Download the readout (JSON)", json.dumps(found.to_dict(), indent=1), "readout.json",
                       "application/json", key="readout_file", on_click="ignore")
    if found.prior is not None and st.button("Use it in the next study", key="use_prior"):
        st.session_state["sales_priors"] = [found.to_dict()]
        st.success("The next study of this visit weighs it in.")
