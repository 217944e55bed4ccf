"""Changes that never were: where they show an effect, something else moves sales."""

from __future__ import annotations

import pandas as pd

from core.sales.effects.event_study import LEAST_PRODUCTS, changes, studied
from core.sales.effects.panel import Panel
from core.sales.effects.regression import fit

SHIFTS = (6, 12)  # periods before the true change
COLUMNS = ["kind", "shift", "beta", "beta_low", "beta_high", "p"]


def placebo(panel: Panel) -> pd.DataFrame:
    """Pretend that pictures changed earlier, and look only at rows before the true change.

    Returns
    -------
    DataFrame
        `kind`, `shift` (periods earlier), `beta`, `beta_low`, `beta_high`, `p`; without those that too few products
        have enough periods for.
    """
    table, direction, kinds = studied(panel)
    before = ~(table["lag"] >= 0)
    table, direction = table[before].reset_index(drop=True), direction[before].reset_index(drop=True)
    first = table.groupby("product")["period"].min()
    long = changes(panel)["period"] - first
    rows = []
    for shift in SHIFTS:
        enough = table["product"].isin(long.index[long >= 2 * shift])
        columns = {f"fake_{number}": direction[number] * ((table["lag"] >= -shift) & enough) for number in kinds}
        moved = {name: table["product"][values != 0].nunique() for name, values in columns.items()}
        columns = {name: values for name, values in columns.items() if moved[name] >= LEAST_PRODUCTS}
        if not columns:
            continue
        found = fit(panel, [*columns, *panel.controls], pd.concat([table, pd.DataFrame(columns)], axis=1))
        rows += [(panel.kinds[number], shift, *found.interval(f"fake_{number}"), found.p(f"fake_{number}"))
                 for number in kinds if f"fake_{number}" in found.names]
    return pd.DataFrame(rows, columns=COLUMNS)
