"""The report as one HTML file for people who were not there: no script, no request, nothing to install."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import IO

from core.audits.report.error_rates import ErrorRates
from core.audits.report.findings import Conformal
from core.audits.report.html_parts import (
    Thumbnail,
    Thumbnails,
    card,
    finding_words,
    item_row,
    money,
    plain_row,
    shortened,
    table,
    text,
)
from core.audits.report.opportunity import Opportunity, OpportunityTally
from core.audits.report.queues import FixFirst, Queue, Queues, QueueTally
from core.audits.report.summary import Summary, SummaryTally
from core.nouns.audit_row import AuditRow
from core.nouns.proportion import share_of
from core.words import svg_charts
from core.words.colors import INTENT_COLORS, KIND_COLORS
from core.words.html_style import STYLE
from core.words.labels import INTENT_WORDS, KIND_WORDS

CATEGORY_BARS = 15
ITEM_HEAD = ("Picture", "Product", "Sold as", "Seen as", "Finding", "Price")
FULL_HEAD = ("uri", "Number", "SKU", "Category", "Kind", "Seen as", "Shoppable", "Rules")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class HtmlOptions:
    """What an HTML report shows beside the rows.

    Attributes
    ----------
    title, source, made : str
        Heading, what was audited, and when, in words; the file is the same each time for the same words and rows.
    error_rates, catalog_size, conformal
        As in `core.audits.report.opportunity.opportunity` and `core.audits.report.queues.queues`.
    thumbnail : callable or None
        picture_id -> JPEG bytes or None.
    thumbnails : int
        Pictures embedded at most.
    queue_rows, table_rows : int
        Rows shown of each queue, and of the table of everything.
    """

    title: str = "Picture audit"
    source: str = ""
    made: str = ""
    error_rates: ErrorRates | None = None
    catalog_size: int | None = None
    conformal: Conformal | None = None
    thumbnail: Thumbnail | None = None
    thumbnails: int = 80
    queue_rows: int = 20
    table_rows: int = 1000


def write_html(rows: Iterable[AuditRow], out: IO[bytes], options: HtmlOptions) -> int:
    """Write the report; returns the number of rows, which are read once and not kept."""
    counts, total, lists = SummaryTally(), OpportunityTally(), QueueTally(options.queue_rows, options.conformal)
    shown: list[str] = []
    for row in rows:
        counts.add(row)
        total.add(row)
        lists.add(row)
        if len(shown) < options.table_rows:
            shown.append(plain_row(row))
    summary = counts.result()
    found = total.result(options.error_rates, catalog_size=options.catalog_size)
    thumbnails = Thumbnails(options.thumbnail, options.thumbnails)
    parts = [_head(options), _top(summary, found, options),
             _fix_first(lists.fix_first(options.queue_rows), thumbnails), _distribution(summary),
             _queues(lists.queues(), thumbnails), _rules(summary), _failures(summary), _all(shown, summary),
             _method(found), "</main></body></html>\n"]
    for part in parts:
        out.write(part.encode("utf-8", "replace"))
    return summary.rows


def _head(options: HtmlOptions) -> str:
    said = " · ".join(escape(part) for part in (options.source, options.made) if part)
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta name="referrer" content="no-referrer"><title>{escape(options.title)}</title>'
            f'<style>{STYLE}</style></head><body><main><h1>{escape(options.title)}</h1><div class="muted">{said}</div>')


def _top(summary: Summary, found: Opportunity, options: HtmlOptions) -> str:
    lead = "No picture of a thing for sale was judged."
    if found.judged:
        lead = _lead(found)
    share = summary.shoppable
    cards = [card("Pictures judged", f"{summary.judged:,}", f"{summary.failed:,} could not be judged")]
    if share.share is not None:
        cards.append(card("Shoppable", f"{100 * share.share:.1f} %",
                          f"95 % interval {100 * share.low:.1f} to {100 * share.high:.1f} %"))
    if found.judged:
        misread = share_of(found.seen, found.judged)
        cards.append(card("Misread by this model", f"{found.seen:,}", f"of {found.judged:,} judged pictures of things "
                          f"for sale; {100 * misread.low:.1f} to {100 * misread.high:.1f} %"))
        cards.append(card("Opportunity", f"{found.count:,}", f"95 % interval {found.low:,} to {found.high:,} pictures"))
    if found.value is not None and found.value_low is not None and found.value_high is not None:
        cards.append(card("Value of these products", money(found.value, found.currency),
                          f"95 % interval {money(found.value_low, '')} to {money(found.value_high, '')}; "
                          f"{found.priced:,} pictures have a price"))
    chart = ""
    if found.judged:
        scaled = found.seen * found.catalog_size / found.judged
        part = f", scaled from {found.judged:,} judged pictures" if found.catalog_size > found.judged else ""
        marks = [(scaled, f"{scaled:,.0f} misread by this model, its own errors included{part}")]
        chart = ("<h2>The opportunity and how sure it is</h2>"
                 + svg_charts.interval(found.low, found.count, found.high, marks=marks, end=found.catalog_size)
                 + f'<p class="muted small">{escape(found.method)}</p>')
    return f'<p class="lead">{lead}</p><div class="cards">{"".join(cards)}</div>{chart}'


def _lead(found: Opportunity) -> str:
    size = f"of {found.catalog_size:,} pictures of things for sale"
    if not found.corrected:
        sure = f" (95 % interval {found.low:,} to {found.high:,})" if found.low < found.high else ""
        return f"{found.count:,} {size} are not seen by this model as what is sold{sure}."
    if not found.high:
        return f"None {size} is misread by more than the model's own errors."
    if not found.low:
        return (f"Between 0 and {found.high:,} {size} do not show what is sold: the model's own errors alone may "
                "explain the verdicts that differ. Pictures checked by hand narrow this.")
    return f"About {found.count:,} {size} do not show what is sold (95 % interval {found.low:,} to {found.high:,})."


def _fix_first(first: FixFirst, thumbnails: Thumbnails) -> str:
    if not first.total:
        return "<h2>Fix these first</h2><p>Nothing to fix was found.</p>"
    by = "price times the probability that it is misread" if first.priced else "the probability that it is misread"
    rows = (item_row(item, thumbnails) for item in first.items)
    return (f"<h2>Fix these first</h2><p>{escape(first.sentence)} These {len(first.items):,} hold "
            f"{100 * first.listed_share:.0f} %; they are ordered by {by}.</p>{table(ITEM_HEAD, rows, 'items')}")


def _distribution(summary: Summary) -> str:
    kinds = svg_charts.bars(summary.kinds, KIND_WORDS, KIND_COLORS)
    intents = svg_charts.bars(summary.intents, INTENT_WORDS, INTENT_COLORS)
    html = f'<div class="two"><section><h2>Who is in the pictures</h2>{kinds}</section>' \
           f'<section><h2>What they are seen as</h2>{intents}</section></div>'
    head = {shortened(name, 60): counts for name, counts in list(summary.by_category.items())[:CATEGORY_BARS]}
    if len(summary.by_category) > 1 and head:
        more = len(summary.by_category) - len(head)
        note = f'<p class="muted small">{more:,} smaller categories are not shown.</p>' if more else ""
        html += ("<h2>What each category is seen as</h2>"
                 + svg_charts.stacked(head, INTENT_WORDS, INTENT_COLORS) + note)
    return html


def _queues(found: Queues, thumbnails: Thumbnails) -> str:
    parts = ["<h2>Three queues</h2><p>A picture is in one queue at most; the dearest come first, then the surest.</p>"]
    for name, queue in (("intent", found.by_intent), ("category", found.by_category), ("ambiguous", found.ambiguous)):
        parts.append(f"<h3>{finding_words(name)}: {queue.total:,}</h3>{_queue(queue, thumbnails)}")
    return "".join(parts)


def _queue(queue: Queue, thumbnails: Thumbnails) -> str:
    if not queue.total:
        return '<p class="muted">None.</p>'
    left = queue.total - len(queue)
    note = f'<p class="muted small">{left:,} more are in the table files.</p>' if left else ""
    return table(ITEM_HEAD, (item_row(item, thumbnails) for item in queue), "items") + note


def _rules(summary: Summary) -> str:
    if not summary.verdicts:
        return ""
    rows = (f"<tr><td>{text(pack)}</td>" + "".join(
        f'<td class="number">{outcomes.get(name, 0):,}</td>' for name in ("pass", "warn", "fail")) + "</tr>"
        for pack, outcomes in summary.verdicts.items())
    return "<h2>Marketplace rules</h2>" + table(("Rule pack", "Pass", "Warn", "Fail"), rows, "short")


def _failures(summary: Summary) -> str:
    if not summary.failures:
        return ""
    rows = (f'<tr><td>{escape(name)}</td><td class="number">{count:,}</td>'
            f"<td>{text(summary.failure_examples.get(name, ''), 200)}</td></tr>"
            for name, count in summary.failures.items())
    return "<h2>Pictures that could not be judged</h2>" + table(("Reason", "Pictures", "For example"), rows, "short")


def _all(shown: list[str], summary: Summary) -> str:
    left = summary.rows - len(shown)
    note = f'<p class="muted small">{left:,} more rows are in the table files.</p>' if left else ""
    return (f"<h2>Every picture</h2><details><summary>Show {len(shown):,} of {summary.rows:,} rows</summary>"
            f"{table(FULL_HEAD, shown, 'full')}{note}</details>")


def _method(found: Opportunity) -> str:
    what = "the number of pictures of things for sale that this model does not see as shoppable, or sees as another " \
           "kind of product than their label says."
    if found.corrected:
        what = ("the number of pictures of things for sale whose content is not what is sold: they show no product, or "
                "another kind of product than their label says, whether the picture or the label is at fault. It is "
                f"not the number of verdicts that differ, {found.seen:,} here, because some of those are the model's "
                "own errors.")
    return ("<h2>How this was computed</h2><p>A picture is <em>shoppable</em> when its best product label scores more "
            "than 0.50 and sensitive scores less than 0.50, the rule that a browser used. The <em>opportunity</em> is "
            f"{what}</p><p>{escape(found.method)}</p>")
