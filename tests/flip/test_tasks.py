"""The search on pictures where only a planted patch decides, through the real decoder and the whole chain."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from core.analyze.tasks import analyze_bytes
from core.errors import Misuse, NotFound
from core.flip import tasks
from core.nouns.flip import MARGIN
from core.settings import Settings
from core.words.flip import flip_words, search_words
from tests.explain.pictures import RED, color_network, patch

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", intent_model=str(color_network(tmp_path / "colors.tflite", gain=8.0)))


def saved(image: np.ndarray, path: Path) -> str:
    Image.fromarray(image).save(path)
    return str(path)


def test_cropping_the_patch_that_alone_decides_flips_and_scores_as_claimed(settings, tmp_path):
    photo = saved(patch(RED, (0, 0, 110, 300)), tmp_path / "patch.png")
    search = tasks.flip(settings, photo, "", ("", 240))
    assert search.before.shoppable and search.state == "flipped"
    assert any(edit.kind == "crop" and edit.side == "left" for flip in search.flips for edit in flip.edits)
    assert [flip.size for flip in search.flips] == sorted(flip.size for flip in search.flips)
    for flip in search.flips:
        assert flip.after.gap <= -MARGIN and not flip.after.shoppable and flip.curve[0].reading == search.before
        again = analyze_bytes(settings, tasks.edit(settings, photo, search.picture_id, flip.edits))
        assert round(again.intent.shoppable_score, 4) == flip.after.score and not again.intent.shoppable


def test_a_label_can_be_the_target_and_a_small_patch_is_made_larger(settings, tmp_path):
    photo = saved(patch(RED, (100, 100, 200, 200)), tmp_path / "small.png")
    search = tasks.flip(settings, photo, "", ("apparel", 240))
    assert search.state in ("flipped", "already")
    nothing = tasks.flip(settings, photo, "", ("other", 240))
    assert nothing.state == "none" and nothing.near and "falls" in search_words(nothing) and flip_words(nothing.near)
    with pytest.raises(Misuse, match="target must be one of"):
        tasks.flip(settings, photo, "", ("shoes", 10))
    with pytest.raises(NotFound, match="has changed"):
        tasks.flip(settings, photo, "0" * 64, ("", 10))


def test_pictures_with_nothing_to_edit_have_a_state_of_their_own(settings, tmp_path):
    clear = Image.new("RGBA", (80, 80), (200, 0, 0, 0))
    clear.save(tmp_path / "clear.png")
    states = {
        "one_color": tasks.flip(settings, str(tmp_path / "clear.png"), "", ("", 50)),
        "too_small": tasks.flip(settings, saved(patch(RED, (0, 0, 2, 2), (3, 3)), tmp_path / "s.png"), "", ("", 50)),
        "no_budget": tasks.flip(settings, saved(patch(RED, (0, 0, 99, 99)), tmp_path / "b.png"), "", ("", 0)),
    }
    for state, search in states.items():
        assert search.state == state and not search.flips and search_words(search).endswith(".")
    strip = tasks.flip(settings, saved(patch(RED, (0, 0, 20, 2000), (20, 4000)), tmp_path / "strip.png"), "", ("", 60))
    assert strip.state in ("flipped", "none") and strip.evaluations <= 60 + 1 + tasks.CONFIRMATIONS


def test_lettering_is_read_only_where_no_other_edit_is_enough(settings, tmp_path, monkeypatch):
    lines = [SimpleNamespace(xyxy=(0, 0, 112, 300))]
    reads: list[object] = []
    monkeypatch.setattr(tasks.rules_tasks, "text_lines", lambda settings, image: reads.append(image) or lines)
    photo = saved(patch(RED, (0, 0, 110, 300)), tmp_path / "patch.png")
    search = tasks.flip(settings, photo, "", ("", 240))
    assert search.flips and not reads and ("remove_lettering", "not_needed") in search.skipped
    monkeypatch.setattr(tasks.Search, "run", lambda self, singles: [])
    (only,) = tasks.flip(settings, photo, "", ("", 240)).flips
    assert only.test_only and reads and not only.after.shoppable
