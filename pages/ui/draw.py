"""Draw and delete boxes of faces and persons on one photo; each change is kept at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from core import analyze, corrections
from core.nouns.analysis import Analysis
from core.nouns.correction import BOXES, WITHDRAWN
from core.site import Site
from core.words.colors import OUTLINE_COLORS, OUTLINE_STROKES, text_on
from core.words.corrections import NAME_WORDS, boxes_of, suggestion
from core.words.data_uri import jpeg_uri
from core.words.labels import OUTLINE_WORDS

HINT = "Drag over the photo to draw a box; click a box to change or delete it."
HINT_ONE, HINT_POINT = "Drag over the photo to draw a box.", "Click for a point, or drag to draw a box."
OWN_COLOR = "#009E73"
_editor = declare_component("box_editor", path=str(Path(__file__).parent / "box_editor"))


def draw_boxes(site: Site, analysis: Analysis, *, author: str, key: str) -> None:
    """The photo to draw on, the way to confirm or take back, and the photo type that follows.

    Parameters
    ----------
    site : Site
    analysis : Analysis
    author : str
        Who corrects.
    key : str
        Unlike that of any other photo on the page.
    """
    versions = corrections.versions(site, analysis.picture_id)
    drawn_on: dict[str, int] = st.session_state.get(f"boxes-versions-{key}", versions)  # what the reader saw
    st.session_state[f"boxes-versions-{key}"] = versions
    now = corrections.counted(site, analysis.picture_id)
    change = _drawn(site, analysis, now, key=key)
    if change:
        name = str(change.get("name"))
        corrections.change_box(site, analysis.picture_id, name, was=change.get("was"), now=change.get("now"),
                               author=author, version=drawn_on.get(name))
        st.rerun()
    with st.container(horizontal=True):
        for name in BOXES:
            _confirm_or_undo(site, analysis, name, now, author=author, key=key, version=drawn_on[name])
    kind = corrections.suggested_kind(analysis, now)
    if kind:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(suggestion(kind))
            if st.button("Correct the photo type", key=f"kind-{kind}-{key}"):
                corrections.correct(site, analysis.picture_id, "kind", kind, author=author)
                st.rerun()


def _confirm_or_undo(site: Site, analysis: Analysis, name: str, now: Mapping[str, str], *, author: str, key: str,
                     version: int) -> None:
    """One button: say that the model's boxes are right or, where people said something, take that back."""
    said = corrections.said(analysis)[name]
    if name in now:
        words, icon, value = f"{NAME_WORDS[name]}: back to the model's", ":material/undo:", WITHDRAWN
    else:
        words, icon, value = f"Confirm: {boxes_of(name, said)}", ":material/check:", said
    if value and st.button(words, key=f"{name}-{name in now}-{key}", icon=icon):
        corrections.correct(site, analysis.picture_id, name, value, author=author, version=version)
        st.rerun()


def _drawn(site: Site, analysis: Analysis, now: Mapping[str, str], *, key: str) -> dict[str, Any] | None:
    """What was drawn since the last run."""
    boxes = corrections.counted_boxes(analysis, now)
    return _change(
        analyze.preview(site, analysis.picture_id), analysis.size_wh, key=key, hint=HINT, numbered=True,
        boxes={name: found.xyxy for name, found in boxes.items()},
        labels={name: OUTLINE_WORDS[label] for name, label in BOXES.items()},
        adds={name: f"Add as {label}" for name, label in BOXES.items()},
        colors={name: OUTLINE_COLORS[label] for name, label in BOXES.items()},
        inks={name: text_on(OUTLINE_COLORS[label]) for name, label in BOXES.items()},
        strokes={name: OUTLINE_STROKES[label] for name, label in BOXES.items()})


def draw_one(photo: bytes, size_wh: tuple[int, int], box: Sequence[float] | None, *, words: tuple[str, str], key: str,
             points: bool = False) -> Sequence[float] | None:
    """A photo to draw one box on.

    Parameters
    ----------
    photo : bytes
        JPEG.
    size_wh : tuple of int
        Of the picture in whose pixels the boxes are.
    box : sequence of four float, optional
        What is drawn already: left, top, right, bottom.
    words : (str, str)
        What the box is called, and of the button that takes it.
    key : str
        Unlike that of any other photo on the page.
    points : bool
        Whether a click is taken too, as a box without width and height.

    Returns
    -------
    sequence of four float or None
        A box that was drawn or changed since the last run.
    """
    name, color = "one", OWN_COLOR
    change = _change(photo, size_wh, key=key, numbered=False, points=points, boxes={name: [box] if box else []},
                     hint=HINT_POINT if points else HINT_ONE, labels={name: words[0]}, adds={name: words[1]},
                     colors={name: color}, inks={name: text_on(color)}, strokes={name: "solid"})
    return change["now"] if change else None


def pick_or_draw(photo: bytes, size_wh: tuple[int, int], *, key: str, **shown: Any) -> dict[str, Any] | None:
    """A photo whose boxes can be picked, and on which a missed one can be drawn.

    Parameters
    ----------
    photo : bytes
        JPEG.
    size_wh : tuple of int
        Of the picture in whose pixels the boxes are.
    key : str
        Unlike that of any other photo on the page.
    **shown
        By name of a kind of box: `boxes`, `titles` (words of each box), `labels`, `adds` (words of the button that adds
        a drawn one), `colors`, `strokes`; `picked`, the box that was picked last; `hint`.

    Returns
    -------
    dict or None
        `name`, `was` and `now` since the last run: equal boxes for one that was picked, `was` is None for a drawn one.
    """
    inks = {name: text_on(color) for name, color in shown["colors"].items()}
    return _change(photo, size_wh, key=key, numbered=False, inks=inks, **shown)


def _change(photo: bytes, size_wh: tuple[int, int], *, key: str, **shown: Any) -> dict[str, Any] | None:
    """A change since the last run; the editor keeps its last value, so each one has an id."""
    change: dict[str, Any] | None = _editor(photo=jpeg_uri(photo), size_wh=size_wh, key=f"boxes-{key}", **shown)
    seen = f"boxes-seen-{key}"
    if not change or change.get("id") == st.session_state.get(seen):
        return None
    st.session_state[seen] = change.get("id")
    return change
