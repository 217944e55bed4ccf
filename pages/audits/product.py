"""One product of an audit: its views, the views it misses, and the photo to show first."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze, audits
from core.nouns.job import Job
from core.site import Site
from core.words.colors import OUTCOME_COLORS
from core.words.labels import OUTCOME_WORDS, VIEW_WORDS
from core.words.markdown import plain
from core.words.numerals import count
from pages.audits.thumbnails import figures
from pages.ui.marks import chip

LISTED = 24  # thumbnails


def chosen() -> str:
    """The SKU in the address."""
    return str(st.query_params.get("sku", ""))


def back() -> None:
    """Leave the product."""
    st.query_params.pop("sku", None)


def product_button(sku: str, *, key: str) -> None:
    """The way from a photo to its product."""
    if sku and sku != chosen():
        st.button("All photos of this product", key=key, on_click=lambda: st.query_params.update({"sku": sku}))


def product_page(site: Site, job: Job) -> None:
    """The product that the address names."""
    st.button("Back to the report", key="sku_back", on_click=back)
    product = audits.views_of_product(site, job.job_id, chosen())
    st.subheader(plain(product.title or f"Product {product.sku}"), anchor=False)
    st.caption(f"SKU {plain(product.sku)}. {product.advice}")
    _hero(site, product)
    _views(product, audits.view_verdicts(site, job, product))
    st.html('<div class="ml-head">All photos, in the order of the source</div>')
    figures(site, [(view.row, _caption(view, number, is_hero=view == product.hero))
                   for number, view in enumerate(product.views[:LISTED], 1)])
    if len(product.views) > LISTED:
        st.caption(f"The first {LISTED} of {count(len(product.views), 'photo')}.")


def _views(product: audits.ProductViews, verdicts: list[audits.ViewVerdict]) -> None:
    """The views that exist and those that are missing, and what the marketplaces of this audit require."""
    present = " ".join(chip(f"{VIEW_WORDS[name]}: {number:,}", OUTCOME_COLORS["pass"])
                       for name, number in product.present.items())
    missing = " ".join(chip(words, OUTCOME_COLORS["fail"]) for words in product.missing)
    note = f'<small>Merchlens does not recognize: {escape("; ".join(product.not_recognized))}.</small>'
    rows = [f'<dt>Views</dt><dd>{present or "None"}</dd>', f'<dt>Missing</dt><dd>{missing or "None"}<br>{note}</dd>']
    for pack in dict.fromkeys(verdict.pack for verdict in verdicts):
        parts = "<br>".join(f"{_outcome(verdict)}<br><small>{escape(verdict.reason)}</small>"
                            for verdict in verdicts if verdict.pack == pack)
        rows.append(f'<dt>{escape(pack.partition(",")[0])}</dt><dd>{parts}</dd>')
    st.html(f'<dl class="ml-facts">{"".join(rows)}</dl>')


def _outcome(verdict: audits.ViewVerdict) -> str:
    return chip(f"{verdict.title}: {OUTCOME_WORDS[verdict.outcome]}", OUTCOME_COLORS[verdict.outcome])


def _hero(site: Site, product: audits.ProductViews) -> None:
    """The photo to show first, and why."""
    if product.hero is None:
        st.info("None of the photos could be analyzed, so Merchlens cannot suggest which one to show first.")
        return
    picture, why = st.columns([1, 3], gap="medium")
    row = product.hero.row
    picture.image(analyze.preview(site, row.picture_id), width=260, alt=f"The photo to show first: {row.uri}")
    with why:
        st.html('<div class="ml-head">Show this photo first</div>')
        st.markdown("\n".join(f"- {plain(reason)}" for reason in product.reasons))
        st.html(f'<div class="ml-quiet">{escape(row.uri)}</div>')


def _caption(view: audits.ProductView, number: int, *, is_hero: bool) -> str:
    row = view.row
    words = VIEW_WORDS[view.view] if view.view else "Failed"
    extra = f"; {row.message}" if row.error else "; same as an earlier photo" if view.same_as else ""
    first = "<strong>Show first.</strong> " if is_hero else ""
    score = "" if row.error else f" {row.shoppable_score:.2f}"
    return f"{number}. {first}{escape(words)}{score}{escape(extra)}"
