"""Problems and gaps of a sales history, reported before any estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from core.sales.history import History
from core.words.numerals import share
from core.words.sales import DEPENDENT_WORDS, MATCHED, kind_word

Level = Literal["good", "note", "warning", "stop"]
LEVELS: tuple[Level, ...] = ("stop", "warning", "note", "good")
LEAST_ROWS, LEAST_PRODUCTS, LEAST_OF_KIND = 30, 8, 3
GAPS = 0.05  # share of missing cells that deserves a warning
FAR = 6.0  # robust standard deviations from its product's median that make an outlier
MAD_SCALE = 1.4826  # median absolute deviation to standard deviation, for a normal distribution
COLLINEAR = 30.0  # condition number above which columns are collinear (Belsley, Kuh, Welsch 1980)
UNREADABLE = ("could not be read", "below zero")  # reasons that mean a wrong column rather than a bad row
CHECK_COLUMNS = "Check which column has which role, and how its cells are written."


@dataclass(frozen=True)
class Check:
    """One check of the data.

    Attributes
    ----------
    name : str
        Short title: "Missing values".
    level : {"good", "note", "warning", "stop"}
        After a "stop" nothing is estimated.
    sentence : str
        The finding, with its figures.
    advice : str
        What to do; "" when all is well.
    count : int
        Number of rows or products concerned.
    """

    name: str
    level: Level
    sentence: str
    advice: str = ""
    count: int = 0


def check(history: History) -> list[Check]:
    """Check a history before anything is estimated.

    Parameters
    ----------
    history : History

    Returns
    -------
    list of Check
        Stops first, then warnings, notes and what is well.
    """
    reading = [*_omissions(history), *(Check(MATCHED, "note", match) for match in history.matches),
               *(Check("Reading the table", "note", note) for note in history.notes)]
    if not len(history.table):
        return [_no_rows(history), *reading]
    checks = [result for look in (_unreadable, _size, _kinds, _sales) for result in look(history)] + reading
    if not any(result.level == "stop" for result in checks):  # after a stop the others would be noise
        looks = (_missing_values, _missing_periods, _outliers, _changes, _collinear)
        checks += [result for look in looks for result in look(history)]
    return sorted(checks, key=lambda result: LEVELS.index(result.level))


def _no_rows(history: History) -> Check:
    reasons = sorted(history.omissions, key=lambda omission: omission.count)
    why = reasons[-1].reason if reasons else "It has none."
    return Check("Usable rows", "stop", f"None of the {history.rows_read:,} rows can be used: {why}", CHECK_COLUMNS,
                 history.rows_read)


def _unreadable(history: History) -> list[Check]:
    """Most rows lack a date or a plausible number of sales."""
    bad = [omission for omission in history.omissions if any(words in omission.reason for words in UNREADABLE)]
    count = sum(omission.count for omission in bad)
    if count * 2 <= history.rows_read:
        return []
    reasons = " ".join(omission.reason for omission in bad)
    return [Check("Unreadable rows", "stop", f"{count:,} of {history.rows_read:,} rows cannot be used: {reasons} The "
                  "rest does not represent the shop.", CHECK_COLUMNS, count)]


def _size(history: History) -> list[Check]:
    rows, products = len(history.table), history.table["product"].nunique()
    if products < 2:
        return [Check("Products", "stop", f"The table has {products} product; a study compares several.",
                      f"Provide at least {LEAST_PRODUCTS} products.", products)]
    if rows < LEAST_ROWS or products < LEAST_PRODUCTS:
        return [Check("Size", "stop", f"The table has only {rows:,} usable rows of {products:,} products.",
                      f"Provide at least {LEAST_ROWS} rows of {LEAST_PRODUCTS} products, one row per product and "
                      f"{history.period}.", rows)]
    return [Check("Size", "good", f"{rows:,} rows: {products:,} products, "
                  f"{history.table['period'].nunique():,} {history.period}s.", count=rows)]


def _kinds(history: History) -> list[Check]:
    products = history.table.groupby("kind", observed=True)["product"].nunique()
    if len(products) < 2:
        only = f"only one photo type, {kind_word(products.index[0])}" if len(products) else "no photo types"
        return [Check("Photo types", "stop", f"The table has {only}; a study compares at least two.",
                      "Add products, or periods, with another photo type.", len(products))]
    rare = [f"{kind_word(kind)} ({number:,})" for kind, number in products.items() if number < LEAST_OF_KIND]
    advice = f"Provide at least {LEAST_OF_KIND} products of each photo type."
    if len(products) - len(rare) < 2:
        return [Check("Photo types", "stop", f"Too few products have these photo types: {', '.join(rare)}.", advice,
                      len(rare))]
    if rare:
        return [Check("Photo types", "warning", f"Too few products for a good estimate: {', '.join(rare)}.", advice,
                      len(rare))]
    counts = ", ".join(f"{kind_word(kind)} {number:,}" for kind, number in products.items())
    return [Check("Photo types", "good", f"Products by photo type: {counts}.", count=len(products))]


def _sales(history: History) -> list[Check]:
    """Whether sales vary at all, and columns that do not."""
    sales, word = history.table[history.dependent], DEPENDENT_WORDS[history.dependent].capitalize()
    if sales.nunique() < 2:
        value = f"{sales.iloc[0]:g}" if len(sales.dropna()) else "empty"
        does = "are" if history.dependent == "units" else "is"
        return [Check("Sales", "stop", f"{word} {does} {value} in every row; a study explains differences.",
                      "Check which column holds the sales.")]
    checks = [Check("Constant columns", "note", f"{name.capitalize()} is the same in every row and is not used.",
                    count=1)
              for name in ("price", "promotion", "impressions") if name in history.table
              and history.table[name].nunique() == 1]
    zeros = float((sales == 0).mean())
    if zeros > 0.5:
        checks.append(Check("Sales", "warning", f"{share(zeros)} of rows have no sales.",
                            "Aggregate by month, or leave out products that rarely sell.", int((sales == 0).sum())))
    return checks


def _omissions(history: History) -> list[Check]:
    checks = []
    for omission in history.omissions:
        part = omission.count / max(1, history.rows_read)
        lines = ", ".join(f"{line:,}" for line in omission.lines)
        more = ", …" if omission.count > len(omission.lines) else ""
        checks.append(Check("Rows left out", "warning" if part > GAPS else "note",
                            f"{omission.count:,} of {history.rows_read:,} rows: {omission.reason} Lines {lines}{more}.",
                            "Correct them in the table if they matter.", omission.count))
    return checks or [Check("Rows left out", "good", "Every row can be used.")]


def _missing_values(history: History) -> list[Check]:
    columns = [name for name in ("price", "promotion", "impressions", "sessions") if name in history.table]
    gaps = {name: float(history.table[name].isna().mean()) for name in columns}
    checks = [Check("Missing values", "warning" if gap > GAPS else "note",
                    f"{name.capitalize()} is missing in {share(gap, 1)} of rows.",
                    "Rows without it are left out of the estimate.", int(gap * len(history.table)))
              for name, gap in gaps.items() if gap > 0]
    if "price" not in columns:
        checks.append(Check("Price", "warning", "The table has no price. The effect of a price change may be mistaken "
                            "for an effect of the photo.", "Add a column with the price."))
    return checks or [Check("Missing values", "good", "No values are missing.")]


def _missing_periods(history: History) -> list[Check]:
    periods = history.table.groupby("product", observed=True)["period"].nunique()
    span = history.table["period"].nunique()
    incomplete = float((periods < span).mean())
    gap = 1 - len(history.table) / (len(periods) * span)
    if gap <= GAPS:
        return []
    return [Check(f"Missing {history.period}s", "note", f"{share(gap)} of product {history.period}s are missing "
                  f"({share(incomplete)} of products are affected). They count as unknown, not as zero sales.",
                  f"If a missing {history.period} means zero sales, add it with 0.", int(gap * len(history.table)))]


def _outliers(history: History) -> list[Check]:
    sales, product = np.log1p(history.table[history.dependent]), history.table["product"]
    distance = (sales - sales.groupby(product, observed=True).transform("median")).abs()
    spread = (MAD_SCALE * distance.groupby(product, observed=True).transform("median")).clip(lower=0.1)
    outlier = distance > FAR * spread
    if not outlier.any():
        return [Check("Outliers", "good", "Every row is in line with its product's other sales.")]
    worst, count = history.table.loc[(distance / spread).idxmax()], int(outlier.sum())
    rows = "1 row is" if count == 1 else f"{count:,} rows are"
    return [Check("Outliers", "note", f"{rows} far from the product's other sales; the most extreme is "
                  f"{worst['product']} on {worst['period']:%b} {worst['period'].day}, {worst['period'].year} "
                  f"({worst[history.dependent]:,.0f}). Outliers stay in the estimate.",
                  "Correct or delete figures that are wrong.", count)]


def _changes(history: History) -> list[Check]:
    kinds = history.table.groupby("product", observed=True)["kind"].nunique()
    changes = int((kinds > 1).sum())
    if changes == len(kinds):
        return [Check("Photo changes", "good", f"All {len(kinds):,} products changed their photo type.")]
    enough = changes >= LEAST_PRODUCTS
    return [Check("Photo changes", "good" if enough else "warning",
                  f"{changes:,} of {len(kinds):,} products changed their photo type.",
                  "" if enough else "Change the photos of more products: comparing a product with itself is stronger "
                  "evidence than comparing different products.", len(kinds) - changes)]


def _collinear(history: History) -> list[Check]:
    """Columns that always change together, such as a photo type that only occurs with a promotion."""
    checks = _promotion_only(history)
    names = [name for name in ("price", "promotion", "impressions") if name in history.table]
    columns = pd.DataFrame({name: history.table[name] for name in names} | {
        str(kind): (history.table["kind"] == kind).astype(float) for kind in history.kinds[1:]}).dropna()
    columns = columns.loc[:, columns.std() > 0]
    if columns.shape[1] > 1 and len(columns) > columns.shape[1]:
        scaled = ((columns - columns.mean()) / columns.std()).to_numpy()
        values = np.linalg.svd(scaled, compute_uv=False)
        condition = float(values[0] / max(values[-1], 1e-12))
        if condition > COLLINEAR:
            labels = ", ".join(kind_word(name) for name in columns.columns)
            checks.append(Check("Collinear columns", "warning", f"Some of these columns carry the same information: "
                                f"{labels} (condition number {condition:,.0f}).", "Leave one of them out."))
    return checks or [Check("Collinear columns", "good", "Photo type, price and promotion vary independently enough.")]


def _promotion_only(history: History) -> list[Check]:
    """Photo types that only ever occur with a promotion, or never with one, unlike all others."""
    if "promotion" not in history.table:
        return []
    promotion = history.table["promotion"] > 0
    parts = promotion.groupby(history.table["kind"], observed=True).mean()
    return [Check("Collinear columns", "warning", f"Photos of type “{kind_word(kind)}” are "
                  f"{'always' if part > 0.5 else 'never'} shown during promotions, unlike the others; the two effects "
                  "cannot be separated.", "Show them in other periods too.")
            for kind, part in parts.items() if part in (0.0, 1.0) and 0 < promotion.mean() < 1
            and (parts.drop(kind) != part).all()]
