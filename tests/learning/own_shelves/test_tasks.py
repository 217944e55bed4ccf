"""The bundled detector trained a few steps on boxes: the files open, figures are those of photos that did not teach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

from core.errors import InputError  # noqa: E402
from core.learning.own_shelves import tasks, training  # noqa: E402
from core.learning.own_shelves.order import Order, parts  # noqa: E402
from core.learning.own_shelves.training import open_network  # noqa: E402
from core.models import store  # noqa: E402
from core.models.manifest import WeightFile  # noqa: E402
from core.settings import ROOT, Settings  # noqa: E402
from core.site import Site  # noqa: E402
from core.vision.products.detector import open_products  # noqa: E402
from tests.learning.own_shelves.shelf_site import boxed_shelves  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer shelves and every state kept."""
    for name, value in (("REPLAYED", 2), ("UNSEEN", 2)):
        monkeypatch.setattr(tasks, name, value)
    monkeypatch.setattr(training, "SAVED_SECONDS", 0.0)


def test_a_killed_training_goes_on_and_ends_as_one_that_was_not(tmp_path: Path, small: None) -> None:
    settings = Settings(data_dir=tmp_path / "site", workers=1)
    with Site(settings) as site:
        dataset = boxed_shelves(site, tmp_path / "photos")
    order = Order("own_products_1", store.entry(ROOT / "models", "products"), dataset.dataset_id, dataset.samples,
                  steps=3, batch=1)

    def stop(words: str, share: float) -> None:
        if words.startswith("Step 2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tasks.train(settings, order, str(tmp_path / "killed"), progress=stop)
    told: list[tuple[str, float]] = []
    found = tasks.train(settings, order, str(tmp_path / "killed"), progress=lambda *step: told.append(step))
    assert [words for words, _ in told if words.startswith("Step")][0].startswith("Step 3 of 3"), "it went on"
    assert [share for _, share in told] == sorted(share for _, share in told)
    once = tasks.train(settings, order, str(tmp_path / "once"), progress=lambda *_: None)
    assert found == once, "the same squares, the same steps, the same figures"
    training_photos, held_out = parts(dataset.samples)
    assert (found.trained, found.photos, found.replayed) == (len(training_photos), len(held_out), 2)
    assert found.ap50_before.value > 0.5 and found.ap50_change.low <= found.ap50_change.value
    assert found.synthetic_after.value > 0.5 and found.count_before.value < 1
    files = [tmp_path / "once" / f"own_products_1{suffix}" for suffix in (".xml", ".bin", ".pt")]
    entry = replace(order.parent, files=tuple(WeightFile(path, "", 0) for path in files))
    open_products(entry)
    open_network(entry)


def test_the_network_of_the_bundled_file_is_the_bundled_network() -> None:
    torch = pytest.importorskip("torch")
    entry = store.entry(ROOT / "models", "products")
    model = training.to_openvino(open_network(entry).eval())
    import numpy as np
    import openvino

    square = np.random.default_rng(0).random((1, 3, 416, 416), np.float32)
    core, options = openvino.Core(), {"INFERENCE_PRECISION_HINT": "f32"}
    both = [core.compile_model(one, "CPU", options)([square])[0] for one in (model, core.read_model(entry.path))]
    assert torch is not None and np.abs(both[0] - both[1]).max() < 0.05


def test_no_readable_photo_is_one_sentence(tmp_path: Path, small: None) -> None:
    settings = Settings(data_dir=tmp_path / "site", workers=1)
    with Site(settings) as site:
        dataset = boxed_shelves(site, tmp_path / "photos")
    for sample in dataset.samples:
        Path(sample.path).unlink()
    order = Order("own_products_1", store.entry(ROOT / "models", "products"), "", dataset.samples)
    with pytest.raises(InputError, match="None of the photos that teach could be read"):
        tasks.train(settings, order, str(tmp_path / "work"), progress=lambda *_: None)
