"""The noun of this room: a shop's sales, one row for each product and period, in fixed columns and units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Dependent = Literal["units", "revenue", "price"]
Period = Literal["day", "week", "month"]
REFERENCE = "product_only"  # the photo type that the others are compared with, where the shop has it
KINDS = ("model_face", "worn_no_face", "product_only")
SAME = 1e-9  # numbers closer than this do not differ


@dataclass(frozen=True)
class Omission:
    """Rows of the table that cannot be used, and why.

    Attributes
    ----------
    reason : str
        A sentence for people.
    count : int
    lines : tuple of int
        The first few, as the user's table numbers them (the header is line 1).
    """

    reason: str
    count: int
    lines: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class History:
    """Sales by product and period, cleaned; read by `core.sales.table.history_reader`.

    Attributes
    ----------
    table : DataFrame
        One row for each product and period, sorted by both. Columns that are always present:
        `product` str; `period` datetime64, the start of the period; `kind` str, the photo type, see `reference`.
        Present where the shop provides them, float64: `units` (>= 0), `revenue` (>= 0, in `currency`), `price` (> 0,
        for one unit), `promotion` (0 to 1, share of the period on promotion), `impressions` (>= 0, how often the
        product was shown), `sessions` (>= 0, how often its page was opened: the photo itself may raise it).
        `picture` str where it is known. One column for each of `covariates`.
    dependent : {"units", "revenue"}
        The dependent variable: units where the table has any.
    period : {"day", "week", "month"}
    reference : str
        The photo type that the others are compared with: "product_only", or the most frequent one.
    covariates : tuple of str
        Other columns that may be controlled for, numbers (float64) or words (str), such as rating or category.
    currency : str
        As written in the table, "" where the table does not say.
    name : str
        What the table is called, for people.
    simulated : bool
        True for a simulated shop: shown wherever its numbers are.
    rows_read : int
    omissions : tuple of Omission
    notes : tuple of str
        Assumptions and changes made while reading, a sentence each.
    matches : tuple of str
        Which photos of the table are analyzed ones, and how they were recognized, a sentence each.
    """

    table: pd.DataFrame
    dependent: Literal["units", "revenue"]
    period: Period = "week"
    reference: str = REFERENCE
    covariates: tuple[str, ...] = ()
    currency: str = ""
    name: str = ""
    simulated: bool = False
    rows_read: int = 0
    omissions: tuple[Omission, ...] = ()
    notes: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Photo types that occur, the reference first, the others by name."""
        labels = set(self.table["kind"].unique())
        return (self.reference, *sorted(labels - {self.reference}))


def varies_within(column: pd.Series, product: pd.Series) -> bool:
    """Whether numbers change within some product; False for a fact of the product itself.

    Parameters
    ----------
    column, product : Series
        Of the same rows.

    Examples
    --------
    >>> product = pd.Series(["a", "a", "b", "b"])
    >>> varies_within(pd.Series([1.0, 1.0, 2.0, 2.0]), product), varies_within(pd.Series([1.0, 1.5, 2.0, 2.0]), product)
    (False, True)
    """
    extent = column.groupby(product, observed=True).agg(["min", "max"])
    return bool((extent["max"] - extent["min"] > SAME).any())
