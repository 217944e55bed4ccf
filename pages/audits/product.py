"""One product of an audit: its pictures by view, what is missing, and which picture should come first."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze, audits
from core.errors import NotFound
from core.nouns.job import Job
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.labels import OUTCOME_WORDS, VIEW_WORDS
from pages.ui.marks import chip, count, plain

SHOWN = 24  # thumbnails
WIDTH = 150  # pixels of a thumbnail's column


def chosen() -> str:
    """The product number in the address."""
    return str(st.query_params.get("sku", ""))


def back() -> None:
    """Leave the product."""
    st.query_params.pop("sku", None)


def sku_button(sku: str, *, key: str) -> None:
    """The way from a picture to its product."""
    if sku and sku != chosen():
        st.button("All pictures of this product", key=key, on_click=lambda: st.query_params.update({"sku": sku}))


def sku_page(site: Site, job: Job) -> None:
    """The product that the address names."""
    st.button("Back to the report", key="sku_back", on_click=back)
    found = audits.views_of_product(site, job.job_id, chosen())
    st.subheader(found.title or f"Product {found.sku}", anchor=False)
    st.caption(f"Product number {plain(found.sku)}. {found.advice}")
    _views(found)
    _demands(audits.view_verdicts(site, job, found))
    _hero(site, found)
    st.html('<div class="ml-head">All pictures, in the order of the source</div>')
    grid = st.grid(6, min_column_width=WIDTH)
    for number, view in enumerate(found.views[:SHOWN], 1):
        with grid, st.container(key=f"small-{number}"):
            _small(site, view, number=number, is_hero=found.hero is not None and view == found.hero)
    if len(found.views) > SHOWN:
        st.caption(f"The first {SHOWN} of {count(len(found.views), 'picture')}.")


def _views(found: audits.ProductViews) -> None:
    """Which views are there, and which are missing."""
    there = " ".join(chip(f"{VIEW_WORDS[name]}: {number:,}", OUTCOME_COLORS["pass"])
                     for name, number in found.present.items())
    missing = " ".join(chip(words, OUTCOME_COLORS["fail"]) for words in found.missing)
    said = f'<small>Not told from the pictures: {escape("; ".join(found.not_recognized))}.</small>'
    parts = [f'<dt>There</dt><dd>{there or "None"}</dd>', f'<dt>Missing</dt><dd>{missing or "Nothing"}<br>{said}</dd>']
    st.html(f'<dl class="ml-facts">{"".join(parts)}</dl>')


def _demands(verdicts: list[audits.ViewVerdict]) -> None:
    """What the marketplaces of this audit ask of all pictures together."""
    parts = []
    for one in verdicts:
        parts.append(f'<dt>{escape(one.pack.partition(",")[0])}</dt><dd>{_outcome(one)}'
                     f'<br><small>{escape(one.reason)}</small></dd>')
    if parts:
        st.html(f'<dl class="ml-facts">{"".join(parts)}</dl>')


def _outcome(verdict: audits.ViewVerdict) -> str:
    return chip(f"{verdict.title}: {OUTCOME_WORDS[verdict.outcome]}", OUTCOME_COLORS[verdict.outcome])


def _hero(site: Site, found: audits.ProductViews) -> None:
    """The picture that should come first, and why."""
    if found.hero is None:
        st.info("None of its pictures could be judged, so none is proposed to come first.")
        return
    picture, why = st.columns([1, 3], gap="medium")
    picture.image(analyze.preview(site, found.hero.row.picture_id), width=260,
                  alt=f"The picture that should come first: {found.hero.row.uri}")
    with why:
        st.html('<div class="ml-head">This picture should come first</div>')
        st.markdown("\n".join(f"- {plain(reason)}" for reason in found.reasons))
        st.html(f'<div style="overflow-wrap:anywhere;font-size:.85rem">{escape(found.hero.row.uri)}</div>')


def _small(site: Site, view: audits.ProductView, *, number: int, is_hero: bool) -> None:
    row = view.row
    words = "Could not be judged" if not view.view else VIEW_WORDS[view.view]
    if row.picture_id:
        try:
            st.image(analyze.thumbnail(site, row.picture_id), width=120, alt=f"{row.uri}: {words}")
        except NotFound:
            st.caption("The picture is no longer kept.")
    extra = row.message if row.error else "the same as an earlier picture" if view.same_as else ""
    first = "<strong>Should come first.</strong> " if is_hero else ""
    score = "" if row.error else f" {row.shoppable_score:.2f}"
    st.html(f'<div style="font-size:.85rem">{number}. {first}{escape(words)}{score}'
            f'{escape(f"; {extra}" if extra else "")}</div>')
