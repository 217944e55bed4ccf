"""One edit that helps many borderline photos of an audit: start the search, watch it, see before and after."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from core import analyze, flip
from core.errors import MerchlensError
from core.nouns.flip import Edit
from core.nouns.flip_set import EditCount, FlipDirection, FlipSummary
from core.nouns.job import ENDED, Job
from core.site import Site
from core.words.data_uri import jpeg_uri
from core.words.flip_set import (
    AT_LEAST,
    NONE_BORDERLINE,
    PURPOSE,
    TITLE,
    amount_words,
    direction_words,
    edit_name,
    example_words,
    headline,
    more_words,
)
from core.words.markdown import plain
from core.words.numerals import count
from pages.ui import job_progress
from pages.ui.frame import error_card

MOST = 5  # edits


def one_edit(site: Site, job: Job) -> None:
    """The section, in each of its states; nothing as long as the audit may still bring photos."""
    if job.state not in ENDED:
        return
    flips = flip.flips_of(site, job.job_id)
    summary, search = flips.summary, flips.job
    st.markdown(f"**{TITLE}**", help=f"{PURPOSE} {AT_LEAST}")
    if not summary.borderline:
        st.caption(NONE_BORDERLINE)
        return
    if search is not None and search.running:
        job_progress.watch(lambda: flip.flips_job(site, job.job_id) or search, more=lambda _: _so_far(site, job),
                           cancel=partial(flip.cancel_flips, site, job.job_id))
        return
    if search is not None and search.state == "failed":
        error_card("The search has stopped", search.message, search.hint)
    _start(site, job, summary)
    if summary.searched:
        _result(site, job, summary)


def _start(site: Site, job: Job, summary: FlipSummary) -> None:
    """The button, as long as photos are left to search."""
    left = summary.borderline - summary.searched
    if not left:
        return
    if not summary.searched:
        st.caption(PURPOSE)
    words = f"Search the remaining {count(left, 'photo')}" if summary.searched else \
        f"Search {count(left, 'borderline photo')}"
    if st.button(words, key="search-edits"):
        flip.start_flips(site, job.job_id)
        st.rerun()


def _so_far(site: Site, job: Job) -> bool:
    summary = flip.flips_summary(site, job.job_id)
    if summary.searched:
        st.markdown(plain(f"So far: {headline(summary)}"))
        _table(site, summary.gained, pictures=False)
    return False


def _result(site: Site, job: Job, summary: FlipSummary) -> None:
    st.markdown(plain(headline(summary)))
    st.caption(plain(f"{direction_words(summary.gained, gains=True)} {direction_words(summary.lost, gains=False)}"))
    _table(site, summary.gained, pictures=True)
    if more := more_words(summary.gained, MOST):
        st.caption(more)
    if summary.failures:
        reasons = "\n".join(f"- {plain(message)}" for message in dict(summary.failures).values())
        st.caption(f"{count(len(summary.failures), 'photo')} could not be searched.", help=reasons)
    st.download_button("Edits (CSV)", lambda: flip.flips_csv(site, job.job_id), f"merchlens-edits-{job.job_id}.csv",
                       "text/csv", key="edits-csv", on_click="ignore")


def _table(site: Site, direction: FlipDirection, *, pictures: bool) -> None:
    """A row for each edit, the one that helps most photos first."""
    rows = "".join(_row(site, one, direction.pictures, pictures=pictures) for one in direction.edits[:MOST])
    if rows:
        st.html(rows)


def _row(site: Site, one: EditCount, total: int, *, pictures: bool) -> str:
    name, amount, example = map(escape, (edit_name(one.edit), amount_words(one), example_words(one)))
    search = one.example.search
    pair = _pair(site, search.picture_id, search.flips[0].edits) if pictures else ""
    helped = f"{one.pictures:,} of {total:,}"
    bar = (f'<span class="ml-packbar" role="img" aria-label="{name}: helps {helped}">'
           f'<span style="width:{one.pictures / total:.2%};background:#0072B2"></span></span>')
    said = f"{'This photo' if pictures else 'For example'}: {example}"
    return (f'<div class="ml-edit{"" if pictures else " ml-no-pair"}">{pair}<div><strong>{name}</strong> {amount}'
            f"<small>{said}</small></div>{bar}<span>{helped}</span></div>")


def _pair(site: Site, picture_id: str, edits: tuple[Edit, ...]) -> str:
    """The example before and after; an empty frame where its file is gone."""
    try:
        uris = _uris(site, picture_id, edits)
    except MerchlensError:
        return '<div class="ml-pair"><div class="ml-no-photo" role="img" aria-label="No photo"></div></div>'
    images = "".join(f'<img src="{uri}" alt="{word}" title="{word}">'
                     for uri, word in zip(uris, ("Before", "After"), strict=True))
    return f'<div class="ml-pair">{images}</div>'


@st.cache_data(max_entries=100, show_spinner=False)
def _uris(_site: Site, picture_id: str, edits: tuple[Edit, ...]) -> tuple[str, str]:
    before, after = analyze.thumbnail(_site, picture_id), flip.edited_thumbnail(_site, picture_id, edits)
    return jpeg_uri(before), jpeg_uri(after)
