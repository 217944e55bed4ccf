"""The noun of this room: a shop's sales, one row for each product and period, in fixed columns and units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from core.words.labels import INTENT_WORDS, KIND_WORDS

Outcome = Literal["units", "revenue", "price"]
Period = Literal["day", "week", "month"]
REFERENCE = "product_only"  # every effect is against it, where the shop has it
KINDS = ("model_face", "worn_no_face", "product_only")


@dataclass(frozen=True, eq=False)
class Dropped:
    """Rows of the table that could not be used, and why.

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
        One row for each product and period, sorted by both. Columns that are always there:
        `product` str; `period` datetime64, the start of the period; `kind` str, see `reference`.
        There where the shop gave them, float64: `units` (>= 0), `revenue` (>= 0, in `currency`), `price` (> 0, for one
        unit), `promotion` (0 to 1, share of the period on promotion), `impressions` (>= 0, how often the product was
        shown), `sessions` (>= 0, how often its page was opened: may itself be raised by the picture).
        `picture` str and `intent` str where known. One column for each of `covariates`.
    outcome : {"units", "revenue"}
        What is explained: units where there are any.
    period : {"day", "week", "month"}
    reference : str
        The kind that the others are held against: "product_only", or the most frequent one.
    covariates : tuple of str
        Other columns that may be controlled for, numbers (float64) or words (str), such as rating or category.
    currency : str
        As written in the table, "" where it was not said.
    name : str
        What the table is called, for people.
    simulated : bool
        True for a made-up shop: shown wherever its numbers are.
    rows_read : int
    dropped : tuple of Dropped
    notes : tuple of str
        What was assumed or done while reading, a sentence each.
    """

    table: pd.DataFrame
    outcome: Literal["units", "revenue"]
    period: Period = "week"
    reference: str = REFERENCE
    covariates: tuple[str, ...] = ()
    currency: str = ""
    name: str = ""
    simulated: bool = False
    rows_read: int = 0
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds that occur, the reference first, the others by name."""
        found = set(self.table["kind"].unique())
        return (self.reference, *sorted(found - {self.reference}))


def kind_word(kind: str) -> str:
    """What people read for a kind; a shop's own labels stay as they are."""
    return KIND_WORDS.get(kind) or INTENT_WORDS.get(kind, kind)
