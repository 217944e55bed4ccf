"""Facings of no product that look alike: each group becomes a product, is a known one, or is none."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from core import jobs, shelf, skus
from core.errors import MerchlensError
from core.nouns.product import Product
from core.nouns.shelf import NOT_A_PRODUCT
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import count
from core.words.shelf import NEWCOMERS, NO_NEWCOMERS
from pages.shelf.marks import facing_uri
from pages.ui import job_progress
from pages.ui.correct import author, author_field
from pages.ui.frame import section

GROUPS, PICTURES, MOST = 12, 8, 10_000


def new_products(site: Site, _: str) -> None:
    """A button that looks, and the groups with their answers."""
    st.caption(NEWCOMERS)
    now = shelf.newcomers_job(site)
    if now is not None and now.running:
        job_progress.watch(lambda: jobs.find(site, now.job_id), cancel=partial(jobs.cancel, site, now.job_id))
        return
    if st.button("Look for new products", key="newcomers-look", type="primary"):
        shelf.look_for_newcomers(site)
        st.rerun()
    found = shelf.new_products(site)
    if now is not None and not found:
        st.caption(NO_NEWCOMERS)
    if found:
        author_field("newcomers")
    for one in found[:GROUPS]:
        with section():
            _group(site, one)
    if len(found) > GROUPS:
        st.caption(f"The first {GROUPS} of {count(len(found), 'group')}; answer them to see the next.")


def _group(site: Site, one: shelf.Newcomer) -> None:
    with st.container(border=True, key=f"newcomer-{one.key}"):
        perhaps = f" Perhaps {plain(one.perhaps)}." if one.perhaps else ""
        st.markdown(f"**{count(len(one.members), 'facing')} on {count(one.photos, 'photo')}.**{perhaps}")
        st.html('<div style="display:flex;flex-wrap:wrap;gap:12px">' + "".join(
            f'<img class="ml-packshot" src="{facing_uri(site, reading, facing.xyxy)}" '
            f'alt="A facing on {escape(reading.shelf or reading.uri)}">' for reading, facing in
            one.members[:PICTURES]) + "</div>")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            sku = st.text_input("New SKU", key=f"sku-{one.key}", max_chars=100, width=180)
            title = st.text_input("Title", key=f"title-{one.key}", width=280)
            if st.button("Make it a product", key=f"make-{one.key}", disabled=not sku.strip()):
                _do(partial(shelf.make_newcomer, site, one.key, Product(sku=sku, title=title), author=author()))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            known = st.selectbox("Or a product of yours", [product.sku for product in skus.products(site, limit=MOST)],
                                 index=None, key=f"known-{one.key}", placeholder="SKU", width=240)
            if st.button("It is this", key=f"is-{one.key}", disabled=not known):
                _do(partial(shelf.answer_newcomer, site, one.key, known or "", author=author()))
            if st.button("Not a product", key=f"no-{one.key}"):
                _do(partial(shelf.answer_newcomer, site, one.key, NOT_A_PRODUCT, author=author()))


def _do(act: partial[int]) -> None:
    try:
        with st.spinner("Kept for all of them"):
            act()
    except MerchlensError as error:
        st.error(plain(f"{error.message} {error.hint}"))
        return
    st.rerun()
