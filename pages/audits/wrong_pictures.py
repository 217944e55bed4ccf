"""Photos of an audit that probably show the wrong product: both side by side, the evidence, and two buttons."""

from __future__ import annotations

import io
from html import escape

import streamlit as st

from core import alarm, analyze, jobs
from core.errors import MerchlensError
from core.nouns.alarm import ANSWERS, Alarm, Shown
from core.nouns.job import Job
from core.site import Site
from core.words.colors import CONFIDENCE_COLORS, KIND_COLORS, SEEN_COLORS
from core.words.data_uri import jpeg_uri
from core.words.facts import value_word
from core.words.numerals import count
from core.words.wrong_pictures import (
    AGREES,
    ALL_ANSWERED,
    ANSWER_WORDS,
    CONFIDENCE_WORDS,
    KEYS,
    KIND_WORDS,
    LOOK,
    NO_ROW,
    NOTHING,
    OWN,
    PURPOSE,
    STATE_WORDS,
    left_out_line,
    not_looked_at,
    product_name,
    reason,
)
from pages.ui.correct import author, author_field
from pages.ui.frame import section
from pages.ui.job_progress import watch
from pages.ui.marks import chip, score_bar

PAGE = 10
TAG_COLOR = next(iter(KIND_COLORS.values()))
SHOWN = 3  # other products of an alarm
BAR = "#0072B2"
SHORTCUTS = {"wrong": "W", "fine": "F"}  # of the first alarm that waits


def wrong_pictures(site: Site, job: Job) -> None:
    """The queue, what was not looked at, and what people have said."""
    st.caption(PURPOSE)
    with st.spinner("Comparing photos, titles and colors"):
        found = alarm.find(site, job.job_id)
    with section():
        _rest(site, job, found)
    if not found.alarms:
        st.info(NOTHING)
        return
    state = _state(found)
    listed = found.answered(state)
    if not listed:
        st.success(ALL_ANSWERED)
    for place, one in enumerate(listed[:PAGE]):
        with section():
            _alarm(site, job, one, has_keys=not place and not state)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        author_field("wrong-pictures")
        st.download_button("Download the list (CSV)", lambda: _table(site, job), on_click="ignore", key="wrong-csv",
                           file_name=f"merchlens-wrong-pictures-{job.job_id}.csv", mime="text/csv")
    more = [f"The first {PAGE} of {count(len(listed), 'alarm')}; answer them to see the next."] * (len(listed) > PAGE)
    st.caption(" ".join([*more, left_out_line(found.left_out), "" if state else KEYS]))


def _rest(site: Site, job: Job, found: alarm.WrongPictures) -> None:
    """What was not looked at, a button that looks at it, or how far that is."""
    running = next((part.job_id for part in found.parts if part.job_id), "")
    lines = not_looked_at((part.name, part.looked_at, part.pictures) for part in found.parts)
    if running:
        watch(lambda: jobs.find(site, running), cancel=lambda: jobs.cancel(site, running))
    elif lines:
        words, button = st.columns([4, 1], vertical_alignment="center")
        words.warning(f"{' '.join(lines)} {LOOK.replace('JOB', job.job_id)}")
        if button.button("Look at the rest", key="wrong-look", width="stretch"):
            alarm.look(site, job.job_id)
            st.rerun()


def _state(found: alarm.WrongPictures) -> str:
    """Which alarms are listed, by their answer; kept in the address."""
    words = {name: f"{word} ({len(found.answered(name)):,})" for name, word in STATE_WORDS.items()}
    now = st.query_params.get("answer", "")
    now = now if now in words else ""
    key = f"answers-{now}"
    st.segmented_control("Alarms", list(words), default=now, format_func=words.__getitem__, key=key, required=True,
                         on_change=lambda: st.query_params.update({"answer": st.session_state[key]}))
    return now


def _alarm(site: Site, job: Job, one: Alarm, *, has_keys: bool) -> None:
    with st.container(border=True, key=f"alarm-{one.alarm_id}"):
        chips = (f"{chip(CONFIDENCE_WORDS[one.confidence], CONFIDENCE_COLORS[one.confidence])}"
                 f"{chip(KIND_WORDS[one.kind])}")
        agrees = f" {AGREES}" if one.agrees else ""
        st.html(f'<div class="ml-chips">{chips}</div><div>{escape(reason(one) + agrees)}</div>')
        others = "".join(_photo(site, other) for other in one.others[:SHOWN])
        if one.likeness and one.likeness.shown:
            others += _photo(site, one.likeness.shown, note=OWN)
        st.html(f'<div class="ml-side">{_photo(site, one.shown, one)}{others}{_evidence(one)}</div>')
        with st.container(horizontal=True, vertical_alignment="center"):
            if one.answer:
                st.text(f"Answered: {ANSWER_WORDS[one.answer].lower()}", width="content")
                st.button(ANSWER_WORDS[""], key=f"open-{one.alarm_id}", on_click=_say,
                          args=(site, job, one, alarm.OPEN))
            for answer in () if one.answer else ANSWERS:
                st.button(ANSWER_WORDS[answer], key=f"{answer}-{one.alarm_id}", on_click=_say,
                          args=(site, job, one, answer), shortcut=SHORTCUTS[answer] if has_keys else None)


