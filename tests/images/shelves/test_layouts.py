"""Kinds of fixture: some are kept for testing."""

from core.images.shelves.layouts import LAYOUTS, TEACHING, TESTING


def test_what_tests_never_teaches() -> None:
    assert set(TEACHING) | set(TESTING) == set(LAYOUTS) and not set(TEACHING) & set(TESTING)
    assert len(TESTING) >= 2 and all(name == layout.name for name, layout in LAYOUTS.items())
    assert all(0 <= layout.gap < 0.3 and layout.board[0] < layout.board[1] for layout in LAYOUTS.values())
