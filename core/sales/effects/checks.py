"""What is wrong or thin in a sales history, said before any estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from core.sales.history import History, kind_word

Level = Literal["good", "note", "warning", "stop"]


@dataclass(frozen=True)
class Check:
    """One look at the data.

    Attributes
    ----------
    name : str
        Short title: "Duplicates".
    level : {"good", "note", "warning", "stop"}
        After a "stop" nothing is estimated.
    sentence : str
        What was found, with its figures.
    advice : str
        What to do; "" when all is well.
    count : int
        How many rows or products it is about.
    """

    name: str
    level: Level
    sentence: str
    advice: str = ""
    count: int = 0

LEAST_ROWS, LEAST_PRODUCTS, LEAST_OF_KIND = 30, 8, 3
GAPS, FAR = 0.05, 6.0  # share of missing cells, and robust deviations of an outlier, that are worth a word
TOGETHER = 30.0  # condition number above which columns go together (Belsley, Kuh, Welsch 1980)


def check(history: History) -> list[Check]:
    """Look at a history before anything is estimated.

    Parameters
    ----------
    history : History

    Returns
    -------
    list of Check
        Stops first, then warnings, notes and what is well.
    """
    first, rest = (_unread, _rows, _kinds, _variation), (_gaps, _weeks, _outliers, _changed, _collinear)
    found = [*_dropped(history), *_notes(history)]
    if not len(history.table):
        return [_nothing(history), *found]
    found = [one for look in first for one in look(history)] + found
    if not any(one.level == "stop" for one in found):  # after one the rest would say nothing
        found += [one for look in rest for one in look(history)]
    order = ("stop", "warning", "note", "good")
    return sorted(found, key=lambda one: order.index(one.level))


def _nothing(history: History) -> Check:
    why = max(history.dropped, key=lambda one: one.count).reason if history.dropped else "It has none."
    return Check("No row can be used", "stop", f"Not one of {history.rows_read:,} rows can be used: {why}",
                 "Check which column is which, and how its cells are written.", history.rows_read)


def _unread(history: History) -> list[Check]:
    """Most rows had no date or no sales that make sense."""
    unread = [one for one in history.dropped if "could be read" in one.reason or "below zero" in one.reason]
    count = sum(one.count for one in unread)
    if count * 2 <= history.rows_read:
        return []
    return [Check("Rows that cannot be read", "stop", f"{count:,} of {history.rows_read:,} rows cannot be used: "
                  f"{' '.join(one.reason for one in unread)} What is left is not the shop.",
                  "Check which column is which, and how its cells are written.", count)]


def _rows(history: History) -> list[Check]:
    rows, products = len(history.table), history.table["product"].nunique()
    if products < 2:
        return [Check("Products", "stop", f"The table has {products} product; different ones must be compared.",
                      f"Give at least {LEAST_PRODUCTS} products.", products)]
    if rows < LEAST_ROWS or products < LEAST_PRODUCTS:
        return [Check("Too little data", "stop", f"The table has {rows:,} usable rows of {products:,} products.",
                      f"Give at least {LEAST_ROWS} rows of {LEAST_PRODUCTS} products: a row is a product and a "
                      f"{history.period}.", rows)]
    return [Check("Size", "good", f"{rows:,} rows: {products:,} products, "
                  f"{history.table['period'].nunique():,} {history.period}s.", count=rows)]


def _kinds(history: History) -> list[Check]:
    had = history.table.groupby("kind", observed=True)["product"].nunique()
    if len(had) < 2:
        only = f"only one kind of picture, {kind_word(had.index[0])}" if len(had) else "no kind of picture"
        return [Check("Kinds", "stop", f"The table has {only}: there is nothing to compare it with.",
                      "Give products, or weeks, with another kind of picture.", len(had))]
    thin = [f"{kind_word(kind)} ({number:,})" for kind, number in had.items() if number < LEAST_OF_KIND]
    if len(had) - len(thin) < 2:
        return [Check("Kinds", "stop", f"Too few products have {', '.join(thin)} pictures.",
                      f"At least {LEAST_OF_KIND} products are needed for each kind.", len(thin))]
    if thin:
        return [Check("Kinds", "warning", f"Too few products have {', '.join(thin)} pictures to say much of them.",
                      f"At least {LEAST_OF_KIND} products are needed for each kind.", len(thin))]
    return [Check("Kinds", "good", "Products by kind of picture: "
                  + ", ".join(f"{kind_word(kind)} {number:,}" for kind, number in had.items()) + ".",
                  count=len(had))]


def _variation(history: History) -> list[Check]:
    sales = history.table[history.outcome]
    if not (sales > 0).any():
        return [Check("Sales", "stop", f"All {history.outcome} are zero.", "Check which column holds the sales.")]
    if sales.nunique() < 2:
        return [Check("Sales", "stop", f"All {history.outcome} are {sales.iloc[0]:g}: nothing varies that could be "
                      "explained.", "Check which column holds the sales.")]
    found = [Check("Same throughout", "note", f"{name} is the same in every row and was left aside.", count=1)
             for name in ("price", "promotion", "impressions") if name in history.table
             and history.table[name].nunique() == 1]
    zeros = float((sales == 0).mean())
    if zeros > 0.5:
        found.append(Check("Sales", "warning", f"{zeros:.0%} of rows have no sales.",
                           "Sum up by month, or leave out products that hardly sell.", int((sales == 0).sum())))
    return found


def _dropped(history: History) -> list[Check]:
    found = []
    for one in history.dropped:
        share = one.count / max(1, history.rows_read)
        lines = ", ".join(f"{line:,}" for line in one.lines) + (", …" if one.count > len(one.lines) else "")
        found.append(Check("Rows left out", "warning" if share > GAPS else "note",
                           f"{one.count:,} of {history.rows_read:,} rows: {one.reason} Lines {lines}.",
                           "Mend them in the table if they matter.", one.count))
    return found or [Check("Rows left out", "good", "Every row could be used.")]


def _notes(history: History) -> list[Check]:
    return [Check("While reading", "note", sentence) for sentence in history.notes]


def _gaps(history: History) -> list[Check]:
    named = [name for name in ("price", "promotion", "impressions", "sessions") if name in history.table]
    missing = {name: float(history.table[name].isna().mean()) for name in named}
    found = [Check("Missing values", "warning" if share > GAPS else "note",
                   f"{name} is missing in {share:.1%} of rows.",
                   "Rows without it are left out of the estimate.", int(share * len(history.table)))
             for name, share in missing.items() if share > 0]
    if "price" not in named:
        found.append(Check("No price", "warning", "The table has no price: what is a change of price may look like an "
                           "effect of the picture.", "Add a column with the price."))
    return found or [Check("Missing values", "good", "No figure is missing.")]


def _weeks(history: History) -> list[Check]:
    rows = history.table.groupby("product", observed=True)["period"]
    span = history.table["period"].nunique()
    thin = float((rows.nunique() < span).mean())
    gone = 1 - len(history.table) / (history.table["product"].nunique() * span)
    if gone > GAPS:
        return [Check("Missing weeks", "note", f"{gone:.0%} of product {history.period}s are not in the table "
                      f"({thin:.0%} of products); they count as unknown, not as zero sales.",
                      f"If a missing {history.period} means no sales, add it with 0.", int(gone * len(history.table)))]
    return []


def _outliers(history: History) -> list[Check]:
    sales = np.log1p(history.table[history.outcome])
    groups = sales.groupby(history.table["product"], observed=True)
    away = (sales - groups.transform("median")).abs()
    spread = 1.4826 * away.groupby(history.table["product"], observed=True).transform("median")
    far = away > FAR * spread.clip(lower=0.1)
    if not far.any():
        return [Check("Outliers", "good", "No sales stand far out of their product's others.")]
    worst = history.table.loc[(away / spread.clip(lower=0.1)).idxmax()]
    return [Check("Outliers", "note", f"{int(far.sum()):,} rows stand far out of their product's others, most of all "
                  f"{worst['product']} on {worst['period']:%d %b %Y} ({worst[history.outcome]:,.0f}). They are kept.",
                  "Check them; wrong figures should be mended or deleted.", int(far.sum()))]


def _changed(history: History) -> list[Check]:
    kinds = history.table.groupby("product", observed=True)["kind"].nunique()
    changed = int((kinds > 1).sum())
    if changed == len(kinds):
        return [Check("Changed pictures", "good", f"All {len(kinds):,} products changed their kind of picture.")]
    level: Level = "good" if changed >= LEAST_PRODUCTS else "warning"
    return [Check("Changed pictures", level, f"{len(kinds) - changed:,} of {len(kinds):,} products never changed their "
                  f"kind of picture; {changed:,} did.",
                  "" if level == "good" else "Products that change can be held against themselves, which tells more.",
                  len(kinds) - changed)]


def _collinear(history: History) -> list[Check]:
    """Columns that go together altogether, such as a kind that only ever comes with a promotion."""
    found = []
    kind = history.table["kind"]
    if "promotion" in history.table:
        on = history.table["promotion"] > 0
        share = on.groupby(kind, observed=True).mean()
        found += [Check("Goes together", "warning", f"{kind_word(name)} pictures are "
                        f"{'always' if one > 0.5 else 'never'} shown during promotions, other kinds are not "
                        "so: the two cannot be told apart.",
                        "Show them in other weeks too.")
                  for name, one in share.items() if one in (0.0, 1.0) and 0 < on.mean() < 1
                  and (share.drop(name) != one).all()]
    numeric = [name for name in ("price", "promotion", "impressions") if name in history.table]
    frame = pd.DataFrame({name: history.table[name] for name in numeric} | {
        str(name): (kind == name).astype(float) for name in history.kinds[1:]}).dropna()
    frame = frame.loc[:, frame.std() > 0]
    if frame.shape[1] > 1 and len(frame) > frame.shape[1]:
        scaled = (frame - frame.mean()) / frame.std()
        values = np.linalg.svd(scaled.to_numpy(), compute_uv=False)
        condition = float(values[0] / max(values[-1], 1e-12))
        if condition > TOGETHER:
            found.append(Check("Goes together", "warning", "Some columns say the same: " + ", ".join(frame.columns)
                               + f" (condition number {condition:,.0f}).", "Leave one of them out."))
    return found or [Check("Goes together", "good", "Kinds, price and promotion can be told apart.")]
