"""Tables of many shapes: each ends in an estimate with its grade, or in a sentence that says what is missing."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import MerchlensError
from core.sales.effects.effect import SalesReport
from core.sales.effects.estimate import estimate
from core.sales.history import History
from core.sales.report import one_page, sentences
from core.sales.report.charts import CHARTS, chart, product_names
from core.sales.report.what_if import what_if
from core.sales.storage import as_json, from_json
from core.sales.table.history_reader import read_history

SHAPES, PARTS = 240, 12
Column = Callable[[pd.DataFrame, np.random.Generator], Any]
TYPES = ("model_face", "worn_no_face", "product_only", "drone")
CHANGES: dict[str, Column] = {  # number of the photo type in each row
    "never": lambda rows, dice: rows["p"],
    "one product": lambda rows, dice: rows["p"] + (rows["w"] >= rows["w"].max() / 2) * (rows["p"] == 0),
    "three products": lambda rows, dice: rows["p"] + (rows["w"] >= rows["w"].max() / 2) * (rows["p"] < 3),
    "eight products": lambda rows, dice: rows["p"] + (rows["w"] >= rows["w"].max() / 2) * (rows["p"] < 8),
    "all at once": lambda rows, dice: rows["w"] >= rows["w"].max() / 2,
    "one after the other": lambda rows, dice: rows["p"] + (rows["w"] > rows["p"]),
    "every week": lambda rows, dice: rows["w"],
    "by chance": lambda rows, dice: dice.integers(0, 9, len(rows)),
    "in the last week": lambda rows, dice: rows["w"] == rows["w"].max(),
}
SALES: dict[str, Column] = {
    "counts": lambda rows, dice: dice.poisson(20, len(rows)),
    "rare": lambda rows, dice: dice.poisson(0.1, len(rows)),
    "none": lambda rows, dice: 0,
    "the same": lambda rows, dice: 7,
    "of the product": lambda rows, dice: rows["p"] + 1,
    "of the week": lambda rows, dice: rows["w"] + 1,
    "one row only": lambda rows, dice: (rows.index == len(rows) // 2) * 5,
    "one product only": lambda rows, dice: (rows["p"] == 0) * dice.poisson(20, len(rows)),
    "one type only": lambda rows, dice: (rows["type"] == "model_face") * dice.poisson(20, len(rows)),
    "huge": lambda rows, dice: dice.poisson(20, len(rows)) * 1e12,
    "tiny": lambda rows, dice: dice.random(len(rows)) * 1e-9,
    "half missing": lambda rows, dice: np.where(dice.random(len(rows)) < 0.5, np.nan, dice.poisson(20, len(rows))),
}
FIGURES: dict[str, Column] = {
    "constant": lambda rows, dice: 9.99,
    "of the product": lambda rows, dice: 5.0 + rows["p"],
    "of the week": lambda rows, dice: 5.0 + rows["w"],
    "of the type": lambda rows, dice: 5.0 + rows["type"].map(TYPES.index),
    "by chance": lambda rows, dice: (5 + 5 * dice.random(len(rows))).round(2),
    "zero": lambda rows, dice: 0.0,
    "empty": lambda rows, dice: np.nan,
    "with gaps": lambda rows, dice: np.where(dice.random(len(rows)) < 0.15, np.nan, 5 + dice.random(len(rows))),
    "changed once": lambda rows, dice: 9.0 + (rows.index == len(rows) - 1),
}
WORDS: dict[str, Column] = {
    "constant": lambda rows, dice: "shoes",
    "of the product": lambda rows, dice: rows["p"].map("only {}".format),
    "pairs": lambda rows, dice: (rows["p"] // 2).map("pair {}".format),
    "of the type": lambda rows, dice: rows["type"].map("for {}".format),
    "by chance": lambda rows, dice: dice.choice(["red", "blue"], len(rows)),
    "with gaps": lambda rows, dice: dice.choice(["red", None], len(rows)),
}
OPTIONAL: dict[str, dict[str, Column]] = {
    "price": FIGURES, "promotion": {**FIGURES, "now and then": lambda rows, dice: dice.integers(0, 2, len(rows))},
    "impressions": FIGURES, "sessions": FIGURES, "rating": FIGURES, "category": WORDS}


def shape(seed: int) -> tuple[dict[str, str], pd.DataFrame]:
    """A table and what it is made of."""
    dice = np.random.default_rng(seed)
    products, weeks = int(dice.choice([1, 4, 8, 9, 10, 12, 16, 20, 24])), int(dice.choice([1, 3, 5, 8, 9, 12, 16]))
    rows = pd.DataFrame([(p, w) for p in range(products) for w in range(weeks)], columns=["p", "w"])
    made = {"changes": str(dice.choice([*CHANGES])), "types": str(dice.choice([1, 2, 2, 2, 2, 3, 3, 3, 4]))}
    number = np.asarray(CHANGES[made["changes"]](rows, dice), int) % int(made["types"])
    rows["type"] = np.array(TYPES)[number]
    table = pd.DataFrame({"product": rows["p"].map("P{:02}".format), "kind": rows["type"],
                          "date": (pd.Timestamp("2024-01-01") + pd.to_timedelta(7 * rows["w"], "D")).astype(str)})
    if dice.random() < 0.05:
        table["product"] = table["date"]
    made["sales"] = str(dice.choice([*SALES, *["counts"] * len(SALES)]))
    sales = SALES[made["sales"]](rows, dice)
    for name in ("units", "revenue") if dice.random() < 0.3 else (str(dice.choice(["units", "units", "revenue"])),):
        table[name] = sales if name == "units" else sales * (9 + dice.random(len(rows)).round(2))
    for name, forms in OPTIONAL.items():
        if dice.random() < 0.35:
            made[name] = str(dice.choice([*forms]))
            table[name] = forms[made[name]](rows, dice)
    keep = dice.random(len(table)) < dice.choice([1.0, 1.0, 1.0, 0.8, 0.5])
    return {**made, "products": str(products), "weeks": str(weeks)}, table[keep] if keep.any() else table


def says_what_is_missing(report: SalesReport) -> bool:
    return any(check.level in ("stop", "warning") and check.sentence and check.advice for check in report.checks)


def complete(report: SalesReport) -> bool:
    """Whether each effect is a number with an interval, a grade and its reasons."""
    return all(math.isfinite(number) for effect in report.effects for number in (
        effect.beta, effect.beta_low, effect.beta_high, effect.standard_error)) and all(
        effect.grade in "ABCD" and effect.reasons and effect.standard_error > 0 for effect in report.effects)


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, PARTS))])
def test_every_shape_ends_in_a_grade_or_a_sentence(tmp_path: Path, part: int) -> None:
    for seed in range(part * SHAPES // PARTS, (part + 1) * SHAPES // PARTS):
        made, table = shape(seed)
        path = tmp_path / f"{seed}.csv"
        table.to_csv(path, index=False)
        about = f"shape {seed}: {made}"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                history = read_history(path)
                report = estimate(history)
        except MerchlensError as error:
            assert error.message and error.hint, about
            continue
        except Exception as error:
            raise AssertionError(about) from error
        assert complete(report), about
        assert report.effects or says_what_is_missing(report), about
        assert as_json(from_json(as_json(report))) == as_json(report), about
        if not report.effects:
            assert sentences.summary(report) and one_page.document(history, report, "html"), about
        if report.method is not None:
            _check_words_and_charts(history, report, about)


def _check_words_and_charts(history: History, report: SalesReport, about: str) -> None:
    assert sentences.headline(report) and all(sentences.summary(report)), about
    for name in CHARTS:
        chart(report, name, products=product_names(report))
    for kind in {history.reference, *(effect.kind for effect in report.effects)}:
        amounts = what_if(history, report, (), kind).amounts
        assert all(math.isfinite(number) for amount in amounts
                   for number in (amount.change, amount.low, amount.high)), about


def test_the_shapes_are_of_many_kinds() -> None:
    made = [shape(seed)[0] for seed in range(SHAPES)]
    assert {one["changes"] for one in made} == {*CHANGES} and {one["sales"] for one in made} == {*SALES}
    for name, forms in OPTIONAL.items():
        assert {one[name] for one in made if name in one} == {*forms}
