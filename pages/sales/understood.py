"""What was understood of a sales table: each role with its column, examples, and how its cells are read."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core import sales
from core.words.markdown import plain
from core.words.sales import DECIMAL_WORDS, ROLE_WORDS

AMOUNTS = ("units", "revenue", "price", "impressions", "sessions")


def show(table: sales.TableColumns, roles: Mapping[str, str]) -> str:
    """Show it, and ask for the decimal mark where no column tells; returns the mark, "" as detected."""
    for note in table.notes:
        st.info(plain(note))
    decimal = ""
    if any(table.readings[roles[role]]["open"] for role in AMOUNTS if roles.get(role)):
        decimal = st.segmented_control("Decimal mark: these numbers can be read in two ways", list(DECIMAL_WORDS),
                                       format_func=DECIMAL_WORDS.__getitem__, default="", required=True,
                                       key="sales_decimal") or ""
    rows = []
    for role, column in roles.items():
        if column:
            reading = table.readings[column]
            use = "date" if role == "date" else f"number{decimal}" if role in AMOUNTS else "text"
            rows.append({"Taken for": ROLE_WORDS[role], "Column": plain(column), "Examples": plain(reading["examples"]),
                         "Read as": plain(reading[use])})
    st.markdown("**What was understood**")
    st.table(rows, hide_index=True)
    return decimal
