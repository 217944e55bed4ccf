"""The view "What would change it" of the page Explain."""

from __future__ import annotations

import re

import pytest

from core import analyze, explain, flip
from core.nouns.flip import Edit, Flip, FlipSearch, Reading, Step
from tests.pages.made_up_site import html, open_site, page, picture

BEFORE = Reading(0.45, -0.05, "apparel", False, "packshot")
AFTER = Reading(0.56, 0.06, "apparel", True, "packshot")


def _flip(edit: Edit, size: float) -> Flip:
    return Flip((edit,), size, BEFORE, AFTER, (Step(0.0, BEFORE), Step(edit.amount, AFTER)))


CROP, LETTERING = _flip(Edit("crop", 0.012, "left"), 0.04), _flip(Edit("remove_lettering", 1.0), 1.0)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, FlipSearch]:
    """Searches by target, as the worker processes would give them."""
    kept = {"": FlipSearch("abc", "", "flipped", BEFORE, (CROP, LETTERING), None, (("remove_border", "no_border"),),
                           50, 1.0)}
    open_site(monkeypatch)
    monkeypatch.setattr(analyze, "preview", lambda site, picture_id: picture())
    monkeypatch.setattr(flip, "flip_picture", lambda site, picture_id, *, target: kept[target])
    monkeypatch.setattr(flip, "edited", lambda site, picture_id, edits: picture())
    monkeypatch.setattr(flip, "edited_preview", lambda site, picture_id, edits: picture()[::-1])
    monkeypatch.setattr(explain, "layers", lambda site, label: [])
    return kept


def _words(test) -> str:
    return " ".join(item.value for kind in ("caption", "info", "warning", "subheader") for item in test.get(kind))


def test_edits_are_ranked_and_a_tiny_one_is_called_fragile(answers: dict[str, FlipSearch]) -> None:
    test = page("pages/explain.py", picture="abc", view="edits")
    assert not test.exception and test.radio[0].options == ["Crop 1.2 % from the left", "Remove the lettering"]
    assert "this verdict is fragile" in _words(test) and "Remove the border was not tried" in _words(test)
    assert len(test.get("plotly_chart")) == 1
    assert [button.label for button in test.get("download_button")] == ["Edited photo (JPEG)"]


def test_an_edit_for_testing_only_has_no_file(answers: dict[str, FlipSearch]) -> None:
    test = page("pages/explain.py", picture="abc", view="edits", edit="1")
    assert "do not publish" in _words(test) and not test.get("download_button")


def test_the_slider_wipes_from_the_photo_to_the_edited_one(answers: dict[str, FlipSearch]) -> None:
    test = page("pages/explain.py", picture="abc", view="edits")
    assert "Before: 0.45" in html(test) and "After: 0.56" in html(test)
    before, after = re.findall(r'<img src="([^"]+)"', html(test))[-2:]
    assert before != after
    test.slider[0].set_value(80).run()
    assert re.findall(r"inset\(([^)]+)\)", html(test)) == ["0 20% 0 0", "0 0 0 80%"]


def test_where_nothing_flips_the_closest_attempt_is_shown(answers: dict[str, FlipSearch]) -> None:
    answers["apparel"] = FlipSearch("abc", "apparel", "none", BEFORE, (), _flip(Edit("rotate", 3.0), 0.2), (), 240, 3.0)
    test = page("pages/explain.py", picture="abc", view="edits", target="apparel")
    assert "The closest attempt: Rotate 3 degrees clockwise" in _words(test) and not test.radio
    assert test.selectbox(key="choose-target").value == "apparel"


def test_a_state_without_an_edit_is_said(answers: dict[str, FlipSearch]) -> None:
    answers[""] = FlipSearch("abc", "", "one_color", BEFORE, (), None, (), 1, 0.1)
    test = page("pages/explain.py", picture="abc", view="edits")
    assert "only one color" in _words(test) and not test.get("plotly_chart")
