"""The views of one page: which there are, and the chosen one in the address."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.site import Site

Views = dict[str, tuple[str, Callable[[Site, str], None]]]  # name in the address -> title, and what draws it


def views(site: Site, subject: str, table: Views) -> None:
    """Draw the view that the address names, and the way to the others.

    Parameters
    ----------
    site : Site
    subject : str
        What a view is about: a picture id or a job id.
    table : dict
        The first view is drawn where the address names none.
    """
    now = st.query_params.get("view", "")
    chosen = st.segmented_control("View", list(table), default=now if now in table else next(iter(table)),
                                  format_func=lambda name: table[name][0], label_visibility="collapsed", key="view",
                                  required=True)
    st.query_params["view"] = chosen  # always: a link to the open page does not change the address bar
    table[chosen][1](site, subject)
