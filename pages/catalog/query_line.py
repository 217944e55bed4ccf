"""The line to ask in: a query with suggestions, or plain words that become one; what cannot be read is marked."""

from __future__ import annotations

from html import escape

import streamlit as st

from core import search
from core.site import Site
from core.words.markdown import plain
from core.words.search import not_read
from pages.catalog import address
from pages.ui.frame import error_card

EXAMPLE = 'Plain words, or a query such as person:yes color:red -text:any score>0.8 "summer sale"'
HELP = ("field:value, field:any, -field:value, score>0.8, date>2026-01-01, words or \"several words\". All conditions "
        "must hold; field:a,b means one of the two.")
SUGGESTED = 14


def query_line(site: Site) -> None:
    """Ask, suggest how to go on, and show how plain words were read."""
    now = address.query()
    key = f"query-{now}-{st.query_params.get(address.SAID, '')}"
    st.text_input("Search", now or st.query_params.get(address.SAID, ""), key=key, placeholder=EXAMPLE, help=HELP,
                  max_chars=2000, on_change=_asked, args=(site, key))
    _suggest(site, now)
    said = st.query_params.get(address.SAID, "")
    if said and now:
        _read_as(search.read_phrase(site, said), said)


def asks(site: Site) -> bool:
    """Whether the page waits for an answer instead of showing pictures: a query or a phrase that cannot be read."""
    said, now = st.query_params.get(address.SAID, ""), address.query()
    if said and not now:
        return _ask(site, said)
    try:
        search.check(site, now)
    except search.QueryError as error:
        error_card("This query cannot be read", error.message, error.hint)
        st.html(f'<pre class="ml-marked" aria-label="The query, marked where it is wrong">'
                f"{escape(search.marked(now, error))}</pre>")
        return True
    return False


def _asked(site: Site, key: str) -> None:
    text = st.session_state[key].strip()
    if not text or search.is_query(text):
        address.go(text)
        return
    phrase = search.read_phrase(site, text)
    address.go("" if phrase.unread else phrase.query, said=text)


def _suggest(site: Site, now: str) -> None:
    options = search.suggestions(site, f"{now} " if now else "", SUGGESTED)
    key = f"suggest-{now}"
    st.pills("Add a condition", options, key=key, format_func=lambda option: option[len(now):].strip(),
             on_change=_begin, args=(key,), label_visibility="collapsed")
    begun = st.session_state.get("begun", "")
    if not begun:
        return
    values = search.suggestions(site, begun, 24)
    key = f"values-{begun}"
    st.pills(f"Which {begun.rpartition(' ')[2].rstrip(':')}", values, key=key,
             format_func=lambda option: option.rpartition(":")[2], on_change=_take, args=(key,))
    if not values:
        st.caption(f"No picture has a {begun.rpartition(' ')[2].rstrip(':')} yet; write the condition in the line.")


def _begin(key: str) -> None:
    st.session_state["begun"] = st.session_state[key] or ""


def _take(key: str) -> None:
    st.session_state["begun"] = ""
    if st.session_state[key]:
        address.go(st.session_state[key])


def _read_as(phrase: search.Phrase, said: str) -> None:
    parts = "; ".join(f"{words} is `{term}`" for words, term in phrase.read)
    st.caption(f"“{plain(said)}” was read word by word: {parts}. Change the query above where it means something else.")


def _ask(site: Site, said: str) -> bool:
    """Ask what to do with words that nothing is known by."""
    phrase = search.read_phrase(site, said)
    if not phrase.unread:
        address.go(phrase.query, said=said)
        st.rerun()
    with st.container(border=True):
        st.markdown(plain(not_read(phrase.unread)))
        if phrase.read:
            st.markdown("; ".join(f"{words} is `{term}`" for words, term in phrase.read) + ".")
        with st.container(horizontal=True):
            for word, near in phrase.near:
                st.button(f"{near} instead of {word}", key=f"near-{word}", on_click=_instead, args=(site, word, near))
            if phrase.query:
                st.button("Search without it" if len(phrase.unread) == 1 else "Search without them", key="without",
                          type="primary", on_click=address.go, args=(phrase.query,), kwargs={"said": said})
            st.button("Start over", key="over", on_click=address.go, args=("",))
    return True


def _instead(site: Site, word: str, near: str) -> None:
    said = st.query_params.get(address.SAID, "").lower().replace(word, near)
    phrase = search.read_phrase(site, said)
    address.go("" if phrase.unread else phrase.query, said=said)
