"""Start an audit: its source, the marketplace rules to check, and what a feed's columns mean."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import analyze, audits, demo, rules
from core.nouns.job import Job
from core.site import Site
from core.words.facts import STAGE_WORDS
from pages.audits import feed_columns
from pages.ui import state
from pages.ui.frame import section
from pages.ui.uploads import MOST_MB, content, drop

KIND_NAMES = {
    "auto": "Detect automatically", "page": "Web page", "shop": "Whole shop, from its home page",
    "sitemap": "Sitemap", "feed": "Product feed", "urls": "List of addresses", "folder": "Folder",
    "zip": "ZIP file of photos", "store": "Cloud storage (S3 and others)",
}
FEEDS = (".csv", ".tsv", ".xlsx", ".json", ".xml")  # uploads whose columns are shown at once


def form(site: Site) -> None:
    """Ask for a source, and start its audit."""
    left, right = st.columns([3, 2], gap="medium")
    source = left.text_input(
        "Address of a shop page, sitemap or feed, or a folder on this machine", key="source",
        placeholder="https://shop.example/sitemap.xml",
    )
    endings = [ending.removeprefix(".") for ending in audits.UPLOADS]
    upload = right.file_uploader(
        "Or upload a feed, a list of addresses or a ZIP file of photos", type=endings, key="source_file",
        max_upload_size=MOST_MB,
    )
    packs = rules.packs(site)
    packs_to_check = st.multiselect(
        "Marketplace rules to check", list(packs), default=list(packs), key="rules",
        format_func=lambda name: packs[name].title, placeholder="None",
    )
    with st.expander("More options"):
        kind, limit = _more()
        render = _render(site)
        stages = st.pills("Also find", analyze.offered_stages(site), selection_mode="multi",
                          format_func=STAGE_WORDS.get, key="audit_stages")
    with st.expander("Columns of a feed", expanded=upload is not None and upload.name.lower().endswith(FEEDS)):
        columns = _columns(site, source, upload)
    if st.button("Start audit", type="primary", key="start_audit"):
        request = audits.AuditRequest(kind, tuple(packs_to_check), columns, limit, tuple(stages), render)
        if upload:
            with content(upload) as opened:
                job_id = audits.start_upload(site, upload.name, opened, request)
            drop(upload)
            begin(job_id)
        begin(audits.start(site, source, request, local=state.local()))


def example(site: Site) -> None:
    """The empty state: what appears here, and an example."""
    st.subheader("No audits yet", anchor=False)
    st.markdown("Enter a source above and select Start audit, or try the demo shop.")
    if st.button("Audit the demo shop", key="demo_audit"):
        begin(demo.audit_shop(site))


def columns_form(site: Site, job: Job) -> None:
    """For a feed with unknown columns: say what they mean, and try again."""
    st.markdown("If the columns of this feed have other names, enter them here and try again.")
    columns: dict[str, str] = {}
    with section():
        feed = feed_columns.preview(job.job_id, lambda: audits.preview_again(site, job.job_id, local=state.local()),
                                     at_once=False)
        columns = feed_columns.choices(feed) if feed else feed_columns.names()
    if st.button("Try again", key="again"):
        begin(audits.restart(site, job.job_id, columns, local=state.local()))


def begin(job_id: str) -> None:
    """Go to the audit."""
    st.switch_page("pages/audits.py", query_params={"job": job_id})


def _more() -> tuple[str, int]:
    left, right = st.columns(2)
    kind = left.selectbox("Source type", list(KIND_NAMES), format_func=KIND_NAMES.__getitem__, key="source_kind")
    limit = right.number_input("Maximum number of photos (0 = no limit)", min_value=0, step=100, key="limit")
    return kind, int(limit)


def _render(site: Site) -> bool:
    """Whether a browser opens the pages; where there is none, what is missing."""
    why_not = audits.why_not_rendered(site)
    wanted = st.checkbox("Render pages in a browser", key="render", disabled=bool(why_not),
                         help="For pages, shops and sitemaps: photos that a script adds are seen too, in 2 to 5 "
                              "seconds for each page. Otherwise Merchlens reads what the server sends.")
    if why_not:
        st.caption(f"Not available. {why_not}")
    return wanted and not why_not


def _columns(site: Site, source: str, upload: Any) -> dict[str, str]:
    """What the columns of the feed mean, where that is not as Merchlens takes it."""
    def read() -> audits.FeedPreview:
        if upload is None:
            return audits.preview_columns(site, source, local=state.local())
        with content(upload) as opened:
            return audits.preview_upload(site, upload.name, opened)

    with section():
        is_feed = upload is not None and upload.name.lower().endswith(FEEDS)
        feed = feed_columns.preview(upload.file_id if upload else source, read, at_once=is_feed)
        return feed_columns.choices(feed) if feed else feed_columns.names()
    return {}
