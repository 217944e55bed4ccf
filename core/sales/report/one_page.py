"""The report to hand on: one HTML page that needs nothing else, or all charts on one sheet."""

from __future__ import annotations

from html import escape

from core.sales.effects.effect import Effect, SalesReport
from core.sales.history import History, kind_word
from core.sales.report import figures, sentences
from core.words.html_style import STYLE

MORE_STYLE = """
.grade{display:inline-block;min-width:26px;text-align:center;border-radius:4px;padding:1px 7px;font-weight:700;
border:1px solid var(--soft)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:14px}
.chart svg{width:100%;height:auto;background:#fff;border-radius:6px}
ul{margin:4px 0 10px;padding-left:20px}
@media print{.chart{break-inside:avoid}.chart svg{max-height:62mm}}
"""
GRADE_WORDS = {
    "A": "a test with products chosen by lot stands behind it", "B": "products held against themselves, no doubt found",
    "C": "one doubt, or products held against each other", "D": "a hint at most"}


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
    title = sentences.headline(report)
    lead, *rest = sentences.reading(report)
    parts = [f"<h1>{escape(title)}</h1>", f'<p class="muted">What pictures are worth: {escape(history.name)}</p>',
             f'<p class="lead">{escape(lead)}</p>', *(f"<p>{escape(sentence)}</p>" for sentence in rest)]
    if report.method is not None:
        parts += [_effects(report), _charts(report), _method(report), _rivals(report)]
    parts.append(_checks(report))
    return ("<!doctype html><html lang='en'><head><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width,initial-scale=1'>"
            "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'; "
            f"img-src data:\"><title>{escape(title)}</title><style>{STYLE}{MORE_STYLE}</style></head>"
            f"<body><main>{''.join(parts)}</main></body></html>")


def _effects(report: SalesReport) -> str:
    overall = [effect for effect in report.effects if effect.product is None]
    rows = "".join(_effect(effect, effect.outcome == report.facts["outcome"]) for effect in overall)
    head = "".join(f"<th>{name}</th>" for name in ("Kind of picture", "Of", "Effect", "95 % interval", "Grade", "Why"))
    grades = "; ".join(f"{grade}: {words}" for grade, words in GRADE_WORDS.items())
    return (f"<h2>Against {escape(kind_word(report.facts['reference']))}</h2><div class='scroll'><table><thead><tr>"
            f"{head}</tr></thead><tbody>{rows}</tbody></table></div><p class='small muted'>{escape(grades)}. Below B "
            "nothing is said to be caused by the pictures.</p>")


def _effect(effect: Effect, whole: bool) -> str:
    ends = f"{sentences.percent(effect.percent_low)} to {sentences.percent(effect.percent_high)}"
    said = (*effect.reasons, *effect.advice) if whole else ("As above.",)
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in said)
    return (f"<tr><td>{escape(kind_word(effect.kind))}</td><td>{sentences.OUTCOME_WORDS[effect.outcome]}</td>"
            f"<td class='number'>{sentences.percent(effect.percent)}</td><td class='number'>{ends}</td>"
            f"<td><span class='grade'>{effect.grade}</span></td><td><ul>{reasons}</ul></td></tr>")


def _charts(report: SalesReport) -> str:
    drawn = []
    for name in figures.charts_of(report):
        svg = figures.chart(report, name).decode()
        drawn.append(f'<div class="chart">{svg[svg.index("<svg"):]}</div>')
    return f"<h2>Charts</h2><div class='charts'>{''.join(drawn)}</div>"


def _method(report: SalesReport) -> str:
    method = report.method
    if method is None:
        return ""
    return (f"<h2>How it was estimated</h2><p>{escape(method.name)}. {escape(method.why)}</p>"
            f"<p class='small'>{escape(method.words)}</p>")


def _rivals(report: SalesReport) -> str:
    rows = "".join(
        f"<tr><td>{escape(rival.method)}</td><td>{escape(kind_word(rival.kind))}</td><td class='number'>"
        f"{sentences.percent_of(rival.beta)}</td><td class='number'>{sentences.percent_of(rival.beta_low)} to "
        f"{sentences.percent_of(rival.beta_high)}</td><td>{escape(rival.note)}</td></tr>" for rival in report.rivals)
    head = "".join(f"<th>{name}</th>" for name in ("Other methods", "Kind", "Effect", "95 % interval", "But"))
    return (f"<h2>What other methods would say</h2><div class='scroll'><table><thead><tr>{head}</tr></thead><tbody>"
            f"{rows}</tbody></table></div>") if rows else ""


def _checks(report: SalesReport) -> str:
    words = {"stop": "Stop", "warning": "Warning", "note": "Note", "good": "Good"}
    rows = "".join(f"<tr><td>{words[check.level]}</td><td>{escape(check.name)}</td><td>{escape(check.sentence)} "
                   f"{escape(check.advice)}</td></tr>" for check in report.checks)
    return f"<h2>The data</h2><table><tbody>{rows}</tbody></table>"
