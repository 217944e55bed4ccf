"""Explanations that pages show, kept for the next rerun."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from typing import TypeVar

import numpy as np
import streamlit as st

from core import explain
from core.nouns.saliency import Explanation
from core.site import Site
from core.words.colors import DEFAULT_COLOR_MAP

_aside = ThreadPoolExecutor(1, "slow-explanations")  # one at a time: a worker process stays free for quick methods
POLL_SECONDS = 0.2
Result = TypeVar("Result")


@st.cache_data(max_entries=300, show_spinner=False)
def explained(_site: Site, picture_id: str, label: str, opacity: float, *, model: str,
              method: str = explain.DEFAULT_METHOD, against: str = "", layer: str = "", trust: bool = False,
              colors: str = DEFAULT_COLOR_MAP, peak: float = 0.0, other_model: str = "") -> Explanation:
    """Explain a picture, or return what is kept.

    Parameters
    ----------
    _site, picture_id, label, opacity, method, against, layer, trust, colors, peak
        As `core.explain.explain_picture`.
    other_model : str
        Its `model`.
    model : str
        `core.explain.model_key` of it: another model, or another file under the same name, is explained anew.

    Raises
    ------
    MerchlensError
        As `core.explain.explain_picture`; an error is not kept.
    """
    return explain.explain_picture(_site, picture_id, label, opacity, method=method, against=against, layer=layer,
                                   trust=trust, colors=colors, peak=peak, model=other_model)


def computed_aside(compute: Callable[[], Result], waiting: Callable[[], object]) -> Result:
    """Compute something slow while the page stays free.

    Parameters
    ----------
    compute : callable
        Calls nothing of Streamlit but a cached function.
    waiting : callable
        Draws a sign of waiting, again and again: there Streamlit ends a run that a newer one replaces.

    Returns
    -------
    object
        What `compute` returns; its errors are raised. When the run ends before its turn, nothing is computed.
    """
    future = _aside.submit(compute)
    try:
        while True:
            waiting()
            try:
                return future.result(POLL_SECONDS)
            except StillRunning:
                if future.done():  # the computation itself ran out of time
                    raise
    finally:
        future.cancel()


def raw_map(explanation: Explanation) -> bytes:
    """The method's raw values as a NumPy file."""
    numbers = io.BytesIO()
    np.save(numbers, explanation.saliency.coarse)
    return numbers.getvalue()
