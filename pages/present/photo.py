"""The slide of one photo: the photo with what counted in it, one sentence, one chart."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze, explain, flip
from core.errors import MerchlensError
from core.nouns.analysis import Analysis
from core.nouns.flip import FlipSearch
from core.nouns.saliency import Explanation
from core.site import Site
from core.words.colors import INTENT_COLORS
from core.words.labels import label_word, verdict_word
from core.words.present import photo_sentence, place_words
from pages.ui.explanations import explained
from pages.ui.marks import score_bar


def photo_slide(site: Site, picture_id: str, *, title: str = "") -> None:
    """Draw the slide; the edit that would change the verdict is searched for after the rest is there.

    Parameters
    ----------
    site : Site
    picture_id : str
    title : str
        Above the verdict, such as what the photo stands for in a set.
    """
    analysis = analyze.analysis_of(site, picture_id)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        explanation = _explained(site, picture_id, analysis)
        image = analyze.preview(site, picture_id) if explanation is None else explanation.overlay
        st.image(image, width="stretch", alt=f"{verdict_word(analysis.intent)}: the photo")
    with right:
        place = "" if explanation is None else place_words(explanation.saliency, analysis)
        st.html(_verdict(analysis, title))
        sentence = st.empty()
        sentence.html(_sentence(photo_sentence(analysis, place)))
        st.html(_chart(analysis))
        sentence.html(_sentence(photo_sentence(analysis, place, _searched(site, picture_id, str(analysis.models)))))


def _explained(site: Site, picture_id: str, analysis: Analysis) -> Explanation | None:
    """The map behind the top label; None where it cannot be trusted or had: then no reason is presented."""
    try:
        with st.spinner("Looking at the photo"):
            explanation = explained(site, picture_id, analysis.intent.shopping.top, 0.4,
                                    model=explain.model_key(site), trust=True)
    except MerchlensError:
        return None
    trusted = explanation.trust is not None and explanation.trust.badge != "do_not_trust"
    return explanation if trusted and explanation.saliency.has_evidence else None


@st.cache_data(max_entries=200, show_spinner="Looking for a small edit that would change it")
def _searched(_site: Site, picture_id: str, models: str) -> FlipSearch | None:
    """The search for an edit; None where the photo cannot be edited."""
    try:
        return flip.flip_picture(_site, picture_id)
    except MerchlensError:
        return None


def _verdict(analysis: Analysis, title: str) -> str:
    mark = "ml-yes" if analysis.intent.shoppable else "ml-no"
    return (f'<div class="ml-slide-title">{escape(title)}</div><div class="ml-slide-verdict"><span class="{mark}">'
            f'{escape(verdict_word(analysis.intent))}</span></div>')


def _sentence(text: str) -> str:
    return f'<p class="ml-slide-sentence">{escape(text)}</p>'


def _chart(analysis: Analysis) -> str:
    shopping = analysis.intent.shopping
    return '<div class="ml-slide-chart">' + "".join(
        score_bar(label_word(label), shopping.score(label), INTENT_COLORS[label], strong=label == shopping.top)
        for label in sorted(shopping.labels, key=shopping.score, reverse=True)) + "</div>"
