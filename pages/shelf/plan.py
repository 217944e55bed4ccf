"""The planogram: what should stand on the shelf against what does."""

from __future__ import annotations

import streamlit as st

from core import shelf
from core.nouns.shelf import ShelfReading
from core.words.numerals import count
from core.words.shelf import PLAN_WORDS

EXAMPLE = "sku,facings,row\nMUG-01,4,1\nJAR-01,2,2\n"


def plan(found: ShelfReading) -> None:
    """A list as CSV, and how the shelf agrees with it."""
    text = st.text_area("What should stand there (CSV: sku, facings, row)", key="planogram", height=120,
                        placeholder=EXAMPLE, help="Row 1 is the top; facings and row may be left out.")
    if not text.strip():
        st.caption("Paste a list to see what is missing, in another row, or not planned.")
        return
    lines = shelf.check_planogram(found, shelf.read_planogram(text))
    off = [line for line in lines if line.outcome != "as planned"]
    st.markdown("**The shelf is as planned.**" if not off else f"**{count(len(off), 'difference')} from the list.**")
    st.dataframe([{"SKU": line.sku, "Row": "" if line.row is None else str(line.row + 1), "Planned": line.planned,
                   "There": line.there, "Outcome": PLAN_WORDS[line.outcome]} for line in [*off, *(
                       line for line in lines if line.outcome == "as planned")]], hide_index=True)
