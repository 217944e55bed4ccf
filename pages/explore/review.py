"""The review of a set: photos in doubt one by one, each settled by one key; every word is kept and can be undone."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from core import analyze, corrections
from core.corrections import Doubt
from core.nouns.correction import WITHDRAWN
from core.nouns.intent import INTENT_LABELS
from core.site import Site
from core.words.colors import INTENT_COLORS, OUTCOME_COLORS
from core.words.corrections import KEYS, NO_DOUBT, REASON_SENTENCES, REASON_WORDS, reviewed
from core.words.label_sets import coverage_words, sensitive_words
from core.words.labels import SENSITIVE_WORD, label_word
from core.words.numerals import count
from pages.ui.correct import author, author_field
from pages.ui.frame import section
from pages.ui.marks import chip, score_bar

ALL = "all"


@st.fragment
def review(site: Site, job_id: str) -> None:
    """The queue of a set, and what was decided in this session."""
    with section():
        doubts = corrections.queue(site, job_id)
        if not doubts:
            st.info(NO_DOUBT)
            return
        chosen = _filtered(doubts)
        labels, sensitive = corrections.queue_coverage(site, job_id)
        if words := f"{coverage_words(labels)} {sensitive_words(sensitive)}".strip():
            st.caption(words)
        done = sum(doubt.settled for doubt in chosen)
        st.progress(done / len(chosen), text=reviewed(done, len(chosen)))
        later: list[str] = st.session_state.setdefault(f"later-{job_id}", [])
        steps: list[tuple[str, str]] = st.session_state.setdefault(f"steps-{job_id}", [])
        waiting = [doubt for doubt in chosen if not doubt.settled]
        now = next((doubt for doubt in waiting if doubt.picture_id not in later), None)
        if now is not None:
            _photo(site, now, later, steps)
        elif waiting:
            st.info(f"{count(len(waiting), 'photo')} {'was' if len(waiting) == 1 else 'were'} left for later.")
            if st.button("Show them again", key="again"):
                later.clear()
                st.rerun()
        else:
            st.success("Every photo of this queue is reviewed.")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _undo(site, later, steps)
            author_field(f"review-{job_id}")
        st.caption(KEYS)


def _filtered(doubts: list[Doubt]) -> list[Doubt]:
    counts = Counter(reason for doubt in doubts for reason in doubt.reasons)
    options = {ALL: f"All {len(doubts):,}", **{reason: f"{word} {counts[reason]:,}"
                                              for reason, word in REASON_WORDS.items() if counts[reason]}}
    reason = st.segmented_control("Photos in doubt", list(options), default=ALL, format_func=options.__getitem__,
                                  key="doubts", required=True)
    return [doubt for doubt in doubts if reason == ALL or reason in doubt.reasons]


def _photo(site: Site, doubt: Doubt, later: list[str], steps: list[tuple[str, str]]) -> None:
    """One photo with its scores, and a button for each answer; the keys belong to this photo's buttons."""
    left, right = st.columns([3, 2], gap="large")
    with left, section(), st.container(key="review-photo"):
        st.image(analyze.preview(site, doubt.picture_id), width="stretch", alt=_name(doubt))
    with right:
        st.html(_facts(doubt))
        for place, label in enumerate(INTENT_LABELS, 1):
            if st.button(label_word(label), key=f"say-{label}-{doubt.picture_id}", shortcut=str(place), width="stretch",
                         type="primary" if label == doubt.label else "secondary"):
                _say(site, doubt, ("label", label), steps)
        if "sensitive" in doubt.reasons and not doubt.said_sensitive:
            yes, no = st.columns(2)
            for column, answer in ((yes, "yes"), (no, "no")):
                if column.button(f"{SENSITIVE_WORD}: {answer}", key=f"say-{answer}-{doubt.picture_id}", width="stretch",
                                 shortcut=answer[0].upper()):
                    _say(site, doubt, ("sensitive", answer), steps)
        if st.button("Later", key=f"later-{doubt.picture_id}", shortcut="L"):
            later.append(doubt.picture_id)
            steps.append(("later", doubt.picture_id))
            st.rerun()
        st.page_link("pages/explain.py", label="Correct its photo type or sensitive", icon=":material/edit:",
                     query_params={"picture": doubt.picture_id, "view": "correct"})


def _say(site: Site, doubt: Doubt, answer: tuple[str, str], steps: list[tuple[str, str]]) -> None:
    corrections.correct(site, doubt.picture_id, *answer, author=author())
    steps.append((answer[0], doubt.picture_id))
    st.rerun()


def _undo(site: Site, later: list[str], steps: list[tuple[str, str]]) -> None:
    if st.button("Undo", key="undo", shortcut="U", disabled=not steps):
        name, picture_id = steps.pop()
        if name == "later":
            later.remove(picture_id)
        else:
            corrections.correct(site, picture_id, name, WITHDRAWN, author=author())
        st.rerun()


def _facts(doubt: Doubt) -> str:
    bars = "".join(score_bar(label_word(label), score, INTENT_COLORS[label], strong=label == doubt.label)
                   for label, score in zip(INTENT_LABELS, doubt.scores, strict=True))
    shop = chip(f"The shop says: {label_word(doubt.shop)}", INTENT_COLORS[doubt.shop]) if doubt.shop else ""
    why = " ".join(REASON_SENTENCES[reason] for reason in doubt.reasons)
    name = _name(doubt)
    if "sensitive" in doubt.reasons:
        bars += score_bar(SENSITIVE_WORD, doubt.sensitive, OUTCOME_COLORS["fail"], strong=False)
    return (f'<div class="ml-file" title="{escape(name)}">{escape(name)}</div><div class="ml-chips">{shop}</div>'
            f'<div class="ml-head">The model says: {escape(label_word(doubt.label))}</div>{bars}'
            f'<div class="ml-quiet">{escape(why)}</div>')


def _name(doubt: Doubt) -> str:
    """The photo's file name, without the folders of the server."""
    return doubt.uri.rstrip("/").rpartition("/")[2]
