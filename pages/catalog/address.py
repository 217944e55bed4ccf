"""What the address of the catalog says: query, order, page; a link to it shows the same pictures."""

from __future__ import annotations

import streamlit as st

from core import search
from core.site import Site

PAGE = 24  # pictures
DEFAULT_SORT = "-date"
SAID = "said"  # the plain words that became the query


def query() -> str:
    """The query in the address."""
    return st.query_params.get("q", "")


def sort() -> str:
    """The order in the address."""
    return st.query_params.get("sort", DEFAULT_SORT)


def page() -> int:
    """The page in the address, from 1."""
    number = st.query_params.get("page", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 8 else 1


def go(query: str, *, said: str = "") -> None:
    """Show the first page of another query; `said` is what a person wrote instead of it."""
    for name, value in (("q", query), (SAID, said), ("page", "")):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def found(site: Site) -> search.Found:
    """What the address asks for; raises QueryError or Misuse for an address that cannot be read."""
    first = search.search(site, query(), sort=sort(), offset=(page() - 1) * PAGE, limit=PAGE)
    if first.hits or not first.total:
        return first
    st.query_params.pop("page", None)  # beyond the last one
    return search.search(site, query(), sort=sort(), limit=PAGE)


def kept() -> dict[str, str]:
    """Query, order and page, for a link that leads back to the same pictures."""
    return {name: st.query_params[name] for name in ("q", SAID, "sort", "page") if st.query_params.get(name)}
