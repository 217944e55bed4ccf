"""A training makes a file of the contract; one that was killed goes on and ends the same; bad input is a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras")

from core.errors import Misuse  # noqa: E402
from core.export.keras_model import KerasIntent  # noqa: E402
from core.learning.transfer import tasks  # noqa: E402
from core.learning.transfer.journal import Journal  # noqa: E402
from core.nouns.dataset import Sample  # noqa: E402
from core.settings import Settings  # noqa: E402
from core.vision.intent.classifier import IntentModel  # noqa: E402
from core.vision.intent.contract import read_contract  # noqa: E402
from tests.learning.transfer.small import MODELS, order, samples, tiny_trunk  # noqa: E402

pytestmark = pytest.mark.slow
SETTINGS = Settings(models_dir=MODELS)


class Killed(Exception):
    """The process ends here."""


def test_a_killed_training_goes_on_and_ends_like_one_that_was_not(tmp_path: Path,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_trunk(monkeypatch)
    wanted = order(samples(tmp_path / "photos"), seed=4)

    def kill(words: str, share: float) -> None:
        if words.startswith("Epoch 2"):
            raise Killed

    with pytest.raises(Killed):
        tasks.train(SETTINGS, wanted, str(tmp_path / "killed"), progress=kill)
    assert len(Journal(tmp_path / "killed").lines) == 1
    told: list[float] = []
    again = tasks.train(SETTINGS, wanted, str(tmp_path / "killed"), progress=lambda words, share: told.append(share))
    whole = tasks.train(SETTINGS, wanted, str(tmp_path / "whole"), progress=lambda words, share: None)
    first, second = Journal(tmp_path / "killed").lines, Journal(tmp_path / "whole").lines
    assert [line["phase"] for line in second] == ["head", "head", "fine"] and told[-1] <= 1
    for one, other in zip(first, second, strict=True):
        assert one == {name: pytest.approx(value, rel=1e-3) if isinstance(value, float) else value
                       for name, value in other.items()}
    assert again["accuracy"] == whole["accuracy"] and again["photos"] == {"training": 13, "validation": 3, "test": 0}
    path = tmp_path / "whole" / "own_1.tflite"
    read_contract(path)
    assert IntentModel(path) and list((tmp_path / "whole" / "events").glob("events.out.tfevents.*"))
    again_model = KerasIntent(path.with_suffix(".keras"), read_contract(path))
    image = np.full((20, 20, 3), 90, np.uint8)
    np.testing.assert_allclose(again_model.classify(image).shopping.scores,
                               IntentModel(path).classify(image).shopping.scores, atol=5e-3)
    assert len((tmp_path / "whole" / "curves.jsonl").read_text().splitlines()) == 3


def test_photos_that_cannot_be_read_are_left_out_and_too_few_are_a_sentence(tmp_path: Path,
                                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_trunk(monkeypatch)
    lost = tuple(Sample(f"{number}" * 64, "other", path=str(tmp_path / "gone.jpg")) for number in range(4))
    with pytest.raises(Misuse, match="4 could not be read"):
        tasks.train(SETTINGS, order((*samples(tmp_path / "photos", 8), *lost)), str(tmp_path / "out"),
                    progress=lambda words, share: None)
    sheet = tasks.sheet(SETTINGS, list(samples(tmp_path / "photos", 2)), 1)
    assert sheet[:2] == b"\xff\xd8"
