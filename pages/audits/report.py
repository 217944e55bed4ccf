"""The report of an audit: the opportunity in one sentence, photos to fix first, charts, rules and lists of photos."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import audits
from core import rules as rules_room
from core.nouns.job import Job
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.labels import OUTCOME_WORDS
from core.words.numerals import count, verb
from pages.analyze.charts import kinds_chart
from pages.audits import filters
from pages.audits.changes import changes
from pages.audits.charts import categories_chart
from pages.audits.edits import one_edit
from pages.audits.table import listed, pictures, queue
from pages.audits.thumbnails import figures
from pages.audits.wrong_pictures import wrong_pictures
from pages.catalog.browse import browse
from pages.ui.frame import section

FIRST_PHOTOS = 8  # thumbnails at the top
QUEUE_TIPS = {
    "first": "Sorted by price times the probability of a misreading; without prices, by that probability.",
    "intent": "A shopping engine would show no product for these photos.",
    "category": "A shopping engine would show a different product for these photos than the one sold.",
}


def report(site: Site, job: Job) -> None:
    """Everything that is known of an audit so far."""
    result = _read(site, job)
    if not result.summary.rows:
        return
    headline(result)
    counts = audits.counts(site, job.job_id)
    filters.roles(counts)
    with section():
        figures(site, [(item.row, _caption(item)) for item in result.first.items[:FIRST_PHOTOS]], one_line=True)
    numbers = filters.groups(counts)
    if result.summary.analyzed > 1:
        with section():
            if len(result.summary.by_category) > 1:
                categories_chart(result.summary.by_category)
            else:
                kinds_chart(numbers)
    with section():
        rules(site, result.summary.verdicts)
        fails = any(outcomes.get("fail") for outcomes in result.summary.verdicts.values())
        if fails and not counts["broken"]:
            st.caption("This audit predates per-rule results. Run it again to see which rules each photo breaks.")
        filters.broken_rules(site, counts)
    with section():
        one_edit(site, job)
    view = _view(result)
    with section():
        if view == "changes":
            changes(site, job)
        elif view == "all":
            pictures(site, job, numbers)
        elif view == "grid":
            browse(site)
        elif view == "wrong":
            wrong_pictures(site, job)
        elif view == "shared":
            st.caption("At least one of these products shows the wrong photo, or a variant has no photo of its own."
                       + _part(result))
            listed(site, job, [(row, group.reason) for group in result.shared for row in group.rows], key=view)
        else:
            st.caption(result.queues.why_ambiguous if view == "ambiguous" else QUEUE_TIPS[view])
            queue(site, job, _items(result, view), key=view)


def _caption(item: audits.QueueItem) -> str:
    title = item.row.product.title
    return (f"<strong>{escape(title)}</strong><br>" if title else "") + escape(item.reason)


def _read(site: Site, job: Job) -> audits.AuditReport:
    """The report, with a progress bar while it is made."""
    place, total = st.empty(), max(1, job.settled)

    def on_rows(rows: int) -> None:
        place.progress(min(1.0, rows / total), text=f"Reading the results: {rows:,} of {count(total, 'photo')}")

    result = audits.read_report(site, job.job_id, on_rows)
    place.empty()
    return result


def headline(result: audits.AuditReport) -> None:
    """The opportunity: a total with its interval, and the price of its products."""
    worth, summary = result.opportunity, result.summary
    if not worth.analyzed:
        st.subheader("No product photo among them" if summary.analyzed else "No photo could be analyzed", anchor=False)
        if summary.counted:
            st.markdown(f"{summary.counted} Open a photo below to move it to the products.")
        return
    st.subheader(result.sentence.removesuffix("."), anchor=False)
    words = [f"95 % interval: {worth.low:,} to {worth.high:,}."]
    if worth.value is not None and worth.value_low is not None and worth.value_high is not None and worth.high:
        words.append(f"Their products cost {worth.value:,.0f} {worth.currency} in total "
                     f"({worth.value_low:,.0f} to {worth.value_high:,.0f})." if worth.count else
                     f"Their products cost up to {worth.value_high:,.0f} {worth.currency} in total.")
    shoppable = summary.shoppable.hits
    words.append(f"{shoppable:,} of {count(summary.shoppable.count, 'photo')} {verb(shoppable)} shoppable.")
    if summary.failed:
        words.append(f"{summary.failed:,} failed.")
    if worth.corrected and worth.seen > worth.high:
        words.append(f"This model misreads {worth.seen:,}; its own errors explain the difference.")
    st.markdown(" ".join(words), help=worth.method)
    if summary.counted:
        st.caption(summary.counted)


def rules(site: Site, verdicts: dict[str, dict[str, int]]) -> None:
    """A line for each marketplace: the number of photos by outcome."""
    if not verdicts:
        return
    packs = rules_room.packs(site)
    rows = []
    for name, counts in verdicts.items():
        total = sum(counts.values())
        words = ", ".join(f"{OUTCOME_WORDS[outcome]} {counts[outcome]:,}" for outcome in OUTCOME_COLORS
                          if counts.get(outcome))
        bars = "".join(
            f'<span style="width:{counts[outcome] / total:.2%};background:{color}"></span>'
            for outcome, color in OUTCOME_COLORS.items() if counts.get(outcome))
        title = packs[name].title if name in packs else name
        tip = f"Compared with {packs[name].source} on {packs[name].checked}" if name in packs else ""
        bar = f'<span class="ml-packbar" role="img" aria-label="{escape(f"{title}: {words}")}">{bars}</span>'
        rows.append(f'<div class="ml-pack" title="{escape(tip)}"><span>{escape(title)}</span>{bar}'
                    f"<span>{escape(words)}</span></div>")
    st.html(f'<div class="ml-head">Marketplace rules</div>{"".join(rows)}')


def _view(result: audits.AuditReport) -> str:
    """Which photos are listed; kept in the address."""
    queues = result.queues
    words = {
        "first": f"Fix first ({result.first.total:,})",
        "intent": f"Not seen as shoppable ({queues.by_intent.total:,})",
        "category": f"Seen as a different product ({queues.by_category.total:,})",
        "ambiguous": f"Several labels possible ({queues.ambiguous.total:,})",
        "shared": f"Shared by several products ({result.shared_total:,})",
        "wrong": "Wrong pictures",
        "all": f"All photos ({result.summary.rows:,})",
        "grid": "Grid",
        "changes": "Changes since the last audit",
    }
    now = filters.view()
    if not result.shared and now != "shared":
        del words["shared"]
    key = f"view-{now}"
    st.segmented_control("Photos", list(words), default=now, format_func=words.__getitem__, key=key, required=True,
                         on_change=lambda: filters.open_view(st.session_state[key]))
    return now


def _part(result: audits.AuditReport) -> str:
    """How many of the shared photos are listed, where that is not all."""
    rows = sum(len(group.rows) for group in result.shared)
    more = result.shared_total > len(result.shared)
    if not more and all(group.products <= len(group.rows) for group in result.shared):
        return ""
    return (f" Listed: the first {len(result.shared):,} of {count(result.shared_total, 'shared photo')}, "
            f"in {count(rows, 'row')}.")


def _items(result: audits.AuditReport, view: str) -> tuple[audits.QueueItem, ...]:
    queues = {"first": result.first.items, "intent": result.queues.by_intent.items,
              "category": result.queues.by_category.items, "ambiguous": result.queues.ambiguous.items}
    return queues[view]
