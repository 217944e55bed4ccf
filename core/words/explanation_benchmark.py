"""A benchmark of explanation methods as people read it: figures with intervals, a table, a chart."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.nouns.benchmark import Benchmark, Estimate
from core.words.html_style import STYLE
from core.words.numerals import count
from core.words.trust import BADGES, METHOD_WORDS

MEASURE_WORDS = {"deletion": "Deletion", "insertion": "Insertion", "road": "ROAD", "pointing": "Pointing",
                 "randomized": "Randomization"}
RIVAL_WORDS = {"center": "Center blob", "random": "Random map"}
MEANING = ("Deletion: low is good. Insertion, ROAD and pointing: high is good. Randomization: the rank correlation "
           "with the map of a model with random weights; low is good.")
ROW, TOP, WIDTH = 34, 40, 100


def estimate_text(estimate: Estimate | None, sign: str = "") -> str:
    """A mean with its 95 % interval.

    Parameters
    ----------
    estimate : Estimate or None
    sign : {"", "+"}
        "+" for differences.

    Examples
    --------
    >>> estimate_text(Estimate(-0.1234, -0.2, -0.05, 40), "+")
    '-0.123 (-0.200 to -0.050)'
    >>> estimate_text(Estimate(0.5, None, None, 1))
    '0.500 (one photo, no interval)'
    """
    if estimate is None:
        return "not known"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.mean:{sign}.3f} (one photo, no interval)"
    return f"{estimate.mean:{sign}.3f} ({estimate.low:{sign}.3f} to {estimate.high:{sign}.3f})"


def table(benchmark: Benchmark) -> list[dict[str, str]]:
    """A row for each method, then the center blob and the random map; column title -> text."""
    rows = []
    for summary in benchmark.methods:
        row = {"Method": METHOD_WORDS[summary.method], "Photos": f"{summary.count:,}",
               "Median time": f"{summary.milliseconds:,.0f} ms"}
        row |= {word: f"{summary.badges[badge]:.0%}" for badge, word in BADGES.items()}
        row |= {word: estimate_text(summary.measures.get(name)) for name, word in MEASURE_WORDS.items()}
        rows.append(row)
    blank = dict.fromkeys((title for row in rows for title in row), "")
    for word, measures in ((RIVAL_WORDS["center"], benchmark.center), (RIVAL_WORDS["random"], benchmark.random)):
        if measures:
            rows.append(blank | {"Method": word, "Photos": f"{benchmark.pictures:,}"} | {
                MEASURE_WORDS[name]: estimate_text(measures.get(name)) for name in MEASURE_WORDS
                if name != "randomized"})
    return rows


def differences(benchmark: Benchmark) -> list[dict[str, str]]:
    """How each method differs from the center blob and the random map on the same photo; column title -> text."""
    return [{"Method": METHOD_WORDS[summary.method], "Compared with": RIVAL_WORDS[rival]} | {
        MEASURE_WORDS[name]: estimate_text(measures.get(name), "+") for name in MEASURE_WORDS if name != "randomized"}
        for summary in benchmark.methods
        for rival, measures in (("center", summary.against_center), ("random", summary.against_random))]


def text_table(rows: Sequence[dict[str, str]]) -> list[str]:
    """Rows as lines of text with aligned columns."""
    titles = list(dict.fromkeys(title for row in rows for title in row))
    cells = [titles, *([row.get(title, "") for title in titles] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(titles))]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def finding(benchmark: Benchmark) -> str:
    """One sentence: which methods beat both maps that know nothing in deletion.

    Examples
    --------
    >>> finding(Benchmark((), {}, {}, 0, ()))
    'No photo has been measured.'
    """
    if not benchmark.methods:
        return "No photo has been measured."
    if benchmark.pictures == 1:
        return "One photo is measured: there is no interval, so nothing can be said of other photos."
    better = [METHOD_WORDS[summary.method] for summary in benchmark.methods
              if all(_is_below_zero(rivals.get("deletion"))
                     for rivals in (summary.against_center, summary.against_random))]
    if not better:
        return "No method beats both the center blob and the random map in deletion beyond chance."
    verb = "beats" if len(better) == 1 else "beat"
    return f"{', '.join(better)} {verb} the center blob and the random map in deletion beyond chance."


def deletion_chart(benchmark: Benchmark) -> str:
    """A page of its own: deletion by method with intervals; the center blob and the random map are lines."""
    rivals = {name: measures["deletion"].mean for name, measures in
              (("center", benchmark.center), ("random", benchmark.random)) if "deletion" in measures}
    bounds = [value for summary in benchmark.methods for value in _bounds(summary.measures["deletion"])]
    top = 1.1 * max([*bounds, *rivals.values(), 0.01])
    height = TOP + ROW * len(benchmark.methods)
    parts = []
    for place, (name, value) in enumerate(rivals.items()):
        x = WIDTH * value / top
        parts.append(f'<line class="mark" x1="{x:.2f}%" x2="{x:.2f}%" y1="{TOP - 8}" y2="{height}"/><text x="{x:.2f}%" '
                     f'y="{12 + 16 * place}" text-anchor="middle">{RIVAL_WORDS[name]} {value:.3f}</text>')
    for place, summary in enumerate(benchmark.methods):
        y, estimate = TOP + ROW * (place + 0.5), summary.measures["deletion"]
        low, high = (WIDTH * value / top for value in _bounds(estimate))
        parts.append(f'<line class="range" x1="{low:.2f}%" x2="{high:.2f}%" y1="{y}" y2="{y}"/>'
                     f'<circle class="dot" cx="{WIDTH * estimate.mean / top:.2f}%" cy="{y}" r="6"/>'
                     f'<text x="0" y="{y - 9}">{METHOD_WORDS[summary.method]}: {estimate_text(estimate)}</text>')
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row.values())}</tr>"
                   for row in differences(benchmark))
    titles = "".join(f"<th>{title}</th>" for title in (differences(benchmark) or [{}])[0])
    title = escape(finding(benchmark))
    return (f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Explanation methods</title><style>{STYLE}'
            f'</style><main><h1>{title}</h1><p>Mean deletion on {count(benchmark.pictures, "photo")} with 95 % '
            f'intervals; low is good.</p><svg class="interval" role="img" aria-label="{title}" width="100%" '
            f'height="{height}">{"".join(parts)}</svg><h2>Differences on the same photo</h2><p>{MEANING}</p>'
            f'<div class="scroll"><table>{titles}{rows}</table></div></main></html>')


def _bounds(estimate: Estimate) -> tuple[float, float]:
    return (estimate.mean if estimate.low is None else estimate.low,
            estimate.mean if estimate.high is None else estimate.high)


def _is_below_zero(estimate: Estimate | None) -> bool:
    return estimate is not None and estimate.high is not None and estimate.high < 0
