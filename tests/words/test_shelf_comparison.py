"""What people read of two versions of the detector of products."""

from dataclasses import replace

from core.nouns.shelf_comparison import Measured
from core.words.shelf_comparison import comparison_lines, comparison_table, verdict
from tests.nouns.test_shelf_comparison import COMPARISON


def test_an_interval_around_zero_tells_nothing() -> None:
    assert "improvement" in verdict(COMPARISON)
    assert "a loss" in verdict(replace(COMPARISON, ap50_change=Measured(-0.1, -0.2, -0.05)))
    assert "do not tell" in verdict(replace(COMPARISON, ap50_change=Measured(0.1, -0.1, 0.2)))
    assert "cannot be compared" in verdict(replace(COMPARISON, ap50_change=Measured(None, None, None)))


def test_lines_and_table() -> None:
    lines = "\n".join(comparison_lines(COMPARISON))
    assert "8 corrected photos taught, 24 synthetic shelves replayed, 150 steps; 2 photos with 160 products" in lines
    assert "AP50 0.800 (0.750 to 0.850) before, 0.900 (0.850 to 0.940) after, +0.100 (+0.050 to +0.150)" in lines
    assert "left out: gone.jpg: It is gone." in lines
    assert [row["Version"] for row in comparison_table(COMPARISON)] == ["products_1", "own_products_1"]
