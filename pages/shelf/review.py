"""What the matcher struggles with: week by week, the facings worth a look, and unknown products."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core import jobs, shelf, skus
from core.errors import MerchlensError
from core.nouns.shelf import ShelfReading
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import count, share
from core.words.shelf import FEW_PHOTOS, NO_DRIFT, drift_line, facing_title, gain_line, said_word
from pages.shelf.detector import detector
from pages.shelf.marks import facing_uri
from pages.ui import job_progress
from pages.ui.frame import section

QUEUE, HARD, TILE = 24, 12, 150


def review(site: Site, _: str) -> None:
    """The weeks, the queue, and what people corrected."""
    readings = shelf.readings(site)
    if not readings:
        st.caption("No shelf was read yet. Once there are photos, this shows what is hard to recognize.")
        return
    with section():
        _weeks(readings)
    with section():
        _hardest(readings, site)
    with section():
        _queue(readings, site)
    with section():
        _struggles(site, readings)
    with section():
        _learn(site)
    with section():
        detector(site)


def _weeks(readings: list[ShelfReading]) -> None:
    st.subheader("Week by week", anchor=False)
    weeks = shelf.weeks(readings)
    st.dataframe([{"Week": week.week, "Photos": week.photos, "Facings": week.facings,
                   "Recognized": "" if week.recognized.share is None else share(week.recognized.share),
                   "Right, of those checked": "" if week.confirmed.share is None else
                   f"{share(week.confirmed.share)} of {week.confirmed.count}",
                   "Mean probability": round(week.sureness, 2)} for week in weeks], hide_index=True)
    newest = [one for one in shelf.drifts(readings) if one.week == weeks[0].week]
    changed = [one for one in newest if one.low is not None and one.high is not None and one.is_drift]
    if changed:
        st.warning(" ".join([f"Week {weeks[0].week}:", *(drift_line(one.measure, one.before, one.now, (
            one.low or 0.0, one.high or 0.0)) for one in changed), "New packs, other light or another camera?"]))
    elif newest:
        st.caption(FEW_PHOTOS if any(one.low is None for one in newest) else NO_DRIFT)


def _hardest(readings: list[ShelfReading], site: Site) -> None:
    """What it struggled with, as pictures of one week."""
    weeks = shelf.by_week(readings)
    st.subheader("What it struggled with", anchor=False)
    week = st.selectbox("Week", list(weeks), key="hard-week", width=200)
    found = shelf.hardest(weeks[week], HARD)
    if not found:
        st.caption("Every facing of this week was named, and nobody corrected one.")
        return
    grid = st.grid(6, min_column_width=TILE)
    for reading, facing in found:
        with grid, section(), st.container(border=True):
            st.html(f'<img class="ml-facing" src="{facing_uri(site, reading, facing.xyxy)}" alt="A facing">')
            best = facing.answer.matches[0]
            st.caption(plain(f"Said: {facing.answer.sku or 'not in the catalog'}, best {best.sku} ({best.score:.2f})"
                             + (f". It is {said_word(facing.said)}." if facing.said else ".")))


def _queue(readings: list[ShelfReading], site: Site) -> None:
    st.subheader("Worth a look", anchor=False)
    doubts = shelf.doubts(readings, QUEUE)
    if not doubts:
        st.caption("No facing is open.")
        return
    st.caption("Answer the first ones first: each is expected to settle the most facings.")
    by_id = {reading.reading_id: reading for reading in readings}
    grid = st.grid(6, min_column_width=TILE)
    for doubt in doubts:
        with grid, section(), st.container(border=True):
            uri = facing_uri(site, by_id[doubt.reading_id], doubt.facing.xyxy)
            st.html(f'<img class="ml-facing" src="{uri}" alt="A facing">')
            st.caption(f"{facing_title(doubt.facing)}. Settles about {doubt.gain:.0f}.")
            if st.button("Open", key=f"open-{doubt.reading_id}-{doubt.facing.xyxy}"):
                st.session_state[f"picked-{doubt.reading_id}"] = list(doubt.facing.xyxy)
                st.switch_page("pages/shelf.py", query_params={"reading": str(doubt.reading_id)})


def _struggles(site: Site, readings: list[ShelfReading]) -> None:
    found = shelf.struggles(site, readings)
    if not found:
        return
    st.subheader("Corrected most often", anchor=False)
    was = [", ".join(f"{said_word(sku)} ({number})" for sku, number in one.taken_for) for one in found]
    st.dataframe([{"Said": one.sku or "Not in the catalog", "Corrected": one.corrected, "It was": words}
                  for one, words in zip(found, was, strict=True)], hide_index=True)
    st.caption(f"{count(sum(one.corrected for one in found), 'facing')} corrected.")


def _learn(site: Site) -> None:
    st.subheader("Learn from corrections", anchor=False)
    job = skus.index_state(site).job
    if job is not None and job.running:
        job_progress.watch(lambda: jobs.find(site, job.job_id), cancel=partial(jobs.cancel, site, job.job_id))
        return
    known = shelf.confirmed(site)
    facings = sum(map(len, known.values()))
    if not facings:
        st.caption("Nobody has said yet which product a facing is. Once somebody has, it can be learned here.")
        return
    st.markdown(f"{count(facings, 'facing')} of {count(len(known), 'product')} were confirmed by people. Learned, each "
                "becomes a further view of its product; photos that are read from then on are matched with them.")
    if st.button("What would it bring?", key="gain"):
        with st.spinner("Each confirmed facing is asked again by those of other photos"):
            _gain(site)
    with st.container(horizontal=True):
        if st.button("Learn", key="learn", type="primary"):
            shelf.learn(site)
            st.rerun()
        if st.button("Take back what was learned", key="unlearn"):
            shelf.unlearn(site)
            st.rerun()


def _gain(site: Site) -> None:
    try:
        st.info(gain_line(shelf.gain(site)))
    except MerchlensError as error:
        st.warning(plain(f"{error.message} {error.hint}"))