def _say(site: Site, job: Job, one: Alarm, answer: str) -> None:
    try:
        alarm.answer(site, job.job_id, one.alarm_id, answer, author=author())
    except MerchlensError as error:
        st.toast(f"{error.message} {error.hint}")


def _evidence(one: Alarm) -> str:
    """What the shop says beside what the photo shows (HTML)."""
    if one.colors:
        bars = "".join(score_bar(value_word("color", name), share, SEEN_COLORS.get(name, ""))
                       for name, share in one.colors)
        said = " ".join(chip(word, SEEN_COLORS.get(word, "")) for word in one.claimed)
        return (f'<div><div class="ml-head">The shop says</div><div class="ml-chips">{said}</div>'
                f'<div class="ml-head">The product in the photo, by share</div>{bars}</div>')
    if one.code:
        return (f'<div><div class="ml-head">Barcode on the photo</div><dl class="ml-facts"><dt>{escape(one.code)}</dt>'
                f'<dd>{escape(product_name(one.others[0]) if one.others else NO_ROW)}</dd></dl></div>')
    if one.likeness:
        bars = "".join(score_bar(word, max(0.0, value), BAR) for word, value in (
            ("The other product", one.likeness.other), ("Its own product", one.likeness.own)) if value is not None)
        chance = score_bar("Shows the other", one.score or 0.0, BAR)
        words = "".join(f"<dt>“{escape(word.text)}”</dt><dd>{escape(word.word)}</dd>" for word in one.words)
        return (f'<div><div class="ml-head">How alike are photos of</div>{bars}'
                f'<div class="ml-head">Chance</div>{chance}<dl class="ml-facts">{words}</dl></div>')
    if one.tags:
        bars = "".join(score_bar(name.capitalize(), score, TAG_COLOR) for name, score in one.tags)
        said = " ".join(chip(word) for word in one.claimed)
        return (f'<div><div class="ml-head">The shop says</div><div class="ml-chips">{said}</div>'
                f'<div class="ml-head">The photo is tagged</div>{bars}</div>')
    if one.words:
        said = "".join(f"<dt>“{escape(word.text)}”</dt><dd>{escape(word.word)}</dd>" for word in one.words)
        return (f'<div><div class="ml-head">Words on the photo, and the word of the other product</div>'
                f'<dl class="ml-facts">{said}</dl></div>')
    return ""


def _photo(site: Site, shown: Shown, one: Alarm | None = None, *, note: str = "") -> str:
    """A photo with its product, and boxes around words that were read (HTML)."""
    name = product_name(shown)
    uri = _preview(site, shown.picture_id)
    picture = (f'<img src="{uri}" alt="{escape(name)}">' if uri else
               '<div class="ml-no-photo" role="img" aria-label="The preview of this photo is gone"></div>')
    boxes = "".join(
        f'<i title="{escape(word.text)}" style="left:{word.xyxy[0]:.1%};top:{word.xyxy[1]:.1%};'
        f'width:{word.xyxy[2] - word.xyxy[0]:.1%};height:{word.xyxy[3] - word.xyxy[1]:.1%}"></i>'
        for word in (one.words if one else ()) if word.xyxy)
    return (f'<figure class="ml-evidence"><div>{picture}{boxes}</div><figcaption>{escape(name)}'
            f'<div class="ml-quiet">{note or f"Photo {shown.number:,} of the audit"}</div></figcaption></figure>')


@st.cache_data(max_entries=100, show_spinner=False)
def _preview(_site: Site, picture_id: str) -> str:
    """The preview as a data URI; "" where it is gone."""
    try:
        return jpeg_uri(analyze.preview(_site, picture_id))
    except MerchlensError:
        return ""


def _table(site: Site, job: Job) -> bytes:
    data = io.BytesIO()
    alarm.write_table(site, job.job_id, data)
    return data.getvalue()
