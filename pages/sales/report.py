"""A sales report: the first screen for everybody, sections for a closer look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core import sales
from core.site import Site
from core.words.grades import GRADE_WORDS, LEVEL_WORDS
from core.words.markdown import plain
from core.words.numerals import count, log_percent, percent, percent_range, signed
from core.words.sales import DEPENDENT_WORDS, MATCHED, kind_word
from pages.sales.charts import report_chart

SECTIONS = ("By product", "Beta weights", "Price", "Over time", "What if", "Diagnostics", "Equation", "Picture test")
FIRST_PRODUCTS = 8
OLD_SECTIONS = {"How sure": "Diagnostics"}  # of links from earlier versions


def first_screen(report: Any) -> None:
    """Summary, effects with intervals, grades with reasons, checks."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        for sentence in sales.summary(report):
            st.markdown(plain(sentence))
    with right:
        report_chart(report, "effects")
    for effect in sales.main_effects(report):
        with st.expander(f"Grade {effect.grade} for {kind_word(effect.kind)}: {GRADE_WORDS[effect.grade]}"):
            for sentence in (*effect.reasons, *map(sales.improvement, effect.advice)):
                st.markdown(f"- {plain(sentence)}")
    checks(report)


def checks(report: Any) -> None:
    """Checks of the table: warnings and which photos were matched are open, the rest folded."""
    for check in report.checks:
        if check.level == "warning":
            st.warning(f"**{plain(check.name)}.** {plain(check.sentence)} {plain(check.advice)}")
    if matches := [check.sentence for check in report.checks if check.name == MATCHED]:
        st.caption(plain(" ".join(matches)))
    with st.expander(count(len(report.checks), "check of the table", "checks of the table")):
        st.table([{"Check": check.name, "Result": LEVEL_WORDS[check.level],
                   "Finding": plain(f"{check.sentence} {check.advice}".strip())} for check in report.checks],
                 hide_index=True)


def sections(site: Site, study: sales.SalesStudy, test: Callable[..., None]) -> None:
    """One section at a time; the address names it."""
    if (old := st.query_params.get("section")) in OLD_SECTIONS:
        st.query_params["section"] = OLD_SECTIONS[old]
    chosen = st.segmented_control("Details", SECTIONS, default=SECTIONS[0], key="section", bind="query-params")
    report = study.report
    if report is None or report.method is None:
        return
    if chosen == "By product":
        _products(report)
    elif chosen == "Beta weights":
        report_chart(report, "beta_weights")
        st.caption("A beta weight is the change of log sales, in standard deviations, per standard deviation of the "
                   "column. It depends on how common a photo type is; the effect in percent does not.")
    elif chosen == "Price":
        report_chart(report, "price_response", empty="The table has no price, or the price never changes, so the "
                     "response to other prices is unknown.")
        report_chart(report, "price_effects")
    elif chosen == "Over time":
        report_chart(report, "contribution", empty="The study has no effect to show over time.")
    elif chosen == "What if":
        _what_if(site, study)
    elif chosen == "Diagnostics":
        _diagnostics(report)
    elif chosen == "Equation":
        st.markdown(f"{plain(report.method.name)}. {plain(report.method.why)}")
        st.code(report.method.words, language=None, wrap_lines=True)
        st.latex(report.method.latex)
    elif chosen == "Picture test":
        test(site, study)


def _products(report: Any) -> None:
    names = sales.product_names(report)
    if not names:
        st.info("Effects by product need products that changed their photo type.")
        return
    products = st.multiselect("Products", names, default=names[:FIRST_PRODUCTS], key="sales_products")
    if products:
        report_chart(report, "products", products=products)
    rows = [{"Product": effect.product, "Photo type": kind_word(effect.kind), "Effect": percent(effect.percent),
             "95 % interval": percent_range(effect.percent_low, effect.percent_high), "Grade": effect.grade,
             "Reason": effect.reasons[0] if effect.reasons else ""}
            for effect in report.effects if effect.product is not None]
    narrow = {name: st.column_config.TextColumn(width="small") for name in ("Product", "Effect", "Grade")}
    st.dataframe(rows, hide_index=True, height=320,
                 column_config={**narrow, "Reason": st.column_config.TextColumn(width="large")})


def _what_if(site: Site, study: sales.SalesStudy) -> None:
    report = study.report
    if report is None:
        return
    types = list(report.facts["kinds"])
    products = list(sales.read_history(site, study.study_id).table["product"].unique())
    left, right = st.columns([1, 2])
    kind = left.selectbox("New photo type", types, format_func=kind_word, key="if_kind",
                          index=1 if len(types) > 1 else 0)
    chosen = right.multiselect("Products (empty = all)", products, key="if_products")
    result = sales.what_if_of(site, study.study_id, tuple(chosen), kind)
    if not result.products:
        st.info("These products already have this photo type.")
        return
    st.markdown(plain(sales.what_if_sentence(result)))
    for place, amount in zip(st.columns(len(result.amounts)), result.amounts, strict=True):
        place.metric(DEPENDENT_WORDS[amount.dependent].capitalize(), signed(amount.change),
                     percent(100 * amount.change / amount.before) if amount.before else None)
        place.caption(f"95 % interval {signed(amount.low)} to {signed(amount.high)}; {amount.before:,.0f} per year now")


def _diagnostics(report: Any) -> None:
    details = report.diagnostics
    report_chart(report, "event_study", empty="Too few products changed their photo type exactly once to compare sales "
                 "before and after the change.")
    st.markdown("**The same effects by other methods**")
    st.dataframe([{"Method": other.method, "Photo type": kind_word(other.kind), "Effect": log_percent(other.beta),
                   "From": log_percent(other.beta_low), "To": log_percent(other.beta_high), "Limitation": other.note}
                  for other in report.alternatives], hide_index=True)
    for effect in sales.main_effects(report):
        if sentence := sales.sensitivity_sentence(effect):
            st.markdown(f"- {plain(sentence)}")
    left, right = st.columns(2)
    with left:
        if len(details.placebo):
            st.markdown("**Placebo check:** made-up change dates should show no effect")
            st.dataframe([{"Photo type": kind_word(row.kind), "Earlier by": count(row.shift, report.facts["period"]),
                           "Effect": log_percent(row.beta), "p": round(row.p, 2)}
                          for row in details.placebo.itertuples()], hide_index=True)
        st.markdown("**Variance inflation** (above 10, the effects cannot be separated)")
        st.dataframe([{"Column": sales.regressor_word(report, name), "VIF": round(value, 1)}
                      for name, value in details.vif.items()], hide_index=True)
    with right:
        if len(details.leave_one_out):
            st.markdown("**Leave one out:** the estimate without a product")
            st.dataframe([{"Photo type": kind_word(row.kind), "Without": row.product, "Effect": log_percent(row.beta)}
                          for row in details.leave_one_out.itertuples()], hide_index=True, height=250)
    report_chart(report, "residuals")
