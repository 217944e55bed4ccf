"""The report to hand on: one HTML page that needs no other file, or all charts on one sheet."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from core.sales.effects.effect import Effect, SalesReport
from core.sales.history import History
from core.sales.report import figures
from core.sales.report.sentences import headline, main_effects, summary
from core.words.grades import GRADE_RULE, GRADE_WORDS, LEVEL_WORDS
from core.words.html_style import STYLE
from core.words.numerals import log_percent, percent, percent_range
from core.words.sales import DEPENDENT_WORDS, kind_word

MORE_STYLE = """
.grade{display:inline-block;min-width:26px;text-align:center;border-radius:4px;padding:1px 7px;font-weight:700;
border:1px solid var(--soft)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:14px}
.chart svg{width:100%;height:auto;background:#fff;border-radius:6px}
ul{margin:4px 0 10px;padding-left:20px}
@media print{.chart{break-inside:avoid}.chart svg{max-height:62mm}}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def document(history: History, report: SalesReport, form: str) -> bytes:
    """The report as a file.

    Parameters
    ----------
    history : History
    report : SalesReport
    form : {"html", "png", "svg"}

    Returns
    -------
    bytes
    """
    return html(history, report).encode() if form == "html" else figures.overview(report, form)


def html(history: History, report: SalesReport) -> str:
    """The report as one page: no script, no request to other hosts, every word from outside escaped."""
    title = headline(report)
    sentences = summary(report)
    parts = [f"<h1>{escape(title)}</h1>", f'<p class="muted">Sales study of {escape(history.name)}</p>',
             *(f'<p class="lead">{escape(sentence)}</p>' for sentence in sentences[:1]),
             *(f"<p>{escape(sentence)}</p>" for sentence in sentences[1:])]
    if report.method is not None:
        parts += [_effects(report), _charts(report), _method(report), _alternatives(report)]
    parts.append(_checks(report))
    return ("<!doctype html><html lang='en'><head><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width,initial-scale=1'>"
            f"<meta http-equiv='Content-Security-Policy' content=\"{POLICY}\">"
            f"<title>{escape(title)}</title><style>{STYLE}{MORE_STYLE}</style></head>"
            f"<body><main>{''.join(parts)}</main></body></html>")


def _table(columns: Iterable[str], rows: str) -> str:
    head = "".join(f"<th>{column}</th>" for column in columns)
    return f"<div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def _effects(report: SalesReport) -> str:
    main = main_effects(report)
    rows = "".join(_effect(effect, explain=effect in main) for effect in report.effects if effect.product is None)
    grades = "; ".join(f"{grade}: {words}" for grade, words in GRADE_WORDS.items())
    table = _table(("Photo type", "Measure", "Effect", "95 % interval", "Grade", "Why"), rows)
    return (f"<h2>Compared with {escape(kind_word(report.facts['reference']))}</h2>{table}"
            f"<p class='small muted'>{escape(grades)}. {escape(GRADE_RULE)}</p>")


def _effect(effect: Effect, *, explain: bool) -> str:
    """A row of the table; the reasons are the same for every measure of a photo type and stand once."""
    reasons = (*effect.reasons, *effect.advice) if explain else ("As above.",)
    items = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    return (f"<tr><td>{escape(kind_word(effect.kind))}</td><td>{DEPENDENT_WORDS[effect.dependent].capitalize()}</td>"
            f"<td class='number'>{percent(effect.percent)}</td>"
            f"<td class='number'>{percent_range(effect.percent_low, effect.percent_high)}</td>"
            f"<td><span class='grade'>{effect.grade}</span></td><td><ul>{items}</ul></td></tr>")


def _charts(report: SalesReport) -> str:
    drawings = (figures.draw_chart(chart, report).decode() for chart in figures.charts_of(report))
    parts = (f'<div class="chart">{svg[svg.index("<svg"):]}</div>' for svg in drawings)
    return f"<h2>Charts</h2><div class='charts'>{''.join(parts)}</div>"


def _method(report: SalesReport) -> str:
    method = report.method
    if method is None:
        return ""
    return (f"<h2>Method</h2><p>{escape(method.name)}. {escape(method.why)}</p>"
            f"<p class='small'>{escape(method.words)}</p>")


def _alternatives(report: SalesReport) -> str:
    rows = "".join(
        f"<tr><td>{escape(other.method)}</td><td>{escape(kind_word(other.kind))}</td>"
        f"<td class='number'>{log_percent(other.beta)}</td>"
        f"<td class='number'>{log_percent(other.beta_low).removesuffix(' %')} to {log_percent(other.beta_high)}</td>"
        f"<td>{escape(other.note)}</td></tr>" for other in report.alternatives)
    columns = ("Method", "Photo type", "Effect", "95 % interval", "Limitation")
    return f"<h2>The same effects by other methods</h2>{_table(columns, rows)}" if rows else ""


def _checks(report: SalesReport) -> str:
    rows = "".join(f"<tr><td>{LEVEL_WORDS[check.level]}</td><td>{escape(check.name)}</td>"
                   f"<td>{escape(check.sentence)} {escape(check.advice)}</td></tr>" for check in report.checks)
    return f"<h2>Checks of the table</h2><table><tbody>{rows}</tbody></table>"
