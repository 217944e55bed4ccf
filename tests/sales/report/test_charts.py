"""What charts show: every value inside its interval, titles that state the finding, and nothing where data lack."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.errors import Misuse
from core.sales.effects.effect import Alternative, Diagnostics, Effect, SalesReport, Term
from core.sales.report.charts import (
    CHARTS,
    MOST_PRODUCTS,
    CurveChart,
    IntervalChart,
    chart,
    detectable_effects,
    product_names,
)
from core.words.colors import KIND_COLORS

FACTS = {"name": "Shop", "simulated": False, "outcome": "units", "period": "week", "currency": "EUR",
         "reference": "product_only", "kinds": {"product_only": 9, "model_face": 8, "Drone": 4}}


def effect(kind: str = "model_face", product: str | None = None, dependent: str = "units", beta: float = 0.1) -> Effect:
    return Effect(kind, product, dependent, beta, beta - 0.05, beta + 0.05, 0.025, beta / 2, 8, "B")


def report(*effects: Effect, terms: tuple[Term, ...] = (), **values: object) -> SalesReport:
    method = object() if effects else None
    known = SalesReport(method, effects, terms, (Alternative("x", "model_face", 0.1, 0.0, 0.2),), (), Diagnostics(),
                        pd.DataFrame(), FACTS)
    return replace(known, **values)


@pytest.mark.parametrize("name", CHARTS)
def test_a_report_without_data_has_no_chart(name):
    assert chart(report(), name) is None


@pytest.mark.parametrize("name", CHARTS)
def test_every_value_lies_inside_its_interval(changing, name):
    content = chart(changing[2], name)
    assert content is not None and content.title and content.name == name
    if isinstance(content, IntervalChart):
        assert content.axis and content.rows
        assert all(row.low <= row.value <= row.high and row.label and row.note for row in content.rows)
    else:
        assert isinstance(content, CurveChart) and content.curves and content.y_axis
        for curve in content.curves:
            assert len(curve.x) == len(curve.values) > 0
            if curve.low is not None:
                assert np.all(curve.low <= curve.values + 1e-9) and np.all(curve.values <= curve.high + 1e-9)


def test_an_unknown_chart_is_misuse():
    with pytest.raises(Misuse, match="'pie' is not a chart") as error:
        chart(report(), "pie")
    assert "beta_weights" in error.value.hint


def test_effects_are_percents_in_the_color_of_their_type():
    content = chart(report(effect(), effect("Drone", dependent="price", beta=-0.2)), "effects")
    first, second = content.rows
    assert first.value == pytest.approx(100 * math.expm1(0.1)) and first.color == KIND_COLORS["model_face"]
    assert first.label == "Model with face: unit sales" and second.label == "Drone: price"
    assert first.note == "+10.5 % (+5.1 to +16.2 %), grade B" and first.tag == "+10.5 %, B"
    assert second.color not in KIND_COLORS.values() and "Product only" in content.axis
    assert [row.label for row in chart(report(effect(), effect(dependent="price")), "price_effects").rows] == [
        "Model with face"]


def test_products_are_ordered_by_number_and_capped():
    single = [effect(product=f"Product {number}") for number in (10, 2, 1)]
    assert product_names(report(*single)) == ["Product 1", "Product 2", "Product 10"]
    assert [row.label for row in chart(report(*single), "products").rows][-1] == "Product 10: Model with face"
    assert len(chart(report(*single), "products", products=["Product 2"]).rows) == 1
    many = [effect(product=f"P{number:02}") for number in range(40)]
    assert len(chart(report(*many), "products").rows) == MOST_PRODUCTS


def test_the_title_of_beta_weights_names_the_largest():
    term = Term("log_price", -1.5, -1.7, -1.3, -0.6)
    content = chart(report(effect(), terms=(term,)), "beta_weights")
    assert content.title == "Largest beta weight: Log price" and content.style == "bars"
    assert content.rows[1].low == pytest.approx(-0.6 * 1.7 / 1.5)


def test_a_beta_of_zero_has_a_weight_of_zero():
    flat = replace(effect(), beta=0.0, beta_standardized=0.0)
    assert (chart(report(flat), "beta_weights").rows[0].low, chart(report(flat), "beta_weights").rows[0].high) == (0, 0)


def test_the_price_response_follows_the_elasticity():
    content = chart(report(effect(), terms=(Term("log_price", -2.0, -2.2, -1.8, -0.5),)), "price_response")
    curve = content.curves[0]
    at = {round(x): value for x, value in zip(curve.x, curve.values, strict=True)}
    assert at[0] == pytest.approx(0) and at[-20] == pytest.approx(100 * (0.8**-2 - 1))
    assert content.title == "A 10 % higher price is associated with \u221217.4 % in unit sales"


def test_contribution_adds_up_in_its_title():
    table = pd.DataFrame({"period": pd.date_range("2024-01-01", periods=2, freq="7D"), "kind": "model_face",
                          "amount": [10.0, 20.0], "low": [5.0, 10.0], "high": [15.0, 30.0]})
    content = chart(report(effect(), contribution=table), "contribution")
    assert content.title == "Difference from “Product only” throughout: +30 units (+15 to +45)"
    assert content.style == "stack" and content.y_axis == "Unit sales per week"


def test_the_event_study_marks_the_change():
    lags = pd.DataFrame({"kind": "model_face", "lag": [-1, 0], "beta": [0.0, 0.1], "beta_low": [0.0, 0.0],
                         "beta_high": [0.0, 0.2]})
    seen = Diagnostics(lags=lags, pre_trend_p={"model_face": 0.314})
    content = chart(report(effect(), diagnostics=seen), "event_study")
    assert content.mark == ("x", -0.5) and "Model with face p = 0.31" in content.title
    assert chart(report(effect(), diagnostics=Diagnostics(lags=lags)), "event_study").title.endswith("not tested")


def test_detectable_effects_of_a_plan():
    class Plan:
        curve = ({"weeks": 2.0, "mde_percent": 20.0}, {"weeks": 8.0, "mde_percent": 9.0})
        weeks, mde_percent, effect_percent = 8, 9.0, 10.0

    content = detectable_effects(Plan())
    assert content.title == "A test of 8 weeks detects effects of 9.0 % or more" and content.mark == ("y", 10.0)
    assert content.curves[0].values.tolist() == [20.0, 9.0] and content.curves[0].low is None
