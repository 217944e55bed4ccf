"""What an audit found: the opportunity in one sentence, the chart, the rules, and the views of its pictures."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import audits, rules
from core.nouns.job import Job
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.labels import OUTCOME_WORDS
from pages.analyze.charts import kinds_chart
from pages.audits import filters
from pages.audits.changes import changes
from pages.audits.charts import categories_chart
from pages.audits.table import listed, pictures, queue
from pages.ui.frame import section
from pages.ui.marks import count

QUEUE_TIPS = {
    "first": "Ordered by price times the probability that the picture is misread; without prices, by that probability.",
    "intent": "A shopping engine would show no product for these pictures.",
    "category": "A shopping engine would take these for another kind of product than the source says.",
    "ambiguous": "Two verdicts are nearly as likely; a small change of the picture decides.",
}


def report(site: Site, job: Job) -> None:
    """Everything that is known of an audit so far."""
    found = _read(site, job)
    if not found.summary.rows:
        return
    finding(found)
    counts = audits.counts(site, job.job_id)
    groups = filters.groups(counts)
    if found.summary.judged > 1:
        with section():
            if len(found.summary.by_category) > 1:
                categories_chart(found.summary.by_category)
            else:
                kinds_chart(groups)
    with section():
        pack_bars(site, found.summary.verdicts)
        fails = any(outcomes.get("fail") for outcomes in found.summary.verdicts.values())
        if fails and not counts["broken"]:
            st.caption("This audit is of a time before broken rules were noted one by one; audit again to list them.")
        filters.breaches(site, counts)
    view = _views(found, site, job)
    with section():
        if view == "changes":
            changes(site, job)
        elif view == "all":
            pictures(site, job, groups)
        elif view == "shared":
            why = "One of these products shows the wrong picture, or a variant has none of its own."
            st.caption(why + _part(found))
            listed(site, job, [(row, group.reason) for group in found.shared for row in group.rows], key=view)
        else:
            st.caption(QUEUE_TIPS[view])
            queue(site, job, _items(found, view), key=view)


def _read(site: Site, job: Job) -> audits.AuditReport:
    """The report; the first time, how far the reading is."""
    place, total = st.empty(), max(1, job.done + job.failed)

    def say(rows: int) -> None:
        place.progress(min(1.0, rows / total), text=f"Reading the results: {rows:,} of {count(total, 'picture')}")

    found = audits.read_report(site, job.job_id, say)
    place.empty()
    return found


def finding(found: audits.AuditReport) -> None:
    """The opportunity: a total with its interval, and what it is worth."""
    worth = found.opportunity
    if not worth.judged:
        st.subheader("No picture could be judged", anchor=False)
        return
    st.subheader(_headline(worth), anchor=False)
    words = [f"95 % interval: {worth.low:,} to {worth.high:,}."]
    if worth.value is not None and worth.value_low is not None and worth.value_high is not None and worth.high:
        words.append(f"The products behind them cost {worth.value:,.0f} {worth.currency} together "
                     f"({worth.value_low:,.0f} to {worth.value_high:,.0f})." if worth.count else
                     f"The products behind them cost up to {worth.value_high:,.0f} {worth.currency} together.")
    words.append(f"{found.summary.shoppable.hits:,} of {found.summary.judged:,} are seen as shoppable.")
    if found.summary.failed:
        words.append(f"{found.summary.failed:,} could not be judged.")
    if worth.corrected and worth.seen > worth.high:
        words.append(f"This model itself misreads {worth.seen:,}; the rest of them its own errors explain.")
    st.markdown(" ".join(words), help=worth.method)


def _headline(worth: audits.Opportunity) -> str:
    everything = count(worth.judged, "picture")
    if not worth.high:
        return f"None of {everything} is likely to be misread by a shopping engine"
    if not worth.count:
        return f"At most {worth.high:,} of {everything} are likely to be misread by a shopping engine"
    are = "is" if worth.count == 1 else "are"
    return f"About {worth.count:,} of {everything} {are} likely to be misread by a shopping engine"


def pack_bars(site: Site, verdicts: dict[str, dict[str, int]]) -> None:
    """A line for each marketplace: how many pictures pass."""
    if not verdicts:
        return
    packs = rules.packs(site)
    rows = []
    for name, counts in verdicts.items():
        total = sum(counts.values())
        parts = [f"{OUTCOME_WORDS[outcome]} {counts[outcome]:,}" for outcome in OUTCOME_COLORS if counts.get(outcome)]
        bars = "".join(
            f'<span style="width:{counts[outcome] / total:.2%};background:{color}"></span>'
            for outcome, color in OUTCOME_COLORS.items() if counts.get(outcome))
        title = packs[name].title if name in packs else name
        tip = f"Compared with {packs[name].source} on {packs[name].checked}" if name in packs else ""
        said = ", ".join(parts)
        bar = f'<span class="ml-packbar" role="img" aria-label="{escape(f"{title}: {said}")}">{bars}</span>'
        rows.append(f'<div class="ml-pack" title="{escape(tip)}"><span>{escape(title)}</span>{bar}'
                    f"<span>{escape(said)}</span></div>")
    st.html(f'<div class="ml-head">Marketplace rules</div>{"".join(rows)}')


def _views(found: audits.AuditReport, site: Site, job: Job) -> str:
    """Which pictures are listed; kept in the address."""
    queues = found.queues
    words = {
        "first": f"Fix first ({found.first.total:,})",
        "intent": f"Not seen as shoppable ({queues.by_intent.total:,})",
        "category": f"Seen as another product ({queues.by_category.total:,})",
        "ambiguous": f"Too close to call ({queues.ambiguous.total:,})",
        "shared": f"One picture, several products ({found.shared_total:,})",
        "all": f"All pictures ({found.summary.rows:,})",
        "changes": "Since the last audit",
    }
    now = filters.view()
    if not found.shared and now != "shared":
        del words["shared"]
    key = f"view-{now}"
    st.segmented_control("Pictures", list(words), default=now, format_func=words.__getitem__, key=key, required=True,
                         on_change=lambda: filters.look_at(st.session_state[key]))
    return now


def _part(found: audits.AuditReport) -> str:
    """What of the shared pictures is listed, where that is not all."""
    rows = sum(len(group.rows) for group in found.shared)
    more = found.shared_total > len(found.shared) or any(group.products > len(group.rows) for group in found.shared)
    if not more:
        return ""
    return (f" Listed: the first {len(found.shared):,} of {count(found.shared_total, 'shared picture')}, "
            f"in {count(rows, 'row')}.")


def _items(found: audits.AuditReport, view: str) -> tuple[audits.QueueItem, ...]:
    queues = {"first": found.first.items, "intent": found.queues.by_intent.items,
              "category": found.queues.by_category.items, "ambiguous": found.queues.ambiguous.items}
    return queues[view]
