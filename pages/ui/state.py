"""What pages keep: the one site of the process, and the job that the address names."""

from __future__ import annotations

import threading

import streamlit as st

from core.doors.hosts import is_local
from core.doors.opening import open_site
from core.settings import read_settings
from core.site import Site

_opening = threading.Lock()  # two first visitors at once must not start two sets of workers


@st.cache_resource(show_spinner=False)
def _open() -> Site:
    return open_site(read_settings())


def site() -> Site:
    """The site of this process, opened by whoever comes first; raises SetupError."""
    with _opening:
        return _open()


def job_id() -> str:
    """The analysis that the address names, also by the `batch` of older links; empty when it names none."""
    return st.query_params.get("job") or st.query_params.get("batch", "")


def local() -> bool:
    """Whether the visitor sits at this machine: folders and files of the server are then open to them."""
    return is_local(site().settings, st.get_option("server.address"), st.context.headers)
