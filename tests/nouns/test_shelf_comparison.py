"""A comparison comes back from its plain values."""

from core.nouns.shelf_comparison import Measured, ShelfComparison

COMPARISON = ShelfComparison("products_1", "own_products_1", 8, 24, 150, 2, 160, Measured(0.8, 0.75, 0.85),
                             Measured(0.9, 0.85, 0.94), Measured(0.1, 0.05, 0.15), Measured(0.1, 0.05, 0.2),
                             Measured(0.05, 0.0, 0.1), Measured(-0.05, -0.1, 0.0), Measured(0.97, 0.96, 0.98),
                             Measured(0.96, 0.95, 0.97), (("gone.jpg", "It is gone."),))


def test_it_comes_back() -> None:
    assert ShelfComparison.from_dict(COMPARISON.to_dict()) == COMPARISON
