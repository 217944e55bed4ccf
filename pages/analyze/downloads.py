"""Results as files."""

from __future__ import annotations

import streamlit as st

from core import actions
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from pages.ui.marks import label_word


def downloads(workspace: actions.Workspace, results: list[Analysis | Failure], *, name: str) -> None:
    """Buttons for table, JSON and overlays; each file is made when it is asked for.

    Parameters
    ----------
    workspace : Workspace
    results : list of Analysis or Failure
    name : str
        Goes into the names of the files.
    """
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            "Results (CSV)", lambda: actions.results_csv(results), f"merchlens-{name}.csv", "text/csv", key="csv",
            on_click="ignore",
        )
        st.download_button(
            "Results (JSON)", lambda: actions.results_json(results), f"merchlens-{name}.json", "application/json",
            key="json", on_click="ignore",
        )
        with st.popover("Overlays (ZIP)"):
            label = st.selectbox("What speaks for", ["top", *actions.EXPLAINABLE], format_func=_word, key="zip_label")
            st.caption("Each judged photo with its boxes and with its heatmap; about half a second a photo.")
            st.download_button(
                "Make the ZIP", lambda: actions.overlays_zip(workspace, results, label),
                f"merchlens-{name}-{label}.zip", "application/zip", key="zip", on_click="ignore",
            )


def _word(label: str) -> str:
    return "Each photo's top label" if label == "top" else label_word(label)
