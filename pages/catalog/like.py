"""Pictures of the catalog that look like one, like a drawn part of one, or like an upload; the same picture twice."""

from __future__ import annotations

import re

import streamlit as st

from core import analyze, search, similar
from core.errors import Misuse, NotFound
from core.site import Site
from core.words.markdown import plain
from core.words.numerals import count
from core.words.similar import MEANING, NOTHING, cut_off_line
from pages.catalog.grid import tiles
from pages.catalog.scope import chosen, clear, select_these
from pages.explore.alike import duplicates, index
from pages.ui.draw import draw_one
from pages.ui.frame import section
from pages.ui.picker import PICTURES, saved
from pages.ui.thumbnail import thumbnail
from pages.ui.uploads import MOST_MB, drop

LIKE, REGION, LEAST = "like", "region", "least"  # in the address
DUPLICATES = "duplicates"  # the view of them
MOST = 48  # pictures
_PICTURE_ID = re.compile("[0-9a-f]{64}")


def ask(site: Site) -> None:
    """Take a picture to compare, or show the way to duplicates."""
    turn = st.session_state.get("like-turn", 0)
    file = st.file_uploader("Find pictures that look like this one; it is not added", type=PICTURES,
                            key=f"like-{turn}", max_upload_size=MOST_MB)
    if st.button("Show duplicates", key="duplicates", icon=":material/content_copy:"):
        st.switch_page("pages/catalog.py", query_params={"view": DUPLICATES})
    if file is None:
        return
    st.session_state["like-turn"] = turn + 1  # emptied by the next run, also when the file is no photo
    source = saved(site, file)
    drop(file)
    if source.failure or source.path is None:
        raise NotFound(source.failure.message if source.failure else "Nothing was uploaded.", "Choose another file.")
    st.switch_page("pages/catalog.py", query_params={LIKE: source.path.name})


def draw_part(site: Site, picture_id: str) -> None:
    """Draw a box on a picture of the catalog, and go to what looks like that part."""
    hit = next(search.hits(site, [picture_id]))
    box = draw_one(analyze.preview(site, picture_id), (hit.width, hit.height), None, key=f"part-{picture_id}",
                   words=("The part", "Find pictures like this part"))
    if box:
        sides = (hit.width, hit.height, hit.width, hit.height)
        region = ",".join(f"{min(1.0, value / side):.4f}" for value, side in zip(box, sides, strict=True))
        st.query_params.from_dict({LIKE: picture_id, REGION: region})
        st.rerun()


def like_page(site: Site) -> None:
    """What looks like the picture in the address, the best first, down to the cut-off."""
    picture_id = st.query_params[LIKE]
    _back()
    if not _PICTURE_ID.fullmatch(picture_id):
        raise Misuse("This link names no picture.", "Open a picture and choose More like this.")
    hit = next(iter(search.hits(site, [picture_id])), None)
    region = st.query_params.get(REGION, "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="ml-tile ml-source">{thumbnail(site, picture_id if hit else "", "The picture")}</div>',
                width=170)
        what = "a part of " if region else ""
        st.subheader(f"Like {what}{plain(hit.name) if hit else 'your upload'}", anchor=False)
    if index(site):
        with section():
            _likeness(site, picture_id, hit is not None, region)


def duplicates_page(site: Site) -> None:
    """Near duplicates, and pictures that several products show."""
    _back()
    if index(site):
        with section():
            duplicates(site)


def _likeness(site: Site, picture_id: str, is_known: bool, region: str) -> None:
    box = _box(region) if region else None
    with st.spinner("Comparing"):
        if is_known:
            found = similar.like_picture(site, picture_id, box=box, limit=MOST, cut_off=_least())
        else:
            path = site.find(picture_id)
            if path is None:
                raise NotFound("The uploaded picture is not here any more.", "Upload it again.")
            found = similar.like_file(site, str(path), box=box, limit=MOST, cut_off=_least())
    key = f"least-{found.cut_off:.3f}"
    st.number_input("Least score", -1.0, 1.0, round(found.cut_off, 2), 0.05, key=key, width=180,
                    on_change=lambda: st.query_params.update({LEAST: f"{st.session_state[key]:.2f}"}))
    st.caption(f"{cut_off_line(found.to_dict())} {MEANING}")
    if not found.hits:
        st.info(NOTHING)
        return
    ids = [one.picture_id for one in found.hits]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(f"Select {'all ' if len(ids) > 1 else ''}{count(len(ids), 'picture')}", key="select-like",
                  on_click=select_these, args=(ids,))
        if chosen():
            st.caption(f"{count(len(chosen()), 'picture')} selected. Go back to tag, move, crop or export them.",
                       width="content")
            st.button("Clear", key="none", type="tertiary", on_click=clear)
    tiles(site, list(search.hits(site, ids)), {one.picture_id: f"Score {one.score:.2f}" for one in found.hits})


def _box(region: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in region.split(","))
    except ValueError:
        raise Misuse(f"A region is four numbers, not {region[:40]!r}.", "Draw it on the picture's page.") from None


def _least() -> float | None:
    try:
        return float(st.query_params[LEAST]) if LEAST in st.query_params else None
    except ValueError:
        return None


def _back() -> None:
    st.button("All pictures", key="all-pictures", icon=":material/arrow_back:", on_click=st.query_params.clear)
