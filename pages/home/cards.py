"""What the demo found, a card for each photo: boxes, heatmaps, broken rules, and the effect on sales."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from core import demo
from core.nouns.analysis import Analysis
from core.nouns.intent import RULE_THRESHOLD
from core.words.colors import INTENT_COLORS, KIND_COLORS
from core.words.labels import EVIDENCE_OUTLINE_WORDS, KIND_TIPS, KIND_WORDS, label_word, verdict_word
from core.words.numerals import percent, percent_range
from core.words.sales import DEPENDENT_WORDS, kind_word
from pages.ui.frame import section
from pages.ui.marks import alt_text, chip, outlines, score_bar

GRADES = "Grades run from A, a randomized picture test, to D, a hint."
BROKEN = "#D55E00"
COLUMNS, CARD_WIDTH = 4, 250  # pixels; fewer columns where cards would be narrower
Picture = Callable[[str], bytes]


def analyzed(highlights: demo.Highlights, picture: Picture) -> None:
    """A photo of each type and one that is not shoppable, with their boxes.

    Parameters
    ----------
    highlights : Highlights
    picture : callable
        Name of a picture -> its bytes.
    """
    kinds = "".join(chip(f"{KIND_WORDS[kind]}: {number:,}", KIND_COLORS[kind], tip=KIND_TIPS[kind])
                    for kind, number in highlights.kinds.items())
    st.html(f'<div class="ml-chips">{kinds}</div>')
    grid = st.grid(COLUMNS, min_column_width=CARD_WIDTH)
    for photo in highlights.photos:
        with grid, section(), st.container(border=True, height="stretch", key=f"shot-{photo.file}"):
            st.image(picture(photo.file), alt=alt_text(photo.analysis), width="stretch")
            st.html(_verdict(photo.analysis))
    st.html(outlines())


def worst(highlights: demo.Highlights, picture: Picture) -> None:
    """The worst findings with heatmaps, and a photo that breaks marketplace rules."""
    grid = st.grid(COLUMNS, min_column_width=CARD_WIDTH)
    for finding in highlights.findings:
        with grid, section(), st.container(border=True, height="stretch", key=f"shot-{finding.file}"):
            word = label_word(finding.label)
            st.image(picture(finding.file), width="stretch",
                     alt=f"{finding.title} with a heatmap: the brighter a part, the more it supports {word}")
            st.html(f'<div class="ml-file">{escape(finding.title)}</div>'
                    f'<div class="ml-chips">{chip(f"Heatmap: {word}", INTENT_COLORS[finding.label])}</div>'
                    f"<div>{escape(finding.reason)}</div>")
    if broken := highlights.broken:
        with grid, section(), st.container(border=True, height="stretch", key=f"shot-{broken.file}"):
            st.image(picture(broken.file), width="stretch",
                     alt=f"{broken.title} with the places that break marketplace rules outlined")
            marketplaces = ", ".join(title.partition(",")[0] for title in broken.packs)
            st.html(f'<div class="ml-file">{escape(broken.title)}</div>'
                    f'<div class="ml-chips">{chip("Breaks marketplace rules", BROKEN)}</div>'
                    f"<div>{escape(broken.reason)} The photo fails at: {escape(marketplaces)}.</div>")
    st.html('<div class="ml-legend"><span>On the heatmaps: bright parts raised the score. '
            f"{EVIDENCE_OUTLINE_WORDS}.</span></div>")


def effect(sales: demo.SalesEffect) -> None:
    """One number with its interval and grade."""
    low, high = min(0.0, sales.percent_low), max(0.0, sales.percent_high)
    span = (high - low) * 1.1 or 1.0
    left, right, middle, zero = (100 * (value - low) / span for value in (
        sales.percent_low, sales.percent_high, sales.percent, 0.0))
    kind, reference = (escape(kind_word(kind)) for kind in (sales.kind, sales.reference))
    interval = f"95 % interval {percent_range(sales.percent_low, sales.percent_high)}"
    grade = chip(f"Grade {sales.grade}", tip=GRADES)
    table = f"Simulated sales of {sales.products:,} products over {sales.weeks:,} weeks"
    st.html(
        f'<div class="ml-effect"><div class="ml-big">{percent(sales.percent)}</div><div>'
        f"<div><strong>{escape(DEPENDENT_WORDS[sales.outcome].capitalize())}</strong> with photos of type "
        f"“{kind}” compared with “{reference}”.</div>"
        f'<div class="ml-range" role="img" aria-label="{interval}">'
        f'<span class="ml-zero" style="left:{zero:.1f}%"></span>'
        f'<span class="ml-span" style="left:{left:.1f}%;width:{right - left:.1f}%"></span>'
        f'<span class="ml-dotmark" style="left:{middle:.1f}%"></span>'
        f'<small style="left:{zero:.1f}%">0 %</small></div>'
        f'<div class="ml-chips">{chip(interval)}{grade}{chip(table)}</div></div></div>')


def _verdict(analysis: Analysis) -> str:
    intent, kind = analysis.intent, analysis.kind
    best = max((label for label in intent.shopping.labels if label != "negative"), key=intent.shopping.score)
    mark = "ml-yes" if intent.shoppable else "ml-no"
    bar = score_bar("Score", intent.shoppable_score, INTENT_COLORS[best], threshold=RULE_THRESHOLD)
    return (f'<div class="ml-chips">{chip(KIND_WORDS[kind], KIND_COLORS[kind])}{chip(label_word(best))}</div>'
            f'<div class="ml-verdict"><span class="{mark}">{escape(verdict_word(intent))}</span></div>{bar}')
