"""A simulated shop with known effects: for the demo, and to test the estimates.

Sales are counts: Poisson around an expectation that multiplies product, season, price, promotion, impressions, photo
type, and a persistent shock. Everything simulated is labeled so wherever it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from core.sales.history import KINDS, REFERENCE, History

FIRST_DAY = "2024-01-01"
CATEGORIES = ("Sneakers", "Sandals", "Boots", "Formal shoes")
ELASTICITY, PROMOTION, IMPRESSIONS = -1.6, 0.25, 0.5  # of log units: on log price, a full promotion, log impressions
PRICE_EFFECT = {"model_face": 0.015, "worn_no_face": 0.0, REFERENCE: 0.0}  # on log price: better photos raise prices
SHOCK, PERSISTENCE = 0.25, 0.5  # standard deviation of a product's weekly shock; its correlation from week to week
SPREAD = 0.02  # standard deviation of a photo's effect from product to product, log scale


@dataclass(frozen=True)
class Truth:
    """The true effects of a simulated shop.

    Attributes
    ----------
    beta : dict of str to float
        Photo type to its mean effect on log units at the same price; the reference has 0.
    price_beta : dict of str to float
        Photo type to its effect on log price.
    elasticity : float
        Of units to price.
    by_product : dict of (str, str) to float
        (product, photo type) to the effect on log units.
    """

    beta: dict[str, float]
    price_beta: dict[str, float]
    elasticity: float
    by_product: dict[tuple[str, str], float]


def simulate(seed: int = 0, *, products: int = 120, weeks: int = 104, design: Literal["changes", "fixed"] = "changes",
             confounding: Literal["none", "observed", "hidden"] = "none",
             effects: dict[str, float] | None = None) -> tuple[pd.DataFrame, Truth]:
    """Simulate a shop's sales table, as a user would upload it.

    Parameters
    ----------
    seed : int
    products, weeks : int
    design : {"changes", "fixed"}
        Whether three products in four change their photo type once, or every product keeps its own.
    confounding : {"none", "observed", "hidden"}
        With confounding, better products tend to have model photos. Observed: `rating` shows how good they are;
        hidden: no column does.
    effects : dict of str to float, optional
        Photo type to its true effect on units in percent at the same price. Default: random, from 5 to 12 %, the range
        that the blog post claims.

    Returns
    -------
    table : DataFrame
        `product`, `date` (the week's Monday), `units`, `revenue`, `price`, `promotion` (0 or 1), `impressions`,
        `category`, `rating`, `picture`, `kind`.
    truth : Truth
    """
    random = np.random.default_rng(seed)
    percents = effects or {kind: float(random.uniform(5, 12)) for kind in KINDS if kind != REFERENCE}
    beta = {kind: float(np.log1p(percents.get(kind, 0.0) / 100)) for kind in KINDS}
    names = np.array([f"Product {number}" for number in range(1, products + 1)])
    category, quality = random.integers(0, len(CATEGORIES), products), random.normal(0, 1, products)
    own = _own_effects(random, products)
    kind = _kinds(random, quality if confounding != "none" else np.zeros(products), weeks, design)
    base_price = np.exp(3.6 + 0.25 * category / len(CATEGORIES) + 0.1 * quality + random.normal(0, 0.25, products))
    promotion = (random.random((products, weeks)) < 0.12).astype(float)
    price = (base_price[:, None] * (1 - 0.2 * promotion) * np.exp(_shocks(random, (products, weeks), 0.06)
             + np.array([PRICE_EFFECT[name] for name in KINDS])[kind])).round(2)
    season = 0.25 * np.sin(2 * np.pi * np.arange(weeks) / 52 + 0.5) + 0.001 * np.arange(weeks)
    impressions = random.poisson(np.exp(7 + random.normal(0, 0.5, products)[:, None] + season
                                        + 0.3 * promotion + _shocks(random, (products, weeks), 0.2)))
    photo = np.array([beta[name] for name in KINDS])[kind] + np.where(kind == KINDS.index(REFERENCE), 0.0,
                                                                     own[:, None])
    log_units = (3.0 - ELASTICITY * 3.6 - IMPRESSIONS * 7 + 0.15 * category[:, None] + _quality_effect(quality)[:, None]
                 + random.normal(0, 0.3, products)[:, None] + ELASTICITY * np.log(price) + PROMOTION * promotion
                 + IMPRESSIONS * np.log1p(impressions) + season + photo + _shocks(random, (products, weeks), SHOCK))
    units = random.poisson(np.exp(log_units))
    columns = {"units": units, "revenue": (units * price).round(2), "price": price,
               "promotion": promotion.astype(int), "impressions": impressions, "kind": np.array(KINDS)[kind]}
    table = _table(names, columns, np.array(CATEGORIES)[category], (4.2 + 0.3 * quality).round(3))
    table = table if confounding != "hidden" else table.drop(columns="rating")
    return table, Truth(beta, dict(PRICE_EFFECT), ELASTICITY, _by_product(names, own, beta))


def _by_product(names: np.ndarray, own: np.ndarray, beta: dict[str, float]) -> dict[tuple[str, str], float]:
    return {(str(name), kind): beta[kind] + float(extra) for name, extra in zip(names, own, strict=True)
            for kind in KINDS if kind != REFERENCE}


def _table(names: np.ndarray, columns: dict[str, np.ndarray], category: np.ndarray, rating: np.ndarray) -> pd.DataFrame:
    """One row for each product and week, in the order of a shop's export."""
    products, weeks = columns["units"].shape
    table = pd.DataFrame({"product": np.repeat(names, weeks),
                          "date": np.tile(pd.date_range(FIRST_DAY, periods=weeks, freq="7D"), products),
                          **{name: values.ravel() for name, values in columns.items()},
                          "category": np.repeat(category, weeks), "rating": np.repeat(rating, weeks)})
    return table.assign(picture=table["product"].str.lower().str.replace(" ", "-") + "-" + table["kind"] + ".jpg")


def simulated_history(seed: int = 0, **options: Any) -> tuple[History, Truth]:
    """The same shop as a history, and its truth; `options` are those of `simulate`."""
    table, truth = simulate(seed, **options)
    numbers = ("units", "revenue", "price", "promotion", "impressions")
    rows = table.rename(columns={"date": "period"}).astype(dict.fromkeys(numbers, float))
    covariates = tuple(name for name in ("category", "rating") if name in rows)
    rows = rows.sort_values(["product", "period"], ignore_index=True)
    name = f"Simulated shop {seed}"
    return History(rows, "units", "week", REFERENCE, covariates, "", name, True, len(rows)), truth


def _quality_effect(quality: np.ndarray) -> np.ndarray:
    """How much better good products sell, log scale: bent, so that a straight line cannot adjust for all of it."""
    return 0.3 * quality + 0.2 * np.maximum(quality, 0)


def _own_effects(random: np.random.Generator, products: int) -> np.ndarray:
    """Deviation of each product's photo effect from the mean effect, with a mean of zero."""
    deviation = random.normal(0, SPREAD, products)
    return deviation - deviation.mean()


def _shocks(random: np.random.Generator, shape: tuple[int, int], deviation: float) -> np.ndarray:
    """Shocks of a given standard deviation, each correlated with the one before: AR(1) along the second axis."""
    shocks = random.normal(0, deviation, shape)
    for week in range(1, shape[1]):
        shocks[:, week] = PERSISTENCE * shocks[:, week - 1] + np.sqrt(1 - PERSISTENCE**2) * shocks[:, week]
    return shocks


def _kinds(random: np.random.Generator, quality: np.ndarray, weeks: int, design: str) -> np.ndarray:
    """Index into KINDS for each product and week, int (products, weeks); good products tend to have models."""
    products = len(quality)
    utility = np.stack([0.8 * quality, 0.2 * quality, -0.5 * quality], axis=1) + random.gumbel(size=(products, 3))
    kind = np.repeat(utility.argmax(axis=1)[:, None], weeks, axis=1)
    if design == "changes":
        later = (kind[:, 0] + random.integers(1, 3, products)) % 3
        change = random.integers(weeks // 5, weeks - weeks // 5, products)
        changes = random.random(products) < 0.75
        after = np.arange(weeks) >= change[:, None]
        kind = np.where(after & changes[:, None], later[:, None], kind)
    return kind
