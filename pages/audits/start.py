"""Starting an audit: an address, a folder or an uploaded feed; which rules; and what a feed's columns mean."""

from __future__ import annotations

import streamlit as st

from core import analyze, audits, demo, rules
from core.nouns.job import Job
from core.site import Site
from core.words.facts import fact_word
from pages.ui import state
from pages.ui.picker import ROOM_MB

KIND_NAMES = {
    "auto": "Find out by itself", "page": "Web page", "sitemap": "Sitemap", "feed": "Product feed",
    "urls": "List of addresses", "folder": "Folder", "zip": "ZIP of photos", "store": "Cloud storage (S3 and others)",
}
FIELDS = {
    "picture": "Photo's address", "sku": "Product number", "title": "Title", "category": "Category", "price": "Price",
}


def form(site: Site) -> None:
    """Ask for a source and start its audit, which the address then names."""
    left, right = st.columns([3, 2], gap="medium")
    source = left.text_input(
        "Address of a shop page, sitemap or feed; or a folder on this machine", key="source",
        placeholder="https://shop.example/sitemap.xml",
    )
    endings = [ending.removeprefix(".") for ending in audits.UPLOADS]
    upload = right.file_uploader(
        "Or upload a feed, a list of addresses or a ZIP of photos", type=endings, key="source_file",
        max_upload_size=ROOM_MB,
    )
    packs = rules.packs(site)
    chosen = st.multiselect(
        "Marketplace rules to check", list(packs), default=list(packs), key="rules",
        format_func=lambda name: packs[name].title, placeholder="None",
    )
    with st.expander("More choices"):
        kind, limit = _more()
        stages = st.pills("Also find", analyze.OPTIONAL, selection_mode="multi", format_func=fact_word,
                          key="audit_stages")
        columns = _columns()
    if st.button("Start the audit", type="primary", key="start_audit"):
        wish = audits.AuditRequest(kind, tuple(chosen), columns, limit, tuple(stages))
        if upload:
            begin(audits.start_upload(site, upload.name, upload, wish))
        begin(audits.start(site, source, wish, local=state.local()))


def example(site: Site) -> None:
    """Nothing audited yet: what will be here, and an example."""
    st.subheader("No audits yet", anchor=False)
    st.markdown("Enter a source above and press Start, or try the demo shop.")
    if st.button("Audit the demo shop", key="demo_audit"):
        begin(demo.audit_shop(site))


def columns_again(site: Site, job: Job) -> None:
    """After a feed that was not understood: say what its columns mean, and try again."""
    st.markdown("If its columns have other names, write here what they are called, and try again.")
    columns = _columns()
    if st.button("Try again", key="again"):
        begin(audits.restart(site, job.job_id, columns, local=state.local()))


def begin(job_id: str) -> None:
    """Go to the audit."""
    st.switch_page("pages/audits.py", query_params={"job": job_id})


def _more() -> tuple[str, int]:
    left, right = st.columns(2)
    kind = left.selectbox("What the source is", list(KIND_NAMES), format_func=KIND_NAMES.__getitem__, key="source_kind")
    limit = right.number_input("At most so many photos (0: all)", min_value=0, step=100, key="limit")
    return kind, int(limit)


def _columns() -> dict[str, str]:
    """Only a feed with names of its own needs this; the error of an audit says which columns it has."""
    st.caption("Names of a feed's columns; what is left empty is found by itself where possible.")
    names = {}
    for place, (field, word) in zip(st.columns(len(FIELDS)), FIELDS.items(), strict=True):
        names[field] = place.text_input(word, key=f"column_{field}")
    return {field: name.strip() for field, name in names.items() if name.strip()}
