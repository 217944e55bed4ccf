"""Which comparison suits the data, and why: each product with itself, or different products with each other."""

from __future__ import annotations

from typing import Any

from core.sales.effects.effect import Design, Method
from core.sales.effects.equation import equation
from core.sales.effects.panel import Panel
from core.sales.effects.regression import Fit
from core.sales.history import Dependent, History, varies_within

LEAST_CHANGES = 8  # products that changed their photo type, for a comparison of each with itself
LEAST_PERIODS = 8


def facts(history: History) -> dict[str, Any]:
    """What a history covers, in plain values: `SalesReport.facts` without the covariance."""
    rows = history.table
    kinds = rows.groupby("product", observed=True)["kind"].nunique()
    first, last = rows["period"].min(), rows["period"].max()
    products = rows.groupby("kind", observed=True)["product"].nunique()
    return {"name": history.name, "simulated": history.simulated, "outcome": history.dependent,
            "period": history.period, "currency": history.currency, "reference": history.reference,
            "rows": len(rows), "products": int(rows["product"].nunique()), "periods": int(rows["period"].nunique()),
            "first": str(first)[:10], "last": str(last)[:10],
            "kinds": {str(kind): int(products[kind]) for kind in history.kinds if kind in products.index},
            "changed": int((kinds > 1).sum())}


def choose_design(history: History) -> Design:
    """Within products where enough of them changed their photo type, a cross section otherwise."""
    coverage = facts(history)
    enough = coverage["changed"] >= LEAST_CHANGES and coverage["periods"] >= LEAST_PERIODS
    return "within" if enough else "between"


def can_vary(history: History, dependent: Dependent, design: Design) -> bool:
    """Whether a variable changes where the design looks: within products, or from product to product.

    A variable that does not, such as a price that is the same in every row, has no effect to estimate.
    """
    rows = history.table[history.table[dependent].notna()]
    if design == "within":
        return varies_within(rows[dependent], rows["product"])
    return bool(rows.groupby("product", observed=True)[dependent].mean().nunique() > 1)


def method(history: History, panel: Panel, fit: Fit, design: Design) -> Method:
    """The method in words, and its equation.

    Parameters
    ----------
    history : History
    panel : Panel
        Of the dependent variable.
    fit : Fit
        Of the same.
    design : {"within", "between"}
    """
    words, latex = equation(panel, fit, fixed_effects=design == "within")
    model = "Poisson regression" if panel.family == "poisson" else "Log-linear regression"
    coverage = facts(history)
    changes = f"{coverage['changed']:,} of {coverage['products']:,} products changed their photo type"
    if design == "within":
        name = f"{model} with product and {history.period} effects"
        why = (f"{changes}, so each product is compared with itself. Standard errors allow for shocks that persist "
               "within a product.")
    else:
        name = f"Double machine learning across products, after a {model[0].lower() + model[1:]}"
        why = f"Only {changes}, so different products are compared, adjusted for their known facts."
    return Method(name, design, panel.family, why, words, latex)
