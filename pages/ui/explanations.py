"""Explanations that pages show, kept for the next rerun."""

from __future__ import annotations

import io

import numpy as np
import streamlit as st

from core import explain
from core.nouns.saliency import Explanation
from core.site import Site


@st.cache_data(max_entries=300, show_spinner=False)
def explained(_site: Site, picture_id: str, label: str, opacity: float, *, model: str,
              method: str = explain.DEFAULT_METHOD, against: str = "", layer: str = "",
              trust: bool = False) -> Explanation:
    """Explain a picture, or return what is kept.

    Parameters
    ----------
    _site, picture_id, label, opacity, method, against, layer, trust
        As `core.explain.explain_picture`.
    model : str
        `core.explain.model_key`: another model, or another file under the same name, is explained anew.

    Raises
    ------
    MerchlensError
        As `core.explain.explain_picture`; an error is not kept.
    """
    return explain.explain_picture(_site, picture_id, label, opacity, method=method, against=against, layer=layer,
                                   trust=trust)


def raw_map(explanation: Explanation) -> bytes:
    """The method's raw values as a NumPy file."""
    numbers = io.BytesIO()
    np.save(numbers, explanation.saliency.coarse)
    return numbers.getvalue()
