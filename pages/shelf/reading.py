"""One shelf photo: its facings on the photo, counts, gaps, the planogram, what changed since the last photo."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import streamlit as st

from core import shelf
from core.nouns.shelf import ShelfReading
from core.site import Site
from core.words.colors import SHELF_COLORS, SHELF_STROKES
from core.words.markdown import plain
from core.words.shelf import (
    CERTAINTY_WORDS,
    EMPTY,
    INTERVAL,
    MASKS,
    MASKS_HELP,
    UNTITLED,
    certainty,
    facing_title,
    summary,
)
from pages.shelf.changes import changes
from pages.shelf.correct import correct
from pages.shelf.plan import plan
from pages.ui.draw import pick_or_draw
from pages.ui.frame import section
from pages.ui.marks import chip

HINT = "Point at a box to see its product; click it to check or correct it; drag to add one that was missed."


def reading(site: Site, reading_id: int) -> None:
    """The photo beside what is known of the box that was picked; then the tables."""
    found = shelf.reading(site, reading_id)
    st.page_link("pages/shelf.py", label="Other photos", icon=":material/arrow_back:")
    st.subheader(plain(f"{found.shelf or UNTITLED}, {datetime.fromtimestamp(found.created, UTC):%Y-%m-%d %H:%M} UTC"),
                 anchor=False)
    if not found.facings:
        st.info(EMPTY)
    else:
        st.markdown(f"**{summary(found)}**")
    left, right = st.columns([5, 3], gap="large")
    with left, section():
        _photo(site, found)
    with right, section():
        correct(site, found)
    counted, planned, changed = st.tabs(["Counts", "Planogram", "Changes"])
    with counted, section():
        _counts(found)
    with planned, section():
        plan(found)
    with changed, section():
        changes(site, found)


def _photo(site: Site, found: ShelfReading) -> None:
    boxes: dict[str, list[list[float]]] = {name: [] for name in CERTAINTY_WORDS}
    titles: dict[str, list[str]] = {name: [] for name in CERTAINTY_WORDS}
    for facing in found.facings:
        kind = certainty(facing, shelf.rivals(facing) is not None)
        boxes[kind].append(list(facing.xyxy))
        titles[kind].append(facing_title(facing))
    for kind, places in (("gap", found.gaps), ("tag", found.tags)):
        boxes[kind] = [list(box) for box in places]
        titles[kind] = [CERTAINTY_WORDS[kind]] * len(places)
    st.html(" ".join(chip(f"{words} ({len(boxes[kind])})", SHELF_COLORS[kind])
                     for kind, words in CERTAINTY_WORDS.items() if boxes[kind]))
    picked = st.session_state.get(f"picked-{found.reading_id}")
    photo = shelf.view(site, found.picture_id)
    if st.toggle(MASKS, key=f"masks-{found.reading_id}", help=MASKS_HELP, disabled=not found.facings):
        with st.spinner("The pixels of each product are found"):
            made = shelf.masks(site, found.reading_id)
        photo = made.overlay
        st.download_button("Numbers of facings (PNG, 16 bits)", made.labels, f"shelf-{found.reading_id}.png",
                           "image/png", key="masks-png", on_click="ignore", icon=":material/download:")
    change = pick_or_draw(photo, found.size_wh, key=f"shelf-{found.reading_id}",
                          boxes=boxes, titles=titles, labels=CERTAINTY_WORDS, colors=SHELF_COLORS,
                          strokes=SHELF_STROKES, adds={"said": "Add this product"}, picked=picked, hint=HINT)
    if change and change.get("now"):
        st.session_state[f"picked-{found.reading_id}"] = change["now"]
        st.rerun()


def _counts(found: ShelfReading) -> None:
    lines = [asdict(line) for line in shelf.counts(found)]
    if lines:
        rows = [{"SKU": line["sku"], "Product": line["title"], "Facings": line["facings"],
                 "Range": f"{line['low']} to {line['high']}", "Share of the shelf": line["share"],
                 "Rows": ", ".join(str(row + 1) for row in line["rows"])} for line in lines]
        st.dataframe(rows, hide_index=True, column_config={
            "Share of the shelf": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)})
        st.caption(INTERVAL)
    if found.gaps:
        near = shelf.gap_neighbors(found)
        st.markdown("**Gaps:** " + plain("; ".join(near)))
    with st.container(horizontal=True):
        st.download_button("Counts (CSV)", lambda: shelf.counts_csv([found]), "shelf-counts.csv", "text/csv",
                           key="counts-csv", on_click="ignore", icon=":material/download:")
        st.download_button("Facings (JSON)", lambda: shelf.as_json(found), "shelf.json", "application/json",
                           key="facings-json", on_click="ignore", icon=":material/download:")
