"""A simulated year of sales of the demo shop's products, with a known effect of each kind of picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from demo.catalog import Product

SEED, WEEKS, FIRST_WEEK = 1, 52, date(2025, 11, 3)
EFFECT = {"model_face": 0.12, "worn_no_face": 0.05, "product_only": 0.0}  # on units, at the same price: the truth
ELASTICITY = -1.5  # of units to price
OFFER, OFFER_SHARE = 0.15, 0.1  # how much cheaper a product is in an offer, and in how many weeks
SHOCK, LINGERS = 0.12, 0.5  # a product's own ups and downs, log scale; how much of one is left a week later
BETTER = 0.25  # log units by which products that ever had a model sell better, whatever their picture: a trap
USUAL_UNITS = 40.0  # a week, of a product of middling price

# What the main picture of each product shows at the end of the year; every other product is worn without a face.
PRODUCT_ONLY = ("BOO-01", "CAN-01", "DRY-01", "JAR-01", "LOA-01", "MUG-01", "MUG-02", "SAL-01", "SUN-01", "TAN-01",
                "WAT-01")
MODEL_FACE = ("POR-01", "POR-02")
# Products whose main picture was of another kind until some week in `CHANGES`; the others kept theirs.
WERE_PRODUCT_ONLY = ("POR-01", "POR-02", "DRE-01", "DRE-02", "TSM-01", "TSM-03", "TSW-02", "JEM-01", "JEW-01",
                     "SOC-04", "CAP-01")
WERE_MODEL_FACE = ("LOA-01", "SUN-01", "WAT-01", "TAN-01", "DRY-01", "MUG-01", "DRE-03", "TSW-01", "TSW-03", "JEM-03",
                   "JEW-03", "CAP-02")
CHANGES = (14, 38)


def kinds_of(sku: str) -> tuple[str, str]:
    """Kind of a product's main picture at the start and at the end of the year."""
    end = "product_only" if sku in PRODUCT_ONLY else "model_face" if sku in MODEL_FACE else "worn_no_face"
    return "product_only" if sku in WERE_PRODUCT_ONLY else "model_face" if sku in WERE_MODEL_FACE else end, end


def sales_table(products: Sequence[Product]) -> str:
    """The sales of `WEEKS` weeks as CSV, sorted by week and product.

    Parameters
    ----------
    products : sequence of Product

    Returns
    -------
    str
        With the columns week (its Monday), sku, units, revenue, price, category and photo_type.
    """
    random = np.random.default_rng(SEED)
    weeks = np.arange(WEEKS)
    season = 0.15 * np.cos(2 * np.pi * (weeks - 4) / WEEKS) + 0.25 * np.isin(weeks, (3, 5, 6))  # before the holidays
    lines: list[tuple[int, str]] = []
    for product in products:
        kinds = np.where(weeks < random.integers(*CHANGES), *kinds_of(product.sku))
        price = np.round(product.price * (1 - OFFER * (random.random(WEEKS) < OFFER_SHARE)), 2)
        own = random.normal(0, 0.35) - 0.3 * np.log(product.price / 25) + BETTER * ("model_face" in kinds)
        shock = random.normal(0, SHOCK, WEEKS)
        for week in range(1, WEEKS):
            shock[week] = LINGERS * shock[week - 1] + np.sqrt(1 - LINGERS**2) * shock[week]
        lift = np.array([EFFECT[kind] for kind in kinds])
        expected = USUAL_UNITS * (1 + lift) * np.exp(
            own + season + ELASTICITY * np.log(price / product.price) + shock)
        for week, units in enumerate(random.poisson(expected)):
            monday = FIRST_WEEK + timedelta(weeks=week)
            lines.append((week, f"{monday},{product.sku},{units},{units * price[week]:.2f},{price[week]:.2f},"
                                f"{product.category},{kinds[week]}"))
    lines.sort(key=lambda line: line[0])
    return "\n".join(["week,sku,units,revenue,price,category,photo_type", *(line for _, line in lines), ""])
