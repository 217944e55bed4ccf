"""Which photos to tag: new ones, those of the demo shop, or of an earlier job."""

from __future__ import annotations

import streamlit as st

from core import demo, jobs, tags
from core.nouns.source import Source
from core.site import Site
from core.words.progress import STATE_WORDS
from core.words.tags import EACH_PRODUCT
from pages.tags.own import own_tags
from pages.ui.frame import section
from pages.ui.picker import PICTURES, saved
from pages.ui.uploads import MOST_MB, drop

SAMPLES = 12
EARLIER = 6


def choose(site: Site) -> None:
    """The uploader, the demo, and earlier jobs whose photos have tags."""
    turn = st.session_state.get("tag-uploads", 0)
    files = st.file_uploader("Drop photos here or choose them", accept_multiple_files=True, type=PICTURES,
                             key=f"tag-upload-{turn}", max_upload_size=MOST_MB)
    each = st.checkbox(EACH_PRODUCT, key="tag-each")
    if files:
        st.session_state["tag-uploads"] = turn + 1
        sources = [saved(site, file) for file in files]
        for file in files:
            drop(file)
        _begin(site, sources, each)
    if st.button("Tag photos of the demo shop", key="tag-demo", icon=":material/sell:"):
        _begin(site, demo.shop_photos(site)[:SAMPLES], each)
    with section():
        own_tags(site)
    with section():
        earlier = [job for job in jobs.list_jobs(site, "analyze") if "tags" in job.options.get("stages", ())]
        if earlier:
            st.subheader("Earlier", anchor=False)
        for job in earlier[:EARLIER]:
            st.page_link("pages/tags.py", query_params={"job": job.job_id}, icon=":material/sell:",
                         label=f"{job.created:%Y-%m-%d %H:%M} UTC, {job.total:,} photos: {STATE_WORDS[job.state]}")


def _begin(site: Site, sources: list[Source], each: bool) -> None:
    st.switch_page("pages/tags.py", query_params={"job": tags.start(site, sources, each_product=each)})
