"""Columns of a regression: dummies without the reference, controls that vary, and the right family."""

from dataclasses import replace

import numpy as np

from core.sales.effects.panel import panel
from core.sales.simulation import simulated_history


def test_units_are_counts_and_price_is_their_control():
    history, _ = simulated_history(1, products=5, weeks=12)
    columns = panel(history, "units")
    assert columns.family == "poisson" and columns.dummies == ("kind_0", "kind_1")
    assert "log_price" in columns.controls and "rating" not in columns.controls
    assert np.allclose(columns.table["log_y"].dropna(), np.log(columns.table["y"][columns.table["y"] > 0]))
    assert "log_price" not in panel(history, "revenue").controls


def test_a_control_with_many_gaps_is_left_out_with_a_note():
    history, _ = simulated_history(1, products=5, weeks=12)
    table = history.table.assign(price=history.table["price"].where(history.table.index % 2 == 0))
    columns = panel(replace(history, table=table), "units")
    assert "log_price" not in columns.controls and "missing in 50 % of rows" in columns.notes[0]
    assert len(columns.table) == len(table)
