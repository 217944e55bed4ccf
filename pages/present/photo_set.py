"""The slides of a set: how many photos a shopping engine would offer, then the photos that tell the story."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import audits, jobs
from core.errors import NotFound
from core.nouns.audit_row import AuditRow
from core.nouns.intent import RULE_THRESHOLD
from core.nouns.job import Job
from core.site import Site
from core.words.colors import INTENT_COLORS
from core.words.labels import label_word
from core.words.present import set_sentence
from pages.present.photo import photo_slide

CLOSED = {"audit": "pages/audits.py", "analyze": "pages/analyze.py"}  # where "Close" leads


def set_slides(site: Site, job_id: str) -> None:
    """The slide that the address names, and the way to the next one."""
    job = jobs.find(site, job_id)
    if job.kind not in CLOSED:
        raise NotFound("Only photos that were analyzed or audited can be presented.", "Choose such a job.")
    story = _story(site, job)
    number = min(_number(st.query_params.get("slide", "")), len(story))
    with st.container(key="slide"):
        if number == 0:
            _title_slide(site, job)
        else:
            title, row = story[number - 1]
            photo_slide(site, row.picture_id, title=title)
    with st.container(horizontal=True, key="slide-controls", vertical_alignment="center"):
        _step("Back", number - 1, len(story), shortcut="Left")
        st.caption(f"{number + 1} of {len(story) + 1}")
        _step("Next", number + 1, len(story), shortcut="Right")
        st.page_link(CLOSED[job.kind], label="Close", icon=":material/close:", query_params={"job": job_id})


def _story(site: Site, job: Job) -> list[tuple[str, AuditRow]]:
    """The clearest photo, the closest call and the one that is least shoppable, each once."""
    def first(order: str, shoppable: bool) -> AuditRow | None:
        return next(audits.rows(site, job.job_id, audits.RowFilter(shoppable=shoppable), order=order, limit=1), None)

    nearest = [row for row in (first("score", True), first("-score", False)) if row is not None]
    nearest.sort(key=lambda row: abs(row.shoppable_score - RULE_THRESHOLD))
    parts = [("The clearest photo", first("-score", True)), ("The closest call", nearest[0] if nearest else None),
             ("Least likely to be offered", first("score", False))]
    story: dict[str, tuple[str, AuditRow]] = {}
    for title, row in parts:
        if row is not None:
            story.setdefault(row.picture_id, (title, row))
    return list(story.values())


def _title_slide(site: Site, job: Job) -> None:
    counts = audits.counts(site, job.job_id)
    verdicts, labels = counts["shoppable"], counts["top_label"]
    photos = sum(verdicts.values())
    failed = sum(counts["error"].values())
    order = sorted(INTENT_COLORS, key=lambda label: -labels.get(label, 0))
    bars = [_bar(label, labels.get(label, 0), photos) for label in order]
    st.html(f'<div class="ml-slide-number">{verdicts.get("true", 0):,}<small> of {photos:,}</small></div>'
            f'<p class="ml-slide-sentence">{escape(set_sentence(verdicts.get("true", 0), photos, failed))}</p>'
            f'<div class="ml-slide-chart">{"".join(bars)}'
            "</div>")


def _bar(label: str, number: int, photos: int) -> str:
    share = number / photos if photos else 0.0
    return (f'<div class="ml-bar"><span class="ml-name">{escape(label_word(label))}</span><span class="ml-track">'
            f'<span class="ml-fill" style="width:{share:.1%};background:{INTENT_COLORS[label]}"></span></span>'
            f'<span class="ml-number">{number:,}</span></div>')


def _step(label: str, number: int, last: int, *, shortcut: str) -> None:
    if st.button(label, disabled=not 0 <= number <= last, shortcut=shortcut, key=f"slide-{label}"):
        st.query_params["slide"] = str(number)
        st.rerun()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
