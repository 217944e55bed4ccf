"""What people read of faces: a row for each figure, with its count and interval."""

from __future__ import annotations

from core.models import store
from core.settings import ROOT
from core.words.people import error_rows, mistakes_line, state_lines


def test_each_measured_figure_of_the_shipped_model_is_a_row() -> None:
    rows = error_rows(store.entry(ROOT / "models", "face_details").metrics)
    assert rows[0] == {"What": "Smile: yes or no", "Right": "153 of 158, 97 % (93 - 99)",
                       "Measured on": "portraits of a source that taught nothing"}
    assert {row["What"].split()[0].strip(":") for row in rows} >= {"Smile", "Mouth", "Head", "Expression", "Glasses"}


def test_without_a_pair_nothing_is_claimed() -> None:
    assert mistakes_line(0, 0).startswith("No photo of yours shows two faces yet")
    assert "2 of 4 pairs" in mistakes_line(2, 4)


def test_the_state_names_who_switched_it() -> None:
    lines = state_lines({"opt_in": {"on": True, "at": "2026-01-31T10:00:00+00:00", "author": "Pat"}, "faces": 1,
                         "groups": 1, "waiting": 2})
    assert lines == ["Looking closer at faces is on since 2026-01-31 by Pat.", "Stored: 1 face in 1 group.",
                     "2 photos with a face not looked at yet."]
