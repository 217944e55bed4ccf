"""The report as one HTML file to send: no script, no request, nothing to install."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import IO

from core.audits.report.build import AuditReport
from core.audits.report.findings import FINDING_WORDS
from core.audits.report.html_edits import Edited, edits_section
from core.audits.report.html_parts import (
    Thumbnail,
    Thumbnails,
    card,
    item_row,
    money,
    row_cells,
    shortened,
    table,
    text,
)
from core.audits.report.opportunity import Opportunity
from core.audits.report.queues import FixFirst, Queue, Queues
from core.audits.report.summary import Summary
from core.nouns.audit_row import AuditRow
from core.nouns.flip_set import FlipSummary
from core.nouns.proportion import share_of
from core.words import svg_charts
from core.words.colors import INTENT_COLORS, KIND_COLORS
from core.words.html_style import STYLE
from core.words.labels import (
    FAILURE_WORDS,
    INTENT_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    marketplace_word,
)
from core.words.numerals import count

CATEGORY_BARS = 15
ITEM_HEAD = ("Photo", "Product", "Sold as", "Seen as", "Finding", "Price")
ROW_HEAD = ("Address or file", "Number", "SKU", "Category", "Photo type", "Seen as", "Shoppable", "Rules")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class HtmlReport:
    """What an HTML report shows, beside the table of all photos.

    Attributes
    ----------
    report : AuditReport
        The counts, as the dashboard has them.
    title, source, made : str
        Heading, name of the source, and date; equal words and rows give an equal file.
    thumbnail : callable or None
        picture_id -> JPEG bytes or None.
    edits : FlipSummary or None
        One edit that helps many; shown where photos were searched.
    edited : callable or None
        (picture_id, edits) -> JPEG bytes of the edited photo, or None.
    thumbnails : int
        Maximum number of embedded photos.
    queue_rows, table_rows : int
        Maximum number of rows of each queue, and of the table of all photos.
    """

    report: AuditReport
    title: str = "Photo audit"
    source: str = ""
    made: str = ""
    thumbnail: Thumbnail | None = None
    edits: FlipSummary | None = None
    edited: Edited | None = None
    thumbnails: int = 80
    queue_rows: int = 20
    table_rows: int = 1000


def write_html(page: HtmlReport, rows: Iterable[AuditRow], out: IO[bytes]) -> int:
    """Write the report; returns the number of rows that it counts.

    Parameters
    ----------
    page : HtmlReport
        Counts and words.
    rows : iterable of AuditRow
        Read up to `page.table_rows`.
    out : binary file
        Stays open.
    """
    report, thumbnails = page.report, Thumbnails(page.thumbnail, page.thumbnails)
    parts = [_head(page), _top(report),
             _fix_first(report.first.head(page.queue_rows), thumbnails),
             edits_section(page.edits, page.edited, thumbnails), _distribution(report.summary),
             _queues(report.queues, page.queue_rows, thumbnails), _rules(report.summary), _failures(report.summary),
             _all_rows(rows, page), _method(report.opportunity), "</main></body></html>\n"]
    for part in parts:
        out.write(part.encode("utf-8", "replace"))
    return report.summary.rows


def _head(page: HtmlReport) -> str:
    about = " · ".join(escape(part) for part in (page.source, page.made) if part)
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<meta name="referrer" content="no-referrer"><title>{escape(page.title)}</title>'
            f'<style>{STYLE}</style></head><body><main><h1>{escape(page.title)}</h1><div class="muted">{about}</div>')


def _top(report: AuditReport) -> str:
    summary, opportunity, chart = report.summary, report.opportunity, ""
    if opportunity.analyzed:
        marks = [(float(opportunity.seen), f"{opportunity.seen:,} misread by this model, its own errors included")]
        chart = ("<h2>The opportunity and its uncertainty</h2>"
                 + svg_charts.interval(opportunity.low, opportunity.count, opportunity.high, marks=marks,
                                       end=opportunity.analyzed)
                 + f'<p class="muted small">{escape(opportunity.method)}</p>')
    cards = "".join(_cards(summary, opportunity))
    counted = f'<p class="muted">{escape(summary.counted)}</p>' if summary.counted else ""
    return f'<p class="lead">{_lead(report.sentence, opportunity)}</p>{counted}<div class="cards">{cards}</div>{chart}'


def _cards(summary: Summary, opportunity: Opportunity) -> list[str]:
    """The numbers at the top."""
    share = summary.shoppable
    cards = [card("Photos analyzed", f"{summary.analyzed:,}", f"{summary.failed:,} failed")]
    if share.share is not None:
        cards.append(card("Shoppable", f"{100 * share.share:.1f} %",
                          f"95 % interval {100 * share.low:.1f} to {100 * share.high:.1f} %"))
    if opportunity.analyzed:
        misread = share_of(opportunity.seen, opportunity.analyzed)
        cards.append(card("Misread by this model", f"{opportunity.seen:,}", f"of {opportunity.analyzed:,} photos of "
                          f"things for sale; {100 * misread.low:.1f} to {100 * misread.high:.1f} %"))
        cards.append(card("Opportunity", f"{opportunity.count:,}",
                          f"95 % interval {opportunity.low:,} to {opportunity.high:,} photos"))
    low, value, high = opportunity.value_low, opportunity.value, opportunity.value_high
    if low is not None and value is not None and high is not None:
        cards.append(card("Price of these products", money(value, opportunity.currency),
                          f"95 % interval {money(low, '')} to {money(high, '')}; {opportunity.priced:,} photos have a "
                          "price"))
    return cards


def _lead(sentence: str, opportunity: Opportunity) -> str:
    words = [sentence]
    if opportunity.low < opportunity.high:
        words.append(f"95 % interval: {opportunity.low:,} to {opportunity.high:,}.")
    if opportunity.corrected and opportunity.seen and not opportunity.low:
        words.append("The model's own errors alone may explain the verdicts that differ.")
    return " ".join(words)


def _fix_first(first: FixFirst, thumbnails: Thumbnails) -> str:
    if not first.total:
        return "<h2>Fix these first</h2><p>Nothing to fix.</p>"
    by = "price times the probability of a misreading" if first.priced else "the probability of a misreading"
    share = "" if len(first.items) == first.total else \
        f" The {len(first.items):,} below hold {100 * first.listed_share:.0f} %."
    rows = (item_row(item, thumbnails) for item in first.items)
    return (f"<h2>Fix these first</h2><p>{escape(first.sentence)}{share} Sorted by {by}.</p>"
            f"{table(ITEM_HEAD, rows, 'items')}")


def _distribution(summary: Summary) -> str:
    kinds = svg_charts.bars(summary.kinds, KIND_WORDS, KIND_COLORS)
    intents = svg_charts.bars(summary.intents, INTENT_WORDS, INTENT_COLORS)
    html = f'<div class="two"><section><h2>Photo types</h2>{kinds}</section>' \
           f'<section><h2>What photos are seen as</h2>{intents}</section></div>'
    largest = {shortened(name, 60): counts for name, counts in list(summary.by_category.items())[:CATEGORY_BARS]}
    if len(summary.by_category) > 1:
        more = len(summary.by_category) - len(largest)
        note = "" if not more else \
            f'<p class="muted small">Not in this chart: {count(more, "smaller category", "smaller categories")}.</p>'
        html += ("<h2>What each category is seen as</h2>"
                 + svg_charts.stacked(largest, INTENT_WORDS, INTENT_COLORS) + note)
    return html


def _queues(queues: Queues, limit: int, thumbnails: Thumbnails) -> str:
    parts = ["<h2>Review queues</h2><p>A photo is in one queue at most. Each queue is sorted by price, then by "
             "confidence.</p>"]
    for name, queue in (("intent", queues.by_intent), ("category", queues.by_category),
                        ("ambiguous", queues.ambiguous)):
        note = f'<p class="muted small">{escape(queues.why_ambiguous)}</p>' if name == "ambiguous" else ""
        parts.append(f"<h3>{escape(FINDING_WORDS[name])}: {queue.total:,}</h3>{note}"
                     f"{_queue(queue, limit, thumbnails)}")
    return "".join(parts)


def _queue(queue: Queue, limit: int, thumbnails: Thumbnails) -> str:
    if not queue.total:
        return '<p class="muted">None.</p>'
    items = queue.items[:limit]
    return table(ITEM_HEAD, (item_row(item, thumbnails) for item in items), "items") + _more(queue.total - len(items))


def _more(number: int) -> str:
    """What the tables of this page leave out."""
    if not number:
        return ""
    return f'<p class="muted small">The table exports list {number:,} more.</p>'


def _rules(summary: Summary) -> str:
    if not summary.verdicts:
        return ""
    outcomes = ("pass", "warn", "fail")
    rows = (f"<tr><td>{text(marketplace_word(pack))}</td>" + "".join(
        f'<td class="number">{counts.get(outcome, 0):,}</td>' for outcome in outcomes) + "</tr>"
        for pack, counts in summary.verdicts.items())
    head = ("Rule pack", *(OUTCOME_WORDS[outcome] for outcome in outcomes))
    return "<h2>Marketplace rules</h2>" + table(head, rows, "short")


def _failures(summary: Summary) -> str:
    if not summary.failures:
        return ""
    rows = (f'<tr><td>{escape(FAILURE_WORDS.get(name, name))}</td><td class="number">{number:,}</td>'
            f"<td>{text(summary.failure_examples.get(name, ''), 200)}</td></tr>"
            for name, number in summary.failures.items())
    return "<h2>Photos that failed</h2>" + table(("Reason", "Photos", "Example"), rows, "short")


def _all_rows(rows: Iterable[AuditRow], page: HtmlReport) -> str:
    cells = [row_cells(row) for row, _ in zip(rows, range(page.table_rows), strict=False)]
    total = page.report.summary.rows
    return (f"<h2>All photos</h2><details><summary>Show {len(cells):,} of {count(total, 'row')}</summary>"
            f"{table(ROW_HEAD, cells, 'full')}{_more(total - len(cells))}</details>")


def _method(opportunity: Opportunity) -> str:
    what = "the number of photos of things for sale that this model does not see as shoppable, or sees as a " \
           "different product than their label says."
    if opportunity.corrected:
        what = ("the number of photos of things for sale whose content is not what is sold: they show no product, or "
                "a different product than their label says, whether the photo or the label is wrong. It differs from "
                f"the number of verdicts that contradict the label, {opportunity.seen:,} here, because some of those "
                "are the model's own errors.")
    return ("<h2>Method</h2><p>A photo is <em>shoppable</em> when its best product label scores above 0.50 and "
            "“sensitive” scores below 0.50, the rule that a browser used. The <em>opportunity</em> is "
            f"{what}</p><p>{escape(opportunity.method)}</p>")
