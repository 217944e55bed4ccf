"""The browser's view of an audited page: the photo it would choose, where it stands, and why not the others."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import audits
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.data_uri import jpeg_uri
from core.words.markdown import plain
from core.words.numerals import count
from pages.audits.thumbnails import image
from pages.ui.marks import chip

LISTED = 40
STAGES = {"chosen": ("Chosen", "pass"), "order": ("Eligible, but later on the page", "warn"),
          "size": ("Much smaller than the largest", "fail"), "scores": ("Scores too low", "fail"),
          "covered": ("Covered by another", "fail"), "geometry": ("Too small or off screen", "fail"),
          "not seen": ("Ignored", "unknown")}  # words, and the outcome whose color they have
ESTIMATED = ("**Estimated layout.** Merchlens did not render the page: sizes come from its HTML, or else from the "
             "files; photos follow one another in a window of {} × {} pixels, and text takes no space.")
RENDERED = ("**Real layout.** A browser rendered the page in a window of {} × {} pixels; this is what it shows before "
            "scrolling.")
RULES = "The rules are those that Chromium had for its visual search suggestions; today's browsers may differ."
LABELED = 36  # pixels of a box that has room for its number


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
    with st.spinner("Opening the page"):
        view = _read(site, job.job_id, f"{job.done} {job.failed}")
    st.subheader(_headline(view), anchor=False)
    if view.hero is not None and not view.hero.verdict.chosen:
        st.markdown(f"The hero is {plain(_name(view.hero.verdict.image.uri))}: {plain(view.hero_reason)}. "
                    f"The browser does not choose it. {plain(view.hero.reason)}")
    how = (RENDERED if view.is_rendered else ESTIMATED).format(*view.viewport_wh)
    st.caption(f"{how} {plain(view.note)} {RULES}")
    numbered = list(enumerate(view.pictures, 1))
    if view.screenshot:
        st.html(_screenshot(view, numbered))
    stages = list(STAGES)
    numbered.sort(key=lambda pair: stages.index(pair[1].verdict.stage))
    st.html("".join(_line(site, picture, number) for number, picture in numbered[:LISTED]))
    if len(view.pictures) > LISTED:
        st.caption(f"{LISTED} of {count(len(view.pictures), 'photo')}: those that come closest.")


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


def _screenshot(view: audits.BrowserView, numbered: list[tuple[int, audits.PagePicture]]) -> str:
    """What the browser showed, each photo in a frame with its number in the list (HTML)."""
    boxes = "".join(_box(view, picture, number) for number, picture in numbered if picture.verdict.stage != "not seen")
    chosen = "none chosen" if view.chosen is None else f"{_name(view.chosen.verdict.image.uri)} chosen"
    return (f'<div class="ml-shot"><img src="{jpeg_uri(view.screenshot)}" alt="The page before scrolling, '
            f'{escape(chosen)}">{boxes}</div>')


def _box(view: audits.BrowserView, picture: audits.PagePicture, number: int) -> str:
    """One frame, cut to the window; nothing for a photo outside it (HTML)."""
    (x, y, width, height), (window_w, window_h) = picture.verdict.image.xywh, view.viewport_wh
    left, top, right, bottom = max(0, x), max(0, y), min(window_w, x + width), min(window_h, y + height)
    if left >= right or top >= bottom:
        return ""
    stage, outcome = STAGES[picture.verdict.stage]
    label = "" if min(right - left, bottom - top) < LABELED else f"<span>{number}. {stage}</span>" \
        if picture.verdict.chosen else f"<span>{number}</span>"
    place = f"left:{left / window_w:.2%};top:{top / window_h:.2%};width:{(right - left) / window_w:.2%};" \
            f"height:{(bottom - top) / window_h:.2%}"
    return (f'<div class="ml-box{" ml-chosen" if picture.verdict.chosen else ""}" title="{number}. {escape(stage)}" '
            f'style="{place};border-color:{OUTCOME_COLORS[outcome]}">{label}</div>')


def _line(site: Site, picture: audits.PagePicture, number: int) -> str:
    """One photo of the page (HTML)."""
    row, box = picture.row, picture.verdict.image.xywh
    alt = picture.verdict.image.uri
    thumbnail = image(site, row or AuditRow(0, alt), alt)
    stage, outcome = STAGES[picture.verdict.stage]
    hero = chip("Hero") if picture.is_hero else ""
    source = {"browser": "in the browser", "page": "size from the page",
              "file": "size from the file"}.get(picture.size_source, "")
    place = f"{box[2]:,} × {box[3]:,} px ({source}), {box[0]:,} px from the left, {box[1]:,} px from the top"
    return (f'<div class="ml-item">{thumbnail}<div><div>{number}. {chip(stage, OUTCOME_COLORS[outcome])} {hero} '
            f"{escape(_name(alt))}</div><div>{escape(picture.reason)}</div>"
            f'<div class="ml-quiet">{escape(place) if source else ""}</div></div></div>')


def _name(uri: str) -> str:
    name = uri.partition("?")[0].rstrip("/").rpartition("/")[2] or uri
    return name if len(name) <= 80 else f"{name[:79]}…"
