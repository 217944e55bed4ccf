"""The browser's-eye view of an audited page: which picture it would choose, and why each other one lost."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze, audits
from core.errors import NotFound
from core.nouns.job import Job
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from pages.ui.marks import chip, count, plain

SHOWN = 40
STAGES = {"chosen": ("Chosen", "pass"), "order": ("Eligible, but comes later", "warn"),
          "size": ("Much smaller than the largest", "fail"), "scores": ("Scores too low", "fail"),
          "covered": ("Covered by another", "fail"), "geometry": ("Too small or off screen", "fail"),
          "not seen": ("Ignored", "unknown")}  # words, and the outcome whose color they have
NOTE = ("The layout is estimated from the page's HTML: no page is rendered. Sizes are those that the page gives, else "
        "the file's own; pictures lie one after another in a window of {} x {} pixels, and text takes no room. "
        "The rules are those that Chromium had for its visual search suggestions; a browser of today may differ.")


def chosen() -> bool:
    """Whether the address asks for this view."""
    return st.query_params.get("look") == "browser"


def way_in(site: Site, job: Job) -> None:
    """The button that leads here, for audits of one page."""
    if audits.has_browser_view(site, job):
        st.button("See the page as a browser would choose", key="eye",
                  on_click=lambda: st.query_params.update({"look": "browser"}))


def browser_eye(site: Site, job: Job) -> None:
    """Read the page again and show its pictures in order."""
    st.button("Back to the report", key="eye_back", on_click=lambda: st.query_params.pop("look", None))
    with st.spinner("Reading the page again"):
        seen = _read(site, job.job_id, f"{job.done} {job.failed}")
    st.markdown(f"**{_finding(seen)}**")
    if seen.hero is not None and not seen.hero.verdict.chosen:
        st.markdown(f"The hero is {plain(_name(seen.hero.verdict.image.uri))}, because {plain(seen.hero_reason)}. "
                    f"Why it was not chosen: {plain(seen.hero.reason)}")
    st.caption(NOTE.format(*seen.viewport_wh))
    for number, one in enumerate(seen.pictures[:SHOWN], 1):
        _line(site, one, number)
    if len(seen.pictures) > SHOWN:
        st.caption(f"The first {SHOWN} of {count(len(seen.pictures), 'picture')}.")


@st.cache_data(max_entries=20, ttl=600, show_spinner=False)
def _read(_site: Site, job_id: str, stamp: str) -> audits.BrowserView:
    """Kept for the next reruns, so that the shop is not asked again for every click; `stamp` changes with results."""
    return audits.view_as_browser(_site, job_id)


def _finding(seen: audits.BrowserView) -> str:
    if not seen.pictures:
        return "The page shows no picture"
    if seen.chosen is None:
        return f"A browser would choose none of the page's {count(len(seen.pictures), 'picture')}"
    hero = " That is the hero" if seen.chosen.is_hero else ""
    return f"A browser would choose {plain(_name(seen.chosen.verdict.image.uri))}.{hero}"


def _line(site: Site, one: audits.PagePicture, number: int) -> None:
    """One picture of the page."""
    picture, words = st.columns([1, 6], vertical_alignment="center")
    with picture:
        if one.row is not None and one.row.picture_id:
            try:
                st.image(analyze.thumbnail(site, one.row.picture_id), width=96, alt=one.verdict.image.uri)
            except NotFound:
                st.caption("No longer kept")
        else:
            st.caption("Not judged")
    stage, outcome = STAGES[one.verdict.stage]
    x, y, width, height = one.verdict.image.xywh
    by = {"page": "by the page", "file": "by the file"}.get(one.size_source, "")
    box = f"{width:,} x {height:,} px {by}, {x:,} from the left, {y:,} from the top" if by else ""
    hero = chip("Hero") if one.is_hero else ""
    with words:
        st.html(f'<div>{number}. {chip(stage, OUTCOME_COLORS[outcome])} {hero} <span style="overflow-wrap:anywhere">'
                f"{escape(_name(one.verdict.image.uri))}</span></div><div>{escape(one.reason)}</div>"
                f'<div style="font-size:.85rem;opacity:.85">{escape(box)}</div>')


def _name(uri: str) -> str:
    name = uri.partition("?")[0].rstrip("/").rpartition("/")[2] or uri
    return name if len(name) <= 80 else f"{name[:79]}…"
