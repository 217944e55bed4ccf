"""What can be done with the pictures found or selected: order, sets, states, export, judge again."""

from __future__ import annotations

import io

import streamlit as st

from core import search
from core.errors import Misuse
from core.site import Site
from core.words.numerals import count
from core.words.search import EXPORT_WORDS, ORDERS, STATES, field_word, found_words
from pages.catalog import address
from pages.catalog.grid import CHOSEN, chosen
from pages.ui.correct import author, author_field
from pages.ui.frame import section

MOST_IN_MEMORY = 2000  # pictures whose files one click may bring to a browser


def actions(site: Site, found: search.Found) -> None:
    """Draw the bar above the pictures."""
    for note in found.notes:
        st.warning(note)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{found_words(found.total, found.everything)}**", width="content")
        _order(site)
        with st.popover("Sets", icon=":material/bookmark:"), section():
            _sets(site, found)
        if found.total:
            with st.popover("Export", icon=":material/download:"), section():
                _export(site, found)
            with st.popover("Move, judge again", icon=":material/checklist:"), section():
                _move(site, found)
    if chosen():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{count(len(chosen()), 'picture')} selected", width="content")
            st.button("Select this page", key="all", on_click=_select, args=(found,))
            st.button("Clear", key="none", type="tertiary", on_click=_clear)
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


def _scope(found: search.Found, key: str) -> list[str] | None:
    """The selected pictures, or None for all that were found; the reader chooses where both are possible."""
    if not chosen():
        st.caption(f"For all {count(found.total, 'picture')} found; select some to do it for these only.")
        return None
    options = {"some": f"{count(len(chosen()), 'picture')} selected", "all": f"All {found.total:,} found"}
    picked = st.segmented_control("For", list(options), default="some", key=f"scope-{key}", required=True,
                                  format_func=options.__getitem__)
    return list(chosen()) if picked == "some" else None


def _export(site: Site, found: search.Found) -> None:
    ids = _scope(found, "export")
    for form, word in EXPORT_WORDS.items():
        ending = search.ENDINGS.get(form, form)
        st.download_button(word, lambda form=form: _file(site, found.query, form, ids), f"merchlens-catalog.{ending}",
                           search.EXPORTS[form], key=f"export-{form}", on_click="ignore", width="stretch")


def _file(site: Site, query: str, form: str, ids: list[str] | None) -> bytes:
    if form == "zip" and len(ids or search.picture_ids(site, query)) > MOST_IN_MEMORY:
        raise Misuse(f"More than {MOST_IN_MEMORY:,} pictures do not go through a browser at once.",
                     "Export them by python -m core search --out pictures.zip.")
    data = io.BytesIO()
    search.export_set(site, query, data, form, sort=address.sort(), ids=ids)
    return data.getvalue()


def _move(site: Site, found: search.Found) -> None:
    ids = _scope(found, "move")
    state = st.selectbox("State", list(STATES), index=None, key="state", format_func=STATES.__getitem__,
                         placeholder="Choose a state")
    author_field("catalog")
    if st.button("Move", key="move", disabled=state is None, type="primary"):
        moved = search.set_state(site, ids if ids is not None else search.picture_ids(site, found.query), str(state),
                                 author=author())
        st.session_state["catalog-message"] = f"{count(moved, 'picture')} moved to {STATES[str(state)]}."
        st.rerun()
    if st.button("Judge again by the models in use", key="judge"):
        job_id = search.judge_again(site, ids if ids is not None else search.picture_ids(site, found.query))
        st.switch_page("pages/analyze.py", query_params={"job": job_id})


def _select(found: search.Found) -> None:
    chosen().update({hit.picture_id: True for hit in found.hits})
    st.session_state["chosen-turn"] = st.session_state.get("chosen-turn", 0) + 1


def _clear() -> None:
    st.session_state[CHOSEN] = {}
    st.session_state["chosen-turn"] = st.session_state.get("chosen-turn", 0) + 1
