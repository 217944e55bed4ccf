"""The bar above the pictures: their order, sets, and what can be done with those found or selected."""

from __future__ import annotations

import io
from collections.abc import Callable

import streamlit as st

from core import search
from core.errors import Misuse
from core.site import Site
from core.words.numerals import count
from core.words.search import EXPORT_WORDS, ORDERS, field_word, found_words
from pages.catalog import address, change, like
from pages.catalog.scope import chosen, clear, scope, select_these
from pages.ui.correct import author
from pages.ui.frame import section

MOST_IN_MEMORY = 2000  # pictures whose files one click may bring to a browser


def actions(site: Site, found: search.Found) -> None:
    """Draw the bar above the pictures."""
    for note in found.notes:
        st.warning(note)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{found_words(found.total, found.everything)}**", width="content")
        _order(site)
        with st.popover("Like a picture", icon=":material/image_search:"), section():
            like.ask(site)
        with st.popover("Sets", icon=":material/bookmark:"), section():
            _sets(site, found)
        if found.total:
            for word, (icon, draw) in WITH_THEM.items():
                with st.popover(word, icon=f":material/{icon}:"), section():
                    draw(site, found)
    if found.total:
        with st.container(horizontal=True, vertical_alignment="center"):
            words = (f"{count(len(chosen()), 'picture')} selected" if chosen()
                     else "None selected: actions apply to all found")
            st.caption(words, width="content")
            st.button("Select this page", key="all", type="tertiary", on_click=select_these,
                      args=([hit.picture_id for hit in found.hits],))
            if chosen():
                st.button("Clear", key="none", type="tertiary", on_click=clear)
    if message := st.session_state.pop("catalog-message", ""):
        st.success(message)


def _order(site: Site) -> None:
    now = address.sort()
    others = [f"-{name}" for name in search.sortable(site) if name not in ("date", "score")]
    options = list(dict.fromkeys([*ORDERS, *others, now]))
    key = f"order-{now}"
    st.selectbox("Order", options, index=options.index(now), key=key, format_func=_order_word, width=230,
                 label_visibility="collapsed", on_change=lambda: st.query_params.update(
                     {"sort": st.session_state[key], "page": "1"}))


def _order_word(sort: str) -> str:
    return ORDERS.get(sort) or f"{field_word(sort.removeprefix('-'))}, {'highest' if sort[:1] == '-' else 'lowest'}"


def _sets(site: Site, found: search.Found) -> None:
    """Open a smart set, or save the query as one."""
    sets = search.smart_sets_of(site)
    for one in sets:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(one.name, key=f"set-{one.name}", help=one.query, on_click=address.go, args=(one.query,))
            st.button("Forget", key=f"forget-{one.name}", type="tertiary", icon=":material/delete:",
                      on_click=search.delete_set, args=(site, one.name))
    if not sets:
        st.caption("A smart set is a query with a name. It shows what meets the query now.")
    name = st.text_input("Save this query as", key=f"set-name-{len(sets)}", max_chars=80, disabled=not found.query)
    if st.button("Save", key="save-set", disabled=not (found.query and name)):
        search.save_set(site, name, found.query, author=author())
        st.rerun()


def _export(site: Site, found: search.Found) -> None:
    ids = scope(site, found, "export")
    for form, word in EXPORT_WORDS.items():
        ending = search.ENDINGS.get(form, form)
        st.download_button(word, lambda form=form: _file(site, found.query, form, ids()), f"merchlens-catalog.{ending}",
                           search.EXPORTS[form], key=f"export-{form}", on_click="ignore", width="stretch")


def _file(site: Site, query: str, form: str, ids: list[str]) -> bytes:
    if form == "zip" and len(ids) > MOST_IN_MEMORY:
        raise Misuse(f"More than {MOST_IN_MEMORY:,} pictures do not go through a browser at once.",
                     "Export them by python -m core search --out pictures.zip.")
    data = io.BytesIO()
    search.export_set(site, query, data, form, sort=address.sort(), ids=ids)
    return data.getvalue()


# What can be done with pictures: a button with its icon, and what it opens.
WITH_THEM: dict[str, tuple[str, Callable[[Site, search.Found], None]]] = {
    "Tag": ("sell", change.tags), "Move": ("checklist", change.move), "Crop": ("crop", change.crop),
    "Judge again": ("refresh", change.judge), "Export": ("download", _export)}
