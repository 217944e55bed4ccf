"""What people said of one photo, the newest first: when, who, what, was and now; boxes as tiny pictures."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import analyze, corrections
from core.errors import NotFound
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES, WITHDRAWN, Correction
from core.site import Site
from core.words.colors import OUTLINE_COLORS, OUTLINE_STROKES
from core.words.corrections import NAME_WORDS, after_words, box_set, value_word, when
from core.words.data_uri import jpeg_uri

SHOWN = 8  # corrections
TINY = 56  # pixels of the longer side


def history(site: Site, picture_id: str) -> None:
    """The table; nothing where nobody has said anything."""
    words = corrections.history(site, picture_id)[:SHOWN]
    if not words:
        return
    photo = _photo(site, picture_id) if any(word.name in BOXES for word in words) else ""
    rows = "".join(_row(word) for word in words)
    st.html(f'<table class="ml-history" style="--ml-photo:{photo}">'
            "<caption>What people said, the newest first</caption>"
            f"<thead><tr><th>When</th><th>What</th><th>Was</th><th>Now</th></tr></thead><tbody>{rows}</tbody></table>")


def _photo(site: Site, picture_id: str) -> str:
    """The photo as a value of the style sheet, once for all rows."""
    try:
        return f"url('{jpeg_uri(analyze.thumbnail(site, picture_id))}')"
    except NotFound:  # its file is gone; the numbers stay
        return "none"


def _row(word: Correction) -> str:
    who = f"<br>{escape(word.author)}" if word.author else ""
    before = escape(value_word(word.name, word.before) or "nothing")
    after = escape(after_words(word))
    if word.name in BOXES:
        before = f"{_tiny(box_set(word.before), BOXES[word.name])}{before}"
        after = f"{_tiny(None if word.value == WITHDRAWN else box_set(word.value), BOXES[word.name])}{after}"
    model = f"Judged by {escape(word.model)}" if word.model else ""
    return (f'<tr title="{model}"><td>{when(word)}{who}</td><td>{NAME_WORDS[word.name]}</td>'
            f"<td>{before}</td><td>{after}</td></tr>")


def _tiny(boxes: BoxSet | None, label: str) -> str:
    """The photo with these boxes, without a word for those who do not see it: the numbers stand beside it."""
    if boxes is None:
        return ""
    width, height = boxes.size_wh
    scale = TINY / max(boxes.size_wh)
    border = f"1.5px {OUTLINE_STROKES[label]} {OUTLINE_COLORS[label]}"
    marks = "".join(
        f'<i style="left:{left / width:.1%};top:{top / height:.1%};width:{(right - left) / width:.1%};'
        f'height:{(bottom - top) / height:.1%};border:{border}"></i>' for left, top, right, bottom in boxes.xyxy)
    size = f"width:{width * scale:.0f}px;height:{height * scale:.0f}px"
    return f'<div class="ml-tiny" aria-hidden="true" style="{size}">{marks}</div>'
