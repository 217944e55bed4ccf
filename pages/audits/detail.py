"""One photo of an audit: its card, the source's product data, and each marketplace rule with evidence and fixes."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import audits, rules
from core.nouns.audit_row import AuditRow
from core.nouns.failure import Failure
from core.nouns.role import ROLES
from core.nouns.verdict import Verdict
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.labels import OUTCOME_WORDS, ROLE_WORDS
from core.words.numerals import count
from pages.analyze.why import why
from pages.audits.product import product_button
from pages.ui.card import card
from pages.ui.frame import section
from pages.ui.marks import chip

WORST_FIRST = ("fail", "warn", "unknown", "pass")
EVIDENCE_WIDTH = 280  # pixels


def detail(site: Site, row: AuditRow) -> None:
    """Everything about one photo."""
    left, right = st.columns([2, 3], gap="medium")
    key = f"{row.picture_id[:16]}-{row.number}"
    with left, section():
        if row.error:
            card(site, Failure(row.uri, row.error, row.message, row.hint), key=key, details=why)
            return
        card(site, audits.picture_detail(site, row.picture_id), key=key, details=why)
    with right, section():
        _role(site, row)
        _product(row)
        product_button(row.product.sku, key=f"sku-{row.number}")
        packs = rules.check_picture(site, row)
        first_broken = next((name for name, verdicts in packs.items() if _broken(verdicts)), "")
        for name, verdicts in packs.items():
            _pack(site, row, (name, verdicts), is_open=name == first_broken)


def _role(site: Site, row: AuditRow) -> None:
    """What the photo is for and why; one click moves it, and every move stays in its history."""
    job_id, key = st.query_params["job"], f"role-of-{row.number}-{row.role}"
    st.radio(
        "This photo is", ROLES, index=ROLES.index(row.role), format_func=ROLE_WORDS.__getitem__, key=key,
        horizontal=True, on_change=lambda: audits.move_picture(site, job_id, row.number, st.session_state[key]))
    moves = [f"{word.created:%d %b %Y, %H:%M} UTC: {ROLE_WORDS.get(word.before, 'nothing')} to "
             f"{ROLE_WORDS[word.value]}" for word in audits.role_history(site, row.picture_id)]
    counts = "" if row.role == "product" else " It does not count in the report."
    st.caption(row.role_reason + counts, help="\n\n".join(moves) if moves else None)


def _product(row: AuditRow) -> None:
    product = row.product
    price = "" if product.price is None else f"{product.price:,.2f} {product.currency}".strip()
    facts = {"Title": product.title, "SKU": product.sku, "Category": product.category, "Price": price,
             "GTIN": product.gtin, "Page": product.page, "Found in": row.origin}
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items() if value)
    if rows:
        st.html(f'<div class="ml-head">Product data of the source</div><dl class="ml-facts">{rows}</dl>')


def _pack(site: Site, row: AuditRow, name_verdicts: tuple[str, list[Verdict]], *, is_open: bool) -> None:
    """One rule pack: what it does not pass, the evidence, and in one line what it passes."""
    name, verdicts = name_verdicts
    title, broken = rules.packs(site)[name].title, _broken(verdicts)
    with st.expander(f"{title}: {_summary(broken)}", expanded=is_open, key=f"pack-{name}-{row.number}"), section():
        open_points = sorted((verdict for verdict in verdicts if verdict.outcome != "pass"),
                             key=lambda verdict: WORST_FIRST.index(verdict.outcome))
        passes = [verdict for verdict in verdicts if verdict.outcome == "pass"]
        st.html("".join(map(_line, open_points)) + _passes(passes))
        if any(verdict.evidence for verdict in broken):
            st.image(_evidence(site, row.picture_id, name, _row=row), width=EVIDENCE_WIDTH,
                     alt=f"Marked on the photo: the parts that break rules of {title}")
        fixable = any(verdict.fix for verdict in broken)
        if fixable and st.button("Apply automatic fixes", key=f"fix-{name}-{row.number}"):
            _fixed(rules.fix_picture(site, row, name), row)


@st.cache_data(max_entries=100, show_spinner=False)
def _evidence(_site: Site, picture_id: str, pack: str, *, _row: AuditRow) -> bytes:
    """Kept for the next rerun."""
    return rules.draw_evidence(_site, _row, pack)


def _fixed(result: rules.FixedPicture, row: AuditRow) -> None:
    """The new photo, what was done, and the rules again."""
    st.image(result.data, width=EVIDENCE_WIDTH, alt="The fixed photo")
    for note in result.notes:
        st.markdown(f"- {note}")
    after, before = (_summary(_broken(verdicts)).lower() for verdicts in (result.after, result.before))
    st.markdown(f"Checked again: {after} (before: {before}).")
    st.download_button("Save the fixed photo", result.data, f"{row.picture_id[:12]}.jpg", "image/jpeg",
                       on_click="ignore", key=f"save-{row.number}")


def _line(verdict: Verdict) -> str:
    """One rule (HTML)."""
    mark = chip(OUTCOME_WORDS[verdict.outcome], OUTCOME_COLORS[verdict.outcome], tip=verdict.reason)
    is_named = verdict.days_left is None or verdict.outcome == "warn"  # the reason of a warning names the day itself
    days = "" if is_named else f" In force in {count(verdict.days_left or 0, 'day')}."
    numbers = " · ".join(filter(None, (verdict.measured, verdict.limit and f"required: {verdict.limit}")))
    return (f'<div class="ml-rule">{mark}<span><strong>{escape(verdict.title)}</strong> {escape(numbers)}'
            f'<small>{escape(verdict.reason)}{escape(days)}</small></span></div>')


def _passes(verdicts: list[Verdict]) -> str:
    """The rules that the photo passes, in one line (HTML)."""
    if not verdicts:
        return ""
    titles = "; ".join(f"{verdict.title} ({verdict.measured})" if verdict.measured else verdict.title
                       for verdict in verdicts)
    mark = chip(f"{OUTCOME_WORDS['pass']}: {len(verdicts)}", OUTCOME_COLORS["pass"])
    return f'<div class="ml-rule">{mark}<span><small>{escape(titles)}</small></span></div>'


def _broken(verdicts: list[Verdict] | tuple[Verdict, ...]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.outcome in ("fail", "warn")]


def _summary(broken: list[Verdict]) -> str:
    failed = sum(verdict.outcome == "fail" for verdict in broken)
    parts = [f"{count(failed, 'rule')} broken" if failed else "",
             f"{count(len(broken) - failed, 'needs review', 'need review')}" if len(broken) > failed else ""]
    return ", ".join(filter(None, parts)) or "No rule broken"
