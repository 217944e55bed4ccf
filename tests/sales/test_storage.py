"""Reports and histories come back as they were, also those of release 0.1."""

import json

import pandas as pd

from core.sales.effects.checks import Check
from core.sales.effects.effect import Alternative, Diagnostics, Effect, Method, SalesReport, Term
from core.sales.history import Omission
from core.sales.simulation import simulated_history
from core.sales.storage import as_json, from_json, read_history, read_report, write_history, write_report


def made() -> SalesReport:
    effect = Effect("model_face", None, "units", 0.1, 0.05, 0.15, 0.02, 0.03, 9, "B", ("why",), ("do",), 0.1, 1.2)
    seen = Diagnostics(vif={"kind_0": float("nan")}, leave_one_out=pd.DataFrame(
        {"kind": ["model_face"], "product": ["a"], "beta": [0.2]}))
    return SalesReport(Method("m", "within", "poisson", "why", "words", "latex"), (effect,),
                       (Term("log_price", -1.0, -2.0, 0.0, -0.5),),
                       (Alternative("naive", "model_face", 0.2, 0.1, 0.3),),
                       (Check("Size", "good", "fine"),), seen, pd.DataFrame(
                           {"period": pd.to_datetime(["2024-01-01"]), "kind": ["model_face"], "amount": [3.0]}),
                       {"outcome": "units", "kinds": {"product_only": 3, "model_face": 4}})


def test_a_report_comes_back(tmp_path):
    write_report(tmp_path, made())
    again = read_report(tmp_path)
    assert again.effects == made().effects and again.alternatives == made().alternatives and again.terms == made().terms
    assert as_json(again) == as_json(made()) and not list(tmp_path.glob("*.part"))


def test_plain_values_keep_their_names_and_are_json():
    values = as_json(made())
    assert values["rivals"] and values["effects"][0]["outcome"] == "units"
    assert values["diagnostics"]["left_out"]["product"] == ["a"] and values["diagnostics"]["vif"] == {"kind_0": None}
    json.dumps(values, allow_nan=False)


def test_a_report_of_release_0_1_is_read():
    values = as_json(made())
    for row in (*values["effects"], *values["terms"]):
        row["beta_standardised"] = row.pop("beta_standardized")
    assert from_json(values).effects == made().effects and from_json(values).terms == made().terms


def test_a_history_comes_back(tmp_path):
    from dataclasses import replace

    history = replace(simulated_history(1, products=3, weeks=10)[0], omissions=(Omission("Bad.", 2, (3, 4)),))
    write_history(tmp_path, history)
    again = read_history(tmp_path)
    assert again.omissions == history.omissions and again.covariates == history.covariates
    pd.testing.assert_frame_equal(again.table, history.table, check_dtype=False)
    stored = json.loads((tmp_path / "history.json").read_text("utf-8"))
    assert stored["outcome"] == "units" and stored["dropped"][0]["count"] == 2
