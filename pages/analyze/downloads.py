"""Results as files."""

from __future__ import annotations

import streamlit as st

from core import analyze, explain
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.site import Site
from core.words.labels import label_word


def downloads(site: Site, results: list[Analysis | Failure], *, name: str) -> None:
    """Buttons for table, JSON and overlays; each file is made when it is asked for.

    Parameters
    ----------
    site : Site
    results : list of Analysis or Failure
    name : str
        Goes into the names of the files.
    """
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            "Results (CSV)", lambda: analyze.results_csv(results), f"merchlens-{name}.csv", "text/csv", key="csv",
            on_click="ignore",
        )
        st.download_button(
            "Results (JSON)", lambda: analyze.results_json(results), f"merchlens-{name}.json", "application/json",
            key="json", on_click="ignore",
        )
        with st.popover("Overlays (ZIP)"):
            label = st.selectbox("Show evidence for", ["top", *explain.EXPLAINABLE], format_func=_word, key="zip_label")
            st.caption("Each analyzed photo with its boxes and with its heatmap; about half a second a photo.")
            st.download_button(
                "Make the ZIP", lambda: explain.overlays_zip(site, results, label),
                f"merchlens-{name}-{label}.zip", "application/zip", key="zip", on_click="ignore",
            )


def _word(label: str) -> str:
    return "Each photo's top label" if label == "top" else label_word(label)
