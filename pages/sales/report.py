"""A sales report: the first screen for everybody, sections for those who look closer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core import sales
from core.sales.report import sentences
from core.sales.report.sentences import kind_word as word
from core.site import Site
from pages.sales import charts
from pages.ui.marks import plain as shown

GRADES = {"A": "a test, products chosen by lot", "B": "products held against themselves, no doubt found",
          "C": "one doubt, or products held against each other", "D": "a hint at most"}
LEVELS = {"stop": "Stop", "warning": "Warning", "note": "Note", "good": "Good"}
SECTIONS = ("By product", "Beta weights", "Price", "Over time", "What if", "How sure", "Equation", "Picture test")


def first_screen(report: Any) -> None:
    """Reading, effects with intervals, grades with reasons, checks."""
    left, right = st.columns([1, 1], gap="large")
    with left:
        for sentence in sentences.reading(report):
            st.markdown(shown(sentence))
    overall = [effect for effect in report.effects if effect.product is None]
    with right:
        charts.effects(overall, report.facts, "effects", "Each kind of picture with its 95 % interval")
    main = [effect for effect in overall if effect.outcome == report.facts["outcome"]]
    for effect in main:
        with st.expander(f"Grade {effect.grade} for {word(effect.kind)}: {GRADES[effect.grade]}"):
            for reason in effect.reasons:
                st.markdown(f"- {shown(reason)}")
            for advice in effect.advice:
                st.markdown(f"- What would lift it: {shown(advice)}")
    checks(report)


def checks(report: Any) -> None:
    """What was looked at before any estimate; warnings are open, the rest folded."""
    for check in report.checks:
        if check.level == "warning":
            st.warning(f"**{shown(check.name)}.** {shown(check.sentence)} {shown(check.advice)}")
    with st.expander(f"{len(report.checks)} checks of the table"):
        st.dataframe([{"Check": check.name, "Verdict": LEVELS[check.level], "Found": check.sentence,
                       "What to do": check.advice} for check in report.checks], hide_index=True)


def sections(site: Site, study: sales.SalesStudy, test: Callable[..., None]) -> None:
    """One section at a time; which one is in the address."""
    chosen = st.segmented_control("Look closer", SECTIONS, default=SECTIONS[0], key="section", bind="query-params")
    report = study.report
    if report is None or report.method is None:
        return
    if chosen == "By product":
        _products(report)
    elif chosen == "Beta weights":
        charts.weights(report)
        st.caption("A beta weight tells by how many standard deviations log sales move with one standard deviation of "
                   "the column: it depends on how common a kind is, the percentage does not.")
    elif chosen == "Price":
        charts.price_response(report)
        price = [effect for effect in report.effects if effect.outcome == "price"]
        if price:
            charts.effects(price, report.facts, "price-effects", "Prices by kind of picture, with 95 % intervals")
    elif chosen == "Over time":
        charts.contribution(report)
    elif chosen == "What if":
        _what_if(site, study)
    elif chosen == "How sure":
        _how_sure(report)
    elif chosen == "Equation":
        st.markdown(f"{shown(report.method.name)}. {shown(report.method.why)}")
        st.code(report.method.words, language=None, wrap_lines=True)
        st.latex(report.method.latex)
    elif chosen == "Picture test":
        test(site, study)


def _products(report: Any) -> None:
    singles = [effect for effect in report.effects if effect.product is not None]
    if not singles:
        st.info("Products kept their pictures: nothing can be said of single ones.")
        return
    names = sorted({effect.product for effect in singles}, key=lambda name: (len(name), name))
    picked = st.multiselect("Products", names, default=names[:8], key="sales_products")
    chosen = [effect for effect in singles if effect.product in picked[:charts.MOST]]
    if chosen:
        charts.effects(chosen, report.facts, "by-product", "Sales by product and kind, with 95 % intervals")
    st.dataframe([{"Product": effect.product, "Kind": word(effect.kind), "Percent": round(effect.percent, 1),
                   "From": round(effect.percent_low, 1), "To": round(effect.percent_high, 1), "Grade": effect.grade,
                   "Why": effect.reasons[0] if effect.reasons else ""} for effect in singles],
                 hide_index=True, height=320)


def _what_if(site: Site, study: sales.SalesStudy) -> None:
    report = study.report
    if report is None:
        return
    kinds = list(report.facts["kinds"])
    products = list(sales.read_history(site, study.study_id).table["product"].unique())
    left, right = st.columns([1, 2])
    kind = left.selectbox("All these products get", kinds, format_func=word, key="if_kind",
                          index=1 if len(kinds) > 1 else 0)
    picked = right.multiselect("Products (none chosen: all)", products, key="if_products")
    found = sales.what_if_of(site, study.study_id, tuple(picked), kind)
    if not found.products:
        st.info("These products have this kind of picture already.")
        return
    would = "is expected to bring" if found.grade in ("A", "B") else "would go along with"
    st.markdown(f"Switching {len(found.products):,} products to **{word(kind)}** {would}, a year "
                f"(grade {found.grade}):")
    for place, amount in zip(st.columns(len(found.amounts)), found.amounts, strict=True):
        place.metric(sentences.OUTCOME_WORDS[amount.outcome].capitalize(), f"{amount.change:+,.0f}",
                     f"{100 * amount.change / amount.before:+.1f} %" if amount.before else None)
        place.caption(f"95 % interval {amount.low:+,.0f} to {amount.high:+,.0f}; now {amount.before:,.0f} a year")


def _how_sure(report: Any) -> None:
    seen = report.diagnostics
    charts.event_study(report)
    st.markdown("**The same effects by other methods**")
    rows = [{"Method": rival.method, "Kind": word(rival.kind), "Effect": sentences.percent_of(rival.beta),
             "From": sentences.percent_of(rival.beta_low), "To": sentences.percent_of(rival.beta_high),
             "But": rival.note}
            for rival in report.rivals]
    st.dataframe(rows, hide_index=True)
    for effect in report.effects:
        if effect.product is None and effect.outcome == report.facts["outcome"] and effect.robustness_value is not None:
            st.markdown(f"- {word(effect.kind)}: an unseen cause would have to explain "
                        f"{effect.robustness_value:.1%} of what is left of both sales and pictures (robustness value), "
                        f"or go with both by a risk ratio of {effect.e_value:.2f} (E-value), to explain it away.")
    left, right = st.columns(2)
    with left:
        if len(seen.placebo):
            st.markdown("**Changes that never were** should show no effect")
            st.dataframe([{"Kind": word(row.kind), "Earlier by": f"{row.shift} {report.facts['period']}s",
                           "Effect": sentences.percent_of(row.beta), "p": round(row.p, 2)}
                          for row in seen.placebo.itertuples()], hide_index=True)
        st.markdown("**Variance inflation** (above 10: hardly told apart)")
        st.dataframe([{"Column": _column(name, report), "VIF": round(value, 1)} for name, value in seen.vif.items()],
                     hide_index=True)
    with right:
        if len(seen.left_out):
            st.markdown("**Without a product** the estimate would be")
            st.dataframe([{"Kind": word(row.kind), "Without": row.product, "Effect": sentences.percent_of(row.beta)}
                          for row in seen.left_out.itertuples()], hide_index=True, height=250)
    charts.residuals(report)


def _column(name: str, report: Any) -> str:
    kinds = [kind for kind in report.facts["kinds"] if kind != report.facts["reference"]]
    if name.startswith("kind_"):
        return word(kinds[int(name.removeprefix("kind_"))])
    return sentences.TERM_WORDS.get(name, name.replace("_", " ")).capitalize()
