"""The bundled detectors on a dataset with boxes: measured by a job, kept, and shown with both boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from core import cards, datasets
from core.errors import MerchlensError, NotFound
from core.models.manifest import Manifest
from core.nouns.box_evaluation import BoxEvaluation
from core.nouns.dataset import Dataset
from core.settings import ROOT, Settings
from core.site import Site
from tests.datasets.class_folders import draw

pytestmark = pytest.mark.slow
CURRENT = Manifest.read(ROOT / "models").current


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(Settings(data_dir=tmp_path_factory.mktemp("boxes"), workers=1)) as opened:
        yield opened


@pytest.fixture(scope="module")
def dataset(site: Site, photos: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """An astronaut whose person and face are boxed, a cup of coffee and patches with nobody."""
    folder = tmp_path_factory.mktemp("people")
    for name in ("astronaut", "coffee"):
        image = Image.open(photos[name]).convert("RGB")
        image.save(folder / f"{name}.jpg", quality=95)
    (folder / "astronaut.txt").write_text("0 .47 .5 .92 1.0\n1 .437 .222 .18 .25\n")
    draw(folder / "patches.jpg", 1)
    (folder / "classes.txt").write_text("person\nface\n")
    for name in ("coffee", "patches"):
        (folder / f"{name}.txt").write_text("")
    return datasets.make(site, str(folder))


def measured(site: Site, role: str, dataset: Dataset) -> BoxEvaluation:
    job_id = cards.start_evaluation(site, [CURRENT[role]], dataset.dataset_id)
    assert cards.wait_for_evaluation(site, job_id, 240).state == "done"
    assert cards.start_evaluation(site, [CURRENT[role]], dataset.dataset_id) == "", "what was seen is kept"
    found = cards.evaluation(site, CURRENT[role], dataset.dataset_id)
    assert isinstance(found, BoxEvaluation) and found.measures is not None
    return found


@pytest.mark.parametrize("role", ["persons", "faces"])
def test_a_detector_is_measured_on_boxes(site: Site, dataset: Dataset, role: str) -> None:
    found = measured(site, role, dataset)
    total = found.measures.slices[0]
    assert (total.photos, total.boxes, found.asked, found.waiting) == (3, 1, 3, 0)
    assert total.ap.value == 1 and total.recall.hits == 1, "the astronaut is found"
    assert found.measures.false_alarms.count == 2 and found.misses == ()
    astronaut = next(sample for sample in dataset.samples if "astronaut" in sample.path)
    assert cards.boxed_photo(site, found.model, dataset.dataset_id, astronaut.picture_id).startswith(b"\xff\xd8")
    with pytest.raises(NotFound, match="not in the dataset"):
        cards.boxed_photo(site, found.model, dataset.dataset_id, "0" * 64)


def test_detectors_are_not_compared_photo_by_photo(site: Site, dataset: Dataset) -> None:
    with pytest.raises(MerchlensError, match="Only models for shopping intent"):
        cards.compare(site, [CURRENT["persons"], "persons_1"], dataset.dataset_id)
