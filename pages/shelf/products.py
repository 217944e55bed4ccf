"""The products that facings are matched with: import, the index, and the list with its packshots."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from core import jobs, skus
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import count
from pages.shelf.marks import packshot_uri
from pages.ui import job_progress
from pages.ui.frame import section
from pages.ui.uploads import MOST_MB, content, drop

SHOWN, TILE = 48, 150


def products(site: Site, _: str) -> None:
    """How the index stands, the import, and the products."""
    with section():
        _state(site)
    with section():
        _bring(site)
    with section():
        _listed(site)


def _state(site: Site) -> None:
    now = skus.index_state(site)
    if now.job is not None and now.job.running:
        job_id = now.job.job_id
        job_progress.watch(lambda: jobs.find(site, job_id), cancel=partial(jobs.cancel, site, job_id))
        return
    st.markdown(f"**{count(now.products, 'product')} with pictures, {now.indexed:,} in the index, {now.waiting:,} "
                "waiting.**")
    if now.products and st.button("Make the index", key="index", type="primary" if now.waiting else "secondary",
                                  help="Photos of shelves make it themselves where it lacks products."):
        skus.start_index(site)
        st.rerun()


def _bring(site: Site) -> None:
    job_id = st.session_state.get("products-import")
    if job_id and (job := jobs.find(site, job_id)).running:
        job_progress.watch(lambda: jobs.find(site, job.job_id), cancel=partial(jobs.cancel, site, job.job_id))
        return
    if job_id:
        done = skus.imported(site, job_id)
        st.success(f"{count(done.products, 'product')} with {count(done.pictures, 'picture')} imported.")
        for problem in done.problems[:10]:
            st.warning(plain(f"{problem.product}: {problem.message} {problem.hint}"))
    turn = st.session_state.get("products-turn", 0)
    file = st.file_uploader("Import a feed or a table (CSV, XLSX, XML) with a picture for each product",
                            type=["csv", "tsv", "xlsx", "xml", "json", "zip"], key=f"products-{turn}",
                            max_upload_size=MOST_MB)
    address = st.text_input("Or the address of a feed or shop", key="products-address",
                            placeholder="https://shop.example/feed.xml")
    if file is not None:
        st.session_state["products-turn"] = turn + 1
        with content(file) as opened:
            path = site.keep_upload(opened, f".{file.name.rpartition('.')[2].lower()}")
        name = file.name
        drop(file)
        st.session_state["products-import"] = skus.import_products(site, str(path), name=name)
        st.rerun()
    if st.button("Import", key="products-start", disabled=not address.strip()):
        st.session_state["products-import"] = skus.import_products(site, address)
        st.rerun()
    st.caption("A folder of packshots, one file or folder for each SKU, is imported by "
               "`python -m core products import FOLDER`. Products of your audits are here already.")


def _listed(site: Site) -> None:
    text = st.text_input("Find a product", key="products-find", bind="query-params")
    found = skus.products(site, text=text, limit=SHOWN)
    if not found:
        st.caption("No product has this in its SKU, title, brand or GTIN." if text else "There are no products yet.")
        return
    grid = st.grid(6, min_column_width=TILE)
    for product in found:
        with grid, section(), st.container(border=True):
            st.html(f'<img class="ml-facing" src="{packshot_uri(site, product.sku)}" alt="{escape(product.title)}">')
            st.markdown(f"**{plain(product.sku)}**")
            st.caption(plain(product.title or "Without a title"))
            if product.gtin_problem:
                st.caption(plain(product.gtin_problem))
    if len(found) == SHOWN:
        st.caption(f"The first {SHOWN}; search for others.")
