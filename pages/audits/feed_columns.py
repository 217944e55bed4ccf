"""What Merchlens takes the columns of a feed for, with examples, and how a person corrects it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from core import audits
from core.words.markdown import plain

FIELDS = {
    "picture": "Photo address", "more": "Further photos", "sku": "SKU", "title": "Title", "category": "Category",
    "price": "Price",
}
_LONGEST = 90  # letters of an example


def preview(of: str, read: Callable[[], audits.FeedPreview], *, at_once: bool) -> audits.FeedPreview | None:
    """The preview of a source, once somebody asks for it, or at once; it is read once for each source.

    Parameters
    ----------
    of : str
        What is previewed; another source forgets the preview.
    read : callable
        Gives the preview.
    at_once : bool
        False where it takes a click, because an address would be asked while somebody types.
    """
    source, feed = st.session_state.get("feed_preview", ("", None))
    if source == of and feed is not None:
        return feed
    if not at_once and not st.button("Preview the columns", key="preview", disabled=not of):
        return None
    with st.spinner("Reading the feed"):
        feed = read()
    st.session_state["feed_preview"] = of, feed
    return feed


def choices(feed: audits.FeedPreview) -> dict[str, str]:
    """A row for each field: its column, which can be changed, and what that holds. Gives the changed ones."""
    if feed.problem:
        st.warning(f"{plain(feed.problem)} Choose the column with the photo addresses.")
    else:
        st.caption(f"{feed.pictures:,} photo addresses in the first {feed.rows:,} rows. Change a column where "
                   "Merchlens took the wrong one.")
    for note in feed.notes:
        st.caption(plain(note))
    examples = {column.name: column.examples for column in feed.columns if column.name}
    changed = {}
    for field, word in FIELDS.items():
        guessed = [column.name for column in feed.columns if column.field == field]
        label, choice, example = st.columns([1, 2, 3], vertical_alignment="center")
        label.markdown(word)
        automatic = ", ".join(guessed) or "None"
        nothing = [audits.NO_COLUMN] if guessed and field != "picture" else []
        name = choice.selectbox(word, [automatic, *nothing, *(name for name in examples if [name] != guessed)],
                                format_func=lambda name: "None" if name == audits.NO_COLUMN else name,
                                key=f"column_{field}", label_visibility="collapsed")
        if name != automatic:
            changed[field] = name
        values = [value for column in ([name] if name != automatic else guessed) for value in examples.get(column, ())]
        example.html(f"<small>{escape(' · '.join(map(_short, values[:2])) or 'No examples')}</small>")
    return changed


def names() -> dict[str, str]:
    """The same without a preview: names as a person knows them."""
    st.caption("Or enter column names. Merchlens detects the columns of empty fields where it can.")
    written = {}
    for column, (field, word) in zip(st.columns(len(FIELDS)), FIELDS.items(), strict=True):
        written[field] = column.text_input(word, key=f"name_{field}")
    return {field: name.strip() for field, name in written.items() if name.strip()}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
