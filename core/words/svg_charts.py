"""Charts as SVG inside HTML: no script, no request; widths in percent, so that text keeps its size at any width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from core.words.colors import text_on

BAR = 22  # height of a bar in pixels
INSIDE = 9.0  # percent of the width that a number inside a bar needs


def bars(counts: Mapping[str, int], words: Mapping[str, str], colors: Mapping[str, str]) -> str:
    """A horizontal bar for each count, with its name, number and share."""
    total, most = sum(counts.values()), max(counts.values(), default=0)
    rows = []
    for name, count in counts.items():
        width = 100 * count / most if most else 0
        bar = f'<rect class="bar" width="{width:.2f}%" height="{BAR}" rx="2" fill="{colors[name]}"/>' if count else ""
        share = f"{100 * count / total:.1f} %" if total else ""
        rows.append(f'<div class="name">{escape(words[name])}</div>'
                    f'<svg width="100%" height="{BAR}" aria-hidden="true">{bar}</svg>'
                    f'<div class="number">{count:,} <span class="muted">{share}</span></div>')
    said = "; ".join(f"{words[name]}: {count:,}" for name, count in counts.items())
    return f'<div class="bars" role="img" aria-label="{escape(said)}">{"".join(rows)}</div>'


def stacked(rows: Mapping[str, Mapping[str, int]], words: Mapping[str, str], colors: Mapping[str, str]) -> str:
    """A bar of shares for each row, in the order of `words`, with a legend."""
    legend = "".join(
        f'<span class="key"><svg width="14" height="14" aria-hidden="true"><rect class="bar" width="14" height="14" '
        f'rx="2" fill="{colors[name]}"/></svg>{escape(word)}</span>' for name, word in words.items())
    lines = []
    for title, counts in rows.items():
        total, x, parts = sum(counts.values()), 0.0, []
        for name in words:
            width = 100 * counts.get(name, 0) / total if total else 0.0
            if width:
                parts.append(_part((x, width), counts[name], colors[name], words[name]))
            x += width
        lines.append(f'<div class="name"><bdi>{escape(title)}</bdi></div><svg width="100%" height="{BAR}" '
                     f'aria-hidden="true">{"".join(parts)}</svg><div class="number">{total:,}</div>')
    said = "; ".join(f"{title}: " + ", ".join(f"{words[name]} {count:,}" for name, count in counts.items() if count)
                     for title, counts in rows.items())
    return (f'<div class="legend">{legend}</div>'
            f'<div class="bars" role="img" aria-label="{escape(said)}">{"".join(lines)}</div>')


def _part(place: tuple[float, float], count: int, color: str, word: str) -> str:
    x, width = place
    inside = (f'<text x="{x + width / 2:.2f}%" y="{BAR / 2 + 4.5:.1f}" text-anchor="middle" fill="{text_on(color)}">'
              f"{count:,}</text>") if width >= INSIDE else ""
    return (f'<g><title>{escape(word)}: {count:,}</title><rect class="bar" x="{x:.2f}%" width="{width:.2f}%" '
            f'height="{BAR}" fill="{color}"/>{inside}</g>')


def interval(low: float, middle: float, high: float, *, marks: Sequence[tuple[float, str]] = (), end: float = 0.0,
             unit: str = "pictures") -> str:
    """A value with its interval on a line from 0, and marks to compare it with.

    Parameters
    ----------
    low, middle, high : float
    marks : sequence of tuple of float and str
        Values and their names; drawn dotted below the line.
    end : float
        The line's end at most, for example the catalog's size; 0 for none.
    unit : str
    """
    top = 1.12 * max(high, middle, *(value for value, _ in marks), 1e-9)
    top = min(top, end) if end and max(high, *(value for value, _ in marks), 0) <= end else top
    top = max(top, 1e-9)

    def at(value: float) -> float:
        return 1 + 98 * min(value / top, 1.0)

    labels = "".join(_tick(at(value), f"{value:,.0f}") for value in _ticks(top))
    drawn = "".join(
        f'<line class="mark" x1="{at(value):.2f}%" x2="{at(value):.2f}%" y1="20" y2="{66 + 17 * k}"/>'
        + _text(at(value), 80 + 17 * k, name) for k, (value, name) in enumerate(marks))
    said = f"{middle:,.0f} {unit}, 95 % interval {low:,.0f} to {high:,.0f}; " + "; ".join(name for _, name in marks)
    return (
        f'<svg class="interval" width="100%" height="{74 + 17 * len(marks)}" role="img" aria-label="{escape(said)}">'
        f'<line class="axis" x1="1%" x2="99%" y1="38" y2="38"/>{labels}{drawn}'
        f'<line class="range" x1="{at(low):.2f}%" x2="{at(high):.2f}%" y1="24" y2="24"/>'
        f'<circle class="dot" cx="{at(middle):.2f}%" cy="24" r="7"/></svg>')


def _ticks(top: float) -> list[float]:
    step = 10.0 ** len(str(int(top))) / 10
    while top / step > 6:
        step *= 2 if top / step <= 12 else 5 if top / step <= 30 else 10
    while top / step < 3 and step > 1:
        step /= 2
    return [k * step for k in range(int(top / step) + 1)]


def _tick(x: float, text: str) -> str:
    return f'<line class="axis" x1="{x:.2f}%" x2="{x:.2f}%" y1="38" y2="43"/>' + _text(x, 58, text)


def _text(x: float, y: float, text: str) -> str:
    anchor = "start" if x < 12 else "end" if x > 88 else "middle"
    return f'<text x="{x:.2f}%" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
