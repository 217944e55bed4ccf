"""What other photos would bring: closed forms from a report's own effects, and what has no answer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.errors import Misuse
from core.sales.effects.effect import Diagnostics, Effect, SalesReport
from core.sales.history import History
from core.sales.report.what_if import REACH, what_if

WEEKS = 10


def effect(kind: str = "model_face", *, product: str | None = None, dependent: str = "units", beta: float = 0.2,
           error: float = 0.05, grade: str = "B") -> Effect:
    return Effect(kind, product, dependent, beta, beta - REACH * error, beta + REACH * error, error, 0.1, 8,
                  grade)  # type: ignore[arg-type]


def report(*effects: Effect) -> SalesReport:
    covariance = {name: {one.kind: {other.kind: one.standard_error**2 * (one.kind == other.kind) for other in effects
                                    if other.dependent == name and not other.product}
                         for one in effects if one.dependent == name and not one.product}
                  for name in ("units", "revenue", "price")}
    return SalesReport(None, effects, (), (), (), Diagnostics(), pd.DataFrame(), {"covariance": covariance})


def shop(kinds: dict[str, str], *, weeks: int = WEEKS, period: str = "week", **columns: float) -> History:
    """Each product sells ten a period."""
    rows = pd.DataFrame([(product, number, kind) for product, kind in kinds.items() for number in range(weeks)],
                        columns=["product", "period", "kind"])
    rows["period"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(7 * rows["period"], unit="D")
    return History(rows.assign(units=10.0, **columns), "units", period)  # type: ignore[arg-type]


def test_one_product_gains_its_effect_scaled_to_a_year():
    result = what_if(shop({"A": "product_only"}), report(effect()), ["A"], "model_face")
    units, = result.amounts
    assert (result.products, result.periods, result.grade) == (("A",), WEEKS, "B")
    assert units.before == pytest.approx(520) and units.change == pytest.approx(520 * math.expm1(0.2))
    reach = REACH * 0.05 * 520 * math.exp(0.2)
    assert (units.low, units.high) == (pytest.approx(units.change - reach), pytest.approx(units.change + reach))


def test_the_way_back_is_the_inverse_and_to_the_same_type_is_none():
    history = shop({"A": "model_face", "B": "product_only"})
    back = what_if(history, report(effect()), [], "product_only")
    assert back.products == ("A",) and back.amounts[0].change == pytest.approx(520 * math.expm1(-0.2))
    none = what_if(history, report(effect()), ["B"], "product_only")
    assert none.products == () and none.amounts[0].change == 0 == none.amounts[0].before and none.grade == "D"


def test_between_two_types_the_difference_counts_and_the_lower_grade():
    both = report(effect(), effect("worn_no_face", beta=0.5, error=0.1, grade="D"))
    result = what_if(shop({"A": "model_face"}), both, ["A"], "worn_no_face")
    assert result.amounts[0].change == pytest.approx(520 * math.expm1(0.3)) and result.grade == "D"
    spread = (result.amounts[0].high - result.amounts[0].change) / (REACH * 520 * math.exp(0.3))
    assert spread == pytest.approx(math.hypot(0.05, 0.1))


def test_what_all_products_share_does_not_shrink_with_their_number():
    many = what_if(shop({f"P{number}": "product_only" for number in range(25)}), report(effect()), [], "model_face")
    one = what_if(shop({"A": "product_only"}), report(effect()), [], "model_face")
    assert many.amounts[0].change == pytest.approx(25 * one.amounts[0].change)
    assert many.amounts[0].high / many.amounts[0].change == pytest.approx(one.amounts[0].high / one.amounts[0].change)


def test_a_product_with_an_effect_of_its_own_gets_it():
    own = report(effect(), effect(product="A", beta=0.4, error=0.13))
    result = what_if(shop({"A": "product_only"}), own, ["A"], "model_face")
    assert result.amounts[0].change == pytest.approx(520 * math.expm1(0.4))
    spread = (result.amounts[0].high - result.amounts[0].change) / (REACH * 520 * math.exp(0.4))
    assert spread == pytest.approx(0.13), "shared error and its own add up to that of the product"


def test_revenue_has_its_own_effect_and_a_year_is_at_most_a_year():
    history = shop({"A": "product_only"}, weeks=60, revenue=20.0)
    result = what_if(history, report(effect(), effect(dependent="revenue", beta=0.1)), [], "model_face")
    units, revenue = result.amounts
    assert (units.dependent, revenue.dependent, result.periods) == ("units", "revenue", 52)
    assert revenue.before == pytest.approx(52 * 20) and revenue.change == pytest.approx(52 * 20 * math.expm1(0.1))
    monthly = what_if(replace(history, period="month"), report(effect()), [], "model_face")
    assert monthly.periods == 12 and monthly.amounts[0].before == pytest.approx(120)


def test_sales_that_are_missing_count_as_none():
    history = shop({"A": "product_only", "B": "product_only"})
    table = history.table.assign(units=history.table["units"].mask(history.table["product"] == "B", np.nan))
    assert what_if(replace(history, table=table), report(effect()), [], "model_face").amounts[0].before == 520


@pytest.mark.parametrize(("products", "kind", "words"), [
    (["A"], "drone", "no estimate for the photo type 'drone'"), (["A", "X"], "model_face", "no product 'X'")])
def test_what_the_study_does_not_have_is_misuse(products, kind, words):
    with pytest.raises(Misuse, match=words) as error:
        what_if(shop({"A": "product_only"}), report(effect()), products, kind)
    assert error.value.hint


def test_a_type_with_an_effect_on_the_price_only_has_no_answer():
    only = report(effect(), effect("drone", dependent="price"))
    with pytest.raises(Misuse, match="no estimate for the photo type 'drone'"):
        what_if(shop({"A": "product_only"}), only, ["A"], "drone")


def test_plain_values_have_the_names_of_the_api():
    values = what_if(shop({"A": "product_only"}), report(effect()), [], "model_face").to_dict()
    assert set(values) == {"kind", "products", "amounts", "grade", "periods"} and values["products"] == ["A"]
    assert set(values["amounts"][0]) == {"outcome", "change", "low", "high", "before"}
