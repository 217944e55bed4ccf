"""Placebo tests: made-up change dates should show no effect; where they do, something else moves sales."""

from __future__ import annotations

import pandas as pd

from core.sales.effects.event_study import LEAST_PRODUCTS, event_rows, single_changes
from core.sales.effects.panel import Panel
from core.sales.effects.regression import try_fit

SHIFTS = (6, 12)  # periods before the true change
COLUMNS = ["kind", "shift", "beta", "beta_low", "beta_high", "p"]


def placebo(panel: Panel) -> pd.DataFrame:
    """Move each change to an earlier date, and use only rows before the true change.

    Returns
    -------
    DataFrame
        `kind`, `shift` (periods earlier), `beta`, `beta_low`, `beta_high`, `p`; without shifts that too few products
        have enough periods for.
    """
    events = event_rows(panel)
    before = ~(events.table["lag"] >= 0)
    table = events.table[before].reset_index(drop=True)
    direction = events.direction[before].reset_index(drop=True)
    periods = single_changes(panel)["period"] - table.groupby("product")["period"].min()
    rows = []
    for shift in SHIFTS:
        long_enough = table["product"].isin(periods.index[periods >= 2 * shift])
        columns = {f"fake_{number}": direction[number] * ((table["lag"] >= -shift) & long_enough)
                   for number in events.kinds}
        columns = {name: values for name, values in columns.items()
                   if table["product"][values != 0].nunique() >= LEAST_PRODUCTS}
        if not columns:
            continue
        shifted = try_fit(panel, [*columns, *panel.controls], pd.concat([table, pd.DataFrame(columns)], axis=1))
        if shifted is None:
            continue
        rows += [(panel.kinds[number], shift, *shifted.interval(f"fake_{number}"), shifted.p(f"fake_{number}"))
                 for number in events.kinds if f"fake_{number}" in shifted.names]
    return pd.DataFrame(rows, columns=COLUMNS).dropna(subset=["beta"], ignore_index=True)
