"""The simulated shop has the planted truth, and the same one for the same seed."""

import numpy as np
import pytest

from core.sales.simulation import PERSISTENCE, _shocks, simulate, simulated_history


def test_the_same_seed_gives_the_same_shop():
    assert simulate(5, products=4, weeks=10)[0].equals(simulate(5, products=4, weeks=10)[0])
    assert not simulate(5, products=4, weeks=10)[0].equals(simulate(6, products=4, weeks=10)[0])


@pytest.mark.parametrize(("design", "most"), [("fixed", 1), ("changes", 2)])
def test_products_change_once_or_never(design, most):
    table = simulate(1, products=30, weeks=20, design=design)[0]
    assert table.groupby("product")["kind"].nunique().max() == most and len(table) == 600


def test_effects_are_those_asked_for():
    _, truth = simulate(1, products=50, weeks=10, effects={"model_face": 10.0})
    assert np.expm1(truth.beta["model_face"]) == pytest.approx(0.1) and truth.beta["worn_no_face"] == 0
    own = [beta for (_, kind), beta in truth.by_product.items() if kind == "model_face"]
    assert np.mean(own) == pytest.approx(truth.beta["model_face"])


def test_hidden_confounding_has_no_rating():
    assert "rating" not in simulate(1, products=4, weeks=10, confounding="hidden")[0]
    assert simulated_history(1, products=4, weeks=10)[0].simulated


def test_shocks_persist():
    shocks = _shocks(np.random.default_rng(1), (2000, 20), 0.25)
    assert shocks.std() == pytest.approx(0.25, rel=0.05)
    assert np.corrcoef(shocks[:, 9], shocks[:, 10])[0, 1] == pytest.approx(PERSISTENCE, abs=0.06)
