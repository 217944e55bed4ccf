"""One picture of an audit: its card, what the source says of it, and each marketplace rule with evidence and fix."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import audits, rules
from core.nouns.audit_row import AuditRow
from core.nouns.failure import Failure
from core.nouns.verdict import Verdict
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.labels import OUTCOME_WORDS
from pages.analyze.why import why
from pages.audits.product import sku_button
from pages.ui.card import card
from pages.ui.frame import section
from pages.ui.marks import chip, count


def detail(site: Site, row: AuditRow) -> None:
    """Everything about one picture."""
    left, right = st.columns([2, 3], gap="medium")
    key = f"{row.picture_id[:16]}-{row.number}"
    with left, section():
        if row.error:
            card(site, Failure(row.uri, row.error, row.message, row.hint), key=key, details=why)
            return
        card(site, audits.picture_detail(site, row.picture_id), key=key, details=why)
    with right, section():
        _product(row)
        sku_button(row.product.sku, key=f"sku-{row.number}")
        for pack, verdicts in rules.check_picture(site, row).items():
            _pack(site, row, pack, verdicts)


def _product(row: AuditRow) -> None:
    product = row.product
    price = "" if product.price is None else f"{product.price:,.2f} {product.currency}".strip()
    facts = {"Title": product.title, "Product number": product.sku, "Category": product.category, "Price": price,
             "GTIN": product.gtin, "Page": product.page, "Found in": row.origin}
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    if rows:
        st.html(f'<div class="ml-head">What the source says</div><dl class="ml-facts">{rows}</dl>')


def _pack(site: Site, row: AuditRow, pack: str, verdicts: list[Verdict]) -> None:
    title = rules.packs(site)[pack].title
    broken = [verdict for verdict in verdicts if verdict.outcome in ("fail", "warn")]
    open_it = st.expander(f"{title}: {_said(broken)}", expanded=bool(broken), key=f"pack-{pack}-{row.number}")
    with open_it, section():
        worst_first = sorted(verdicts, key=lambda verdict: ("fail", "warn", "unknown", "pass").index(verdict.outcome))
        st.html("".join(map(_line, worst_first)))
        if any(verdict.evidence for verdict in verdicts):
            drawn = _evidence(site, row.picture_id, pack, _row=row)
            st.image(drawn, width=420, alt=f"The parts of the picture that the broken rules of {title} rest on")
        fixable = any(verdict.fix for verdict in broken)
        if fixable and st.button("Mend what can be mended", key=f"mend-{pack}-{row.number}"):
            _mended(rules.fix_picture(site, row, pack), row)


@st.cache_data(max_entries=100, show_spinner=False)
def _evidence(_site: Site, picture_id: str, pack: str, *, _row: AuditRow) -> bytes:
    """Kept for the next rerun."""
    return rules.draw_evidence(_site, _row, pack)


def _mended(mended: rules.FixedPicture, row: AuditRow) -> None:
    """The new picture, what was done, and the rules again."""
    st.image(mended.data, width=420, alt="The mended picture")
    for note in mended.notes:
        st.markdown(f"- {note}")
    left = [verdict for verdict in mended.after if verdict.outcome in ("fail", "warn")]
    before = [verdict for verdict in mended.before if verdict.outcome in ("fail", "warn")]
    st.markdown(f"Checked again: {_said(left).lower()} (before: {_said(before).lower()}).")
    st.download_button("Save the mended picture", mended.data, f"{row.picture_id[:12]}.jpg", "image/jpeg",
                       on_click="ignore", key=f"save-{row.number}")


def _line(verdict: Verdict) -> str:
    """One rule (HTML)."""
    mark = chip(OUTCOME_WORDS[verdict.outcome], OUTCOME_COLORS[verdict.outcome], tip=verdict.reason)
    said = verdict.days_left is None or verdict.outcome == "warn"  # a warning's reason names the day itself
    days = "" if said else f" In force in {count(verdict.days_left, 'day')}."
    numbers = " · ".join(filter(None, (verdict.measured, verdict.limit and f"asked: {verdict.limit}")))
    return (f'<div class="ml-rule">{mark}<span><strong>{escape(verdict.title)}</strong> {escape(numbers)}'
            f'<small>{escape(verdict.reason)}{escape(days)}</small></span></div>')


def _said(broken: list[Verdict]) -> str:
    failed = sum(verdict.outcome == "fail" for verdict in broken)
    parts = [f"{count(failed, 'rule')} broken" if failed else "",
             f"{count(len(broken) - failed, 'needs review', 'need review')}" if len(broken) > failed else ""]
    return ", ".join(filter(None, parts)) or "No rule broken"
