"""The bundled model trained a few steps on boxes: the files open, figures are those of photos that did not teach."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("ultralytics")

from core.errors import InputError  # noqa: E402
from core.learning.own_persons import tasks, training  # noqa: E402
from core.learning.own_persons.order import Order, parts  # noqa: E402
from core.models import store  # noqa: E402
from core.settings import ROOT, Settings  # noqa: E402
from core.site import Site  # noqa: E402
from tests.learning.own_persons.boxed_site import boxed_photos  # noqa: E402

pytestmark = pytest.mark.slow


def test_a_killed_training_goes_on_and_ends_as_one_that_was_not(tmp_path: Path, photos: dict[str, Path],
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "SAVED_SECONDS", 0.0)
    settings = Settings(data_dir=tmp_path / "site", workers=1)
    with Site(settings) as site:
        dataset = boxed_photos(site, tmp_path / "photos", photos["astronaut"])
    gone, *_ = parts(dataset.samples)[0]
    Path(gone.path).unlink()
    others = (("", str(photos["coffee"])), ("", str(photos["astronaut"])), ("0" * 64, str(photos["coffee"])))
    order = Order("own_persons_1", store.entry(ROOT / "models", "persons"), dataset.dataset_id, dataset.samples, others,
                  steps=3, batch=2)

    def stop(words: str, share: float) -> None:
        if words.startswith("Step 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tasks.train(settings, order, str(tmp_path / "killed"), progress=stop)
    told: list[tuple[str, float]] = []
    found = tasks.train(settings, order, str(tmp_path / "killed"), progress=lambda *step: told.append(step))
    assert [words for words, _ in told if words.startswith("Step")][0].startswith("Step 3 of 3"), "it went on"
    assert [share for _, share in told] == sorted(share for _, share in told) and told[-1][1] == 1
    once = tasks.train(settings, order, str(tmp_path / "once"), progress=lambda *_: None)
    assert found == once, "the same views, the same steps, the same figures"
    assert found.trained == len(parts(dataset.samples)[0]) - 1 and found.replayed == 1
    assert found.measures_before.slices[0].photos == len(parts(dataset.samples)[1])
    assert found.change.low <= found.change.value <= found.change.high
    assert found.alarms_before.count == 1 and len(found.left_out) == 2
    assert {path.name for path in (tmp_path / "once").iterdir()} >= {
        "own_persons_1.xml", "own_persons_1.bin", "own_persons_1.pt", "curve.jsonl"}


def test_no_readable_photo_is_one_sentence(tmp_path: Path, photos: dict[str, Path]) -> None:
    settings = Settings(data_dir=tmp_path / "site", workers=1)
    with Site(settings) as site:
        dataset = boxed_photos(site, tmp_path / "photos", photos["astronaut"])
    for sample in dataset.samples:
        Path(sample.path).unlink()
    order = Order("own_persons_1", store.entry(ROOT / "models", "persons"), "", dataset.samples)
    with pytest.raises(InputError, match="None of the photos that teach could be read"):
        tasks.train(settings, order, str(tmp_path / "work"), progress=lambda *_: None)
