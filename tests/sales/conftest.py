"""Simulated shops, made once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.sales.effects.estimate import estimate
from core.sales.history import History
from core.sales.simulation import simulated_history


@pytest.fixture(scope="session")
def changing():
    """A shop whose products change their pictures: history, truth, report."""
    history, truth = simulated_history(1, products=60, weeks=60)
    return history, truth, estimate(history)


@pytest.fixture(scope="session")
def fixed():
    """A shop whose products keep their pictures; better ones get models, a rating shows it."""
    history, truth = simulated_history(2, products=150, weeks=30, design="fixed", confounding="observed")
    return history, truth, estimate(history)


def without(history: History, rows) -> History:
    """The history with these rows only."""
    return replace(history, table=history.table[rows].reset_index(drop=True))
