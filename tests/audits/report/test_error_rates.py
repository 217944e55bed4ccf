"""Error rates of the shipped model, and how much they vary between shops."""

import numpy as np
import pytest

from core.audits.report.error_rates import ErrorRates, measured_error_rates, spread_of
from core.errors import Misuse, NotFound
from core.settings import ROOT

CARD = ROOT / "models" / "shopping_intent_1.json"


def test_the_shipped_models_error_rates_are_read():
    rates = measured_error_rates(CARD)
    assert rates.confusion.sum() == 325 and 0.01 < rates.spread < 0.3 and "never seen" in rates.source
    drawn = rates.draws(2000, np.random.default_rng(1))
    assert drawn.shape == (2000, 4, 4) and np.allclose(drawn.sum(axis=2), 1)
    assert np.allclose(drawn.mean(axis=0), rates.confusion / rates.confusion.sum(axis=1, keepdims=True), atol=0.02)


def test_spread_tells_how_sources_differ():
    rng = np.random.default_rng(5)
    same = {str(k): {"n": 100, "share": rng.binomial(100, 0.8) / 100} for k in range(300)}
    differ = {str(k): {"n": 100, "share": rng.binomial(100, rng.beta(7.2, 1.8)) / 100} for k in range(300)}
    assert spread_of(same) < 0.005
    assert spread_of(differ) == pytest.approx(0.1, abs=0.02)
    assert spread_of({"one": {"n": 10, "share": 1.0}}) == 0.0


@pytest.mark.parametrize("content", ["{}", "[]", "no json", '{"unseen_sources": {"confusion": "x"}}'])
def test_a_file_without_counts_is_refused(tmp_path, content):
    path = tmp_path / "card.json"
    path.write_text(content)
    with pytest.raises(Misuse):
        measured_error_rates(path)
    with pytest.raises(NotFound):
        measured_error_rates(tmp_path / "none.json")


@pytest.mark.parametrize("counts", [np.ones((2, 2)), -np.ones((4, 4)), np.diag([1.0, 1.0, 0.0, 1.0]),
                                    np.full((4, 4), np.nan)])
def test_counts_that_are_none_are_refused(counts):
    with pytest.raises(Misuse):
        ErrorRates(counts)


@pytest.mark.parametrize("spread", [-0.1, 1.0, float("nan")])
def test_a_spread_outside_its_range_is_refused(spread):
    with pytest.raises(Misuse, match="spread"):
        ErrorRates(np.ones((4, 4)), spread=spread)


def test_a_spread_makes_the_draws_wider_and_moves_all_labels_together():
    counts, rng = np.eye(4) * 80 + 5, np.random.default_rng(3)
    exact, spread = ErrorRates(counts).draws(2000, rng), ErrorRates(counts, spread=0.1).draws(2000, rng)
    right = [np.diagonal(draws, axis1=1, axis2=2) for draws in (exact, spread)]
    assert right[1].std(axis=0).min() > 2 * right[0].std(axis=0).max()
    assert abs(np.corrcoef(right[0].T)[0, 1]) < 0.1 and np.corrcoef(right[1].T)[0, 1] > 0.9
