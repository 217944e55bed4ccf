"""What the address of the catalog says: query, order, page; a link to it shows the same pictures."""

from __future__ import annotations

import streamlit as st

from core import search
from core.site import Site

PAGE = 24  # pictures
DEFAULT_SORT = "-date"
SAID = "said"  # the plain words that became the query


def base() -> str:
    """What all pictures here meet, whatever is asked: in the report of an audit that they are of its job."""
    job_id = st.query_params.get("job", "")
    return f"job:{job_id}" if job_id else ""


def query() -> str:
    """The query in the address."""
    return st.query_params.get(_name(), "")


def sort() -> str:
    """The order in the address."""
    return st.query_params.get("sort", DEFAULT_SORT)


def page() -> int:
    """The page in the address, from 1."""
    number = st.query_params.get("page", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 8 else 1


def go(query: str, *, said: str = "") -> None:
    """Show the first page of another query; `said` is what a person wrote instead of it."""
    for name, value in ((_name(), query), (SAID, said), ("page", "")):
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)


def found(site: Site) -> search.Found:
    """What the address asks for; raises QueryError or Misuse for an address that cannot be read."""
    asked = f"{base()} {query()}".strip()
    first = search.search(site, asked, sort=sort(), offset=(page() - 1) * PAGE, limit=PAGE)
    if first.hits or not first.total:
        return first
    st.query_params.pop("page", None)  # beyond the last one
    return search.search(site, asked, sort=sort(), limit=PAGE)


def kept() -> dict[str, str]:
    """Query, order and page, for a link that leads back to the same pictures on the page Catalog."""
    said = {} if base() else {SAID: st.query_params.get(SAID, "")}
    rest = {name: st.query_params.get(name, "") for name in ("sort", "page")}
    values = {"q": f"{base()} {query()}".strip(), **said, **rest}
    return {name: value for name, value in values.items() if value}


def _name() -> str:
    """Where the query stands: the report of an audit has a `q` of its own."""
    return "where" if base() else "q"
