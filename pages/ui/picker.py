"""Choosing photos: files, a folder or web addresses; uploads go to disk at once and leave the server's memory."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import analyze
from core.errors import InputError
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.source import Source
from core.site import Site
from core.words.facts import STAGE_WORDS
from core.words.markdown import plain
from core.words.numerals import count
from pages.ui.uploads import MOST_MB, content, drop

CASCADES = {"full": "Thorough", "short": "Fast (skip the person search once a face is found)"}
CASCADE_HELP = (
    "Thorough looks for faces and persons in every photo. Fast skips the person search once a face is found, so that "
    "some persons have no box. The photo type is the same."
)
PICTURES = ["jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "avif"]
NAMED = 6  # names shown of the photos that wait


def picker(site: Site) -> None:
    """Ask for photos and start a job, which the address then names."""
    megabytes = site.settings.max_bytes / 1e6
    files, folder, addresses = st.tabs(["Files", "Folder", "Web addresses"])
    with files:
        _take(site, f"Drop photos here or choose them; up to {megabytes:.0f} MB each", many=True)
    with folder:
        _take(site, "Choose a folder; photos in its subfolders are included", many="directory")
    with addresses:
        text = st.text_area(
            "Photo addresses, one per line", key="addresses", height=120,
            placeholder="https://shop.example/photos/linen-shirt.jpg",
        )
    _waiting()
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    cascade = left.radio(
        "Detection", list(CASCADES), format_func=CASCADES.__getitem__, horizontal=True, help=CASCADE_HELP,
        key="cascade",
    )
    stages = left.pills("Also find", analyze.offered_stages(site), selection_mode="multi", format_func=STAGE_WORDS.get,
                        key="stages")
    if right.button("Start", type="primary", width="stretch", key="start"):
        begin(site, pending() + analyze.sources_from_text(site, text), cascade, tuple(stages))


def begin(site: Site, sources: list[Source], cascade: str = "full", stages: tuple[str, ...] = ()) -> None:
    """Start to analyze and go to the results; raises Misuse without sources."""
    job_id = analyze.start(site, sources, analyze.AnalysisOptions(cascade, stages))
    for key in ("pending", "addresses"):
        st.session_state.pop(key, None)
    st.switch_page("pages/analyze.py", query_params={"job": job_id})


def pending() -> list[Source]:
    """Uploaded photos that wait for Start."""
    return st.session_state.setdefault("pending", [])


def _take(site: Site, label: str, *, many: bool | str) -> None:
    """An uploader that is emptied as soon as its files are on disk."""
    turn = st.session_state.get("uploads", 0)
    files = st.file_uploader(
        label, accept_multiple_files=many, key=f"upload-{many}-{turn}", max_upload_size=MOST_MB,
        type=PICTURES if many == "directory" else None,
    )
    if not files:
        return
    for file in files:
        pending().append(saved(site, file))
        drop(file)
    st.session_state["uploads"] = turn + 1
    st.rerun()


def saved(site: Site, file: Any) -> Source:
    """An upload as a source; one that is too large becomes a card."""
    try:
        with content(file) as opened:
            return analyze.save_upload(site, file.name, opened)
    except InputError as error:
        return Source(file.name, failure=Failure.of(file.name, error))


def uploaded_photo(site: Site, label: str, key: str, doing: str) -> Analysis | None:
    """Take one photo and analyze it while its sender waits; None until one is there.

    Parameters
    ----------
    site : Site
    label : str
        Of the uploader.
    key : str
        Of its state in the session.
    doing : str
        What is said while the photo is analyzed.
    """
    turn = st.session_state.get(key, 0)
    file = st.file_uploader(label, type=PICTURES, key=f"{key}-{turn}", max_upload_size=MOST_MB)
    if file is None:
        return None
    st.session_state[key] = turn + 1  # emptied by the next run, also when the file is no photo
    source = saved(site, file)
    drop(file)
    with st.spinner(doing):
        return analyze.analyze_now(site, source)


def _waiting() -> None:
    """What waits for Start."""
    names = [source.uri for source in pending() if not source.failure]
    refused = [f"{source.uri}: {source.failure.message}" for source in pending() if source.failure]
    if not pending():
        return
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{count(len(names), 'photo')} ready{': ' if names else ''}{', '.join(names[:NAMED])}{more}")
        if st.button("Remove all", type="tertiary", key="remove"):
            st.session_state.pop("pending")
            st.rerun()
    if refused:
        more = f" And {len(refused) - NAMED:,} more." if len(refused) > NAMED else ""
        st.warning(plain(" ".join(refused[:NAMED]) + more))
