"""One photo's card: picture, kind, verdict, scores; or, in its place, why it could not be analyzed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from core import analyze, corrections
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.intent import RULE_THRESHOLD
from core.site import Site
from core.words.colors import INTENT_COLORS, KIND_COLORS
from core.words.corrections import KEPT, mark_words
from core.words.facts import fact_word, once, value_word
from core.words.labels import (
    KIND_TIPS,
    KIND_WORDS,
    LABEL_SET_TIP,
    SENSITIVE_TIP,
    SENSITIVE_WORD,
    label_set_words,
    label_word,
    verdict_word,
)
from pages.ui.frame import section
from pages.ui.marks import SENSITIVE_COLOR, alt_text, chip, score_bar

Details = Callable[..., None]
HEIGHT = 240  # of a picture on its card, in pixels; as in style.css
CLOSE_TIP = "The score is near its threshold: a small change of the photo could change the verdict."


def card(site: Site, result: Analysis | Failure, *, key: str, details: Details) -> None:
    """Draw one result.

    Parameters
    ----------
    site : Site
    result : Analysis or Failure
    key : str
        Unlike that of any other card on the page, and the same after a rerun.
    details : callable
        Draws what unfolds below an analysis, such as `pages.analyze.why.why`.
    """
    with st.container(border=isinstance(result, Analysis), key=f"card-{key}"):
        if isinstance(result, Failure):
            st.html(_failed(result))
            return
        now: dict[str, str] = {}
        with section():
            now = corrections.counted(site, result.picture_id)
            _picture(site, corrections.with_boxes(result, now))
        st.html(_facts(result, now))
        details(site, result, key=key)


@st.cache_data(max_entries=300, show_spinner=False)
def _annotated(_site: Site, picture_id: str, drawn: str, *, _analysis: Analysis) -> bytes:
    """Boxes on the preview, kept for the next rerun; `drawn` tells two analyses of one picture apart."""
    return analyze.annotated(_site, _analysis)


def _picture(site: Site, analysis: Analysis) -> None:
    people = None if analysis.persons is None else analysis.persons.xyxy.tolist()
    drawn = f"{analysis.decided_by} {analysis.faces.xyxy.tolist()} {people} {analysis.models}"
    with st.skeleton(HEIGHT):
        preview = _annotated(site, analysis.picture_id, drawn, _analysis=analysis)
    st.image(preview, alt=alt_text(analysis), width="stretch")


def _facts(analysis: Analysis, now: dict[str, str]) -> str:
    intent, kind = analysis.intent, analysis.kind
    chips = [chip(KIND_WORDS[kind], KIND_COLORS[kind], tip=f"{kind}: {KIND_TIPS[kind]}")]
    if analysis.decided_by.close_call:
        chips.append(chip("Photo type: close call", tip=CLOSE_TIP))
    if intent.close_call:
        chips.append(chip("Verdict: close call", tip=CLOSE_TIP))
    chips += [chip(f"{fact_word(fact.name)}: {value_word(fact.name, fact.value)}", tip=f"{fact.score:.0%}")
              for fact in once(analysis.facts)]
    said = corrections.said(analysis)
    chips += [chip(mark_words(name, value, said[name]), tip=KEPT) for name, value in now.items()]
    top = intent.shopping.top
    order = sorted(intent.shopping.labels, key=intent.shopping.score, reverse=True)
    bars = [
        score_bar(label_word(label), intent.shopping.score(label), INTENT_COLORS[label], strong=label == top)
        for label in order
    ]
    sensitive = score_bar(
        SENSITIVE_WORD, intent.sensitive_score, SENSITIVE_COLOR, threshold=RULE_THRESHOLD, tip=SENSITIVE_TIP
    )
    color = INTENT_COLORS[_best(analysis)]
    best = score_bar("Shoppable score", intent.shoppable_score, color, threshold=RULE_THRESHOLD, strong=True)
    mark = "ml-yes" if intent.shoppable else "ml-no"
    return (
        f'<div class="ml-file" title="{escape(analysis.uri)}">{escape(analysis.uri)}</div>'
        f'<div class="ml-chips">{"".join(chips)}</div>'
        f'<div class="ml-verdict"><span class="{mark}">{escape(verdict_word(intent))}</span></div>{best}'
        f'<div class="ml-quiet">{escape(_rule(analysis))}</div>'
        f'<div class="ml-head">Top label: {escape(label_word(top))}</div>{"".join(bars)}'
        f"{_label_set(analysis)}{sensitive}"
    )


def _label_set(analysis: Analysis) -> str:
    """The labels that remain possible, where the model is calibrated."""
    words = label_set_words(analysis.intent)
    return f'<div class="ml-quiet" title="{escape(LABEL_SET_TIP)}">Label set: {escape(words)}</div>' if words else ""


def _best(analysis: Analysis) -> str:
    """The best label that is not negative."""
    shopping = analysis.intent.shopping
    return max((label for label in shopping.labels if label != "negative"), key=shopping.score)


def _rule(analysis: Analysis) -> str:
    """The browser's rule with this picture's numbers."""
    intent, limit = analysis.intent, RULE_THRESHOLD
    product = "above" if intent.shoppable_score > limit else "not above"
    goods = "below" if intent.sensitive_score < limit else "not below"
    return (
        f"The browser's rule: {label_word(_best(analysis))} {intent.shoppable_score:.2f} is {product} {limit:.2f}, "
        f"{SENSITIVE_WORD.lower()} {intent.sensitive_score:.2f} is {goods} {limit:.2f}."
    )


def _failed(failure: Failure) -> str:
    name, message, hint = escape(failure.uri), escape(failure.message), escape(failure.hint)
    return (
        f'<div class="ml-failed"><div class="ml-file" title="{name}">{name}</div>'
        f'<div class="ml-verdict">Could not be analyzed</div><p>{message}</p><p>{hint}</p></div>'
    )
