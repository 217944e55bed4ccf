"""Small HTML marks that several parts of a page share."""

from __future__ import annotations

from html import escape

from core.nouns.analysis import Analysis
from core.words.colors import COLOR_MAPS, DEFAULT_COLOR_MAP, OUTLINE_COLORS, OUTLINE_STROKES
from core.words.labels import KIND_WORDS, OUTLINE_WORDS, verdict_word
from core.words.numerals import count

SENSITIVE_COLOR = "color-mix(in srgb, currentColor 60%, transparent)"


def dot(color: str) -> str:
    """A small colored square beside a word (HTML)."""
    return f'<span class="ml-dot" style="background:{color}" aria-hidden="true"></span>'


def chip(word: str, color: str = "", *, tip: str = "") -> str:
    """A word in a frame, with its color beside it (HTML)."""
    mark = dot(color) if color else ""
    return f'<span class="ml-chip" title="{escape(tip)}">{mark}{escape(word)}</span>'


def score_bar(
    word: str, score: float, color: str, *, threshold: float | None = None, strong: bool = False, tip: str = ""
) -> str:
    """A score as bar and number, the threshold drawn across (HTML)."""
    mark = "" if threshold is None else f'<span class="ml-mark" style="left:{threshold:.0%}"></span>'
    label = f"{word}: {score:.2f}" + ("" if threshold is None else f", threshold {threshold:.2f}")
    style = "ml-bar ml-strong" if strong else "ml-bar"
    return (
        f'<div class="{style}" role="img" aria-label="{escape(label)}" title="{escape(tip or label)}">'
        f'<span class="ml-name">{escape(word)}</span><span class="ml-track">'
        f'<span class="ml-fill" style="width:{score:.1%};background:{color}"></span>{mark}</span>'
        f'<span class="ml-number">{score:.2f}</span></div>'
    )


def outlines() -> str:
    """What the boxes on the photos mean (HTML)."""
    keys = "".join(
        f'<span class="ml-key"><span class="ml-outline" aria-hidden="true" '
        f'style="border:2px {OUTLINE_STROKES[what]} {OUTLINE_COLORS[what]}"></span>{escape(word)}</span>'
        for what, word in OUTLINE_WORDS.items()
    )
    rest = "<span>The thick, labeled box decided the photo type.</span>"
    return f'<div class="ml-legend"><span>On the photos:</span>{keys}{rest}</div>'


def heat_scale(colors: str = DEFAULT_COLOR_MAP) -> str:
    """What the colors of a heatmap mean (HTML)."""
    return ('<div class="ml-legend"><span>Less evidence</span><span class="ml-scale" role="img" '
            'aria-label="Color scale: dark means little evidence, bright means strong evidence" '
            f'style="background:linear-gradient(90deg,{",".join(COLOR_MAPS[colors])})"></span>'
            "<span>More evidence</span></div>")


def alt_text(analysis: Analysis) -> str:
    """What the analyzed picture shows, for those who do not see it."""
    faces = count(len(analysis.faces), "face")
    persons = "" if analysis.persons is None else f" and {count(len(analysis.persons), 'person')}"
    return (
        f"{analysis.uri}: {KIND_WORDS[analysis.kind]}, {faces}{persons} found; {verdict_word(analysis.intent)} "
        f"({analysis.intent.shoppable_score:.2f})"
    )
