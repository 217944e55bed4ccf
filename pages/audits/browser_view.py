"""The browser's view of an audited page: the photo it would choose, and why not the others."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import audits
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.numerals import count
from pages.audits.thumbnails import image
from pages.ui.marks import chip, plain

LISTED = 40
STAGES = {"chosen": ("Chosen", "pass"), "order": ("Eligible, but later on the page", "warn"),
          "size": ("Much smaller than the largest", "fail"), "scores": ("Scores too low", "fail"),
          "covered": ("Covered by another", "fail"), "geometry": ("Too small or off screen", "fail"),
          "not seen": ("Ignored", "unknown")}  # words, and the outcome whose color they have
NOTE = ("Merchlens estimates the layout from the page's HTML without rendering it: sizes come from the page, or else "
        "from the file; photos follow one another in a window of {} × {} pixels, and text takes no space. The rules "
        "are those that Chromium had for its visual search suggestions; today's browsers may differ.")


def chosen() -> bool:
    """True when the address asks for this view."""
    return st.query_params.get("look") == "browser"


def open_button(site: Site, job: Job) -> None:
    """The way to this view, for audits of one page."""
    if audits.has_browser_view(site, job):
        st.button("See which photo a browser would choose", key="eye",
                  on_click=lambda: st.query_params.update({"look": "browser"}))


def page_view(site: Site, job: Job) -> None:
    """Read the page again and list its photos in order."""
    st.button("Back to the report", key="eye_back", on_click=lambda: st.query_params.pop("look", None))
    with st.spinner("Reading the page again"):
        view = _read(site, job.job_id, f"{job.done} {job.failed}")
    st.subheader(_headline(view), anchor=False)
    if view.hero is not None and not view.hero.verdict.chosen:
        st.markdown(f"The hero is {plain(_name(view.hero.verdict.image.uri))}: {plain(view.hero_reason)}. "
                    f"The browser does not choose it. {plain(view.hero.reason)}")
    st.caption(NOTE.format(*view.viewport_wh))
    st.html("".join(_line(site, picture, number) for number, picture in enumerate(view.pictures[:LISTED], 1)))
    if len(view.pictures) > LISTED:
        st.caption(f"The first {LISTED} of {count(len(view.pictures), 'photo')}.")


@st.cache_data(max_entries=20, ttl=600, show_spinner=False)
def _read(_site: Site, job_id: str, stamp: str) -> audits.BrowserView:
    """Kept for the next reruns, so that a click does not request the page again; `stamp` changes with results."""
    return audits.view_as_browser(_site, job_id)


def _headline(view: audits.BrowserView) -> str:
    if not view.pictures:
        return "The page has no photos"
    if view.chosen is None:
        return f"A browser would choose none of the page's {count(len(view.pictures), 'photo')}"
    hero = ", the hero" if view.chosen.is_hero else ""
    return f"A browser would choose {plain(_name(view.chosen.verdict.image.uri))}{hero}"


def _line(site: Site, picture: audits.PagePicture, number: int) -> str:
    """One photo of the page (HTML)."""
    row, box = picture.row, picture.verdict.image.xywh
    alt = picture.verdict.image.uri
    thumbnail = image(site, row or AuditRow(0, alt), alt)
    stage, outcome = STAGES[picture.verdict.stage]
    hero = chip("Hero") if picture.is_hero else ""
    source = {"page": "size from the page", "file": "size from the file"}.get(picture.size_source, "")
    place = f"{box[2]:,} × {box[3]:,} px ({source}), {box[0]:,} px from the left, {box[1]:,} px from the top"
    return (f'<div class="ml-item">{thumbnail}<div><div>{number}. {chip(stage, OUTCOME_COLORS[outcome])} {hero} '
            f"{escape(_name(alt))}</div><div>{escape(picture.reason)}</div>"
            f'<div class="ml-quiet">{escape(place) if source else ""}</div></div></div>')


def _name(uri: str) -> str:
    name = uri.partition("?")[0].rstrip("/").rpartition("/")[2] or uri
    return name if len(name) <= 80 else f"{name[:79]}…"
