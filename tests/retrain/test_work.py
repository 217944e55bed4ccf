"""Training as a job: it resumes after a kill, says what is wrong in one sentence, and leaves the model in use alone."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import func, select

from core import datasets, retrain
from core.catalog import corrections
from core.catalog.tables import vectors
from core.datasets.looks import BATCH
from core.errors import Misuse, SetupError
from core.models import store
from core.models.manifest import Manifest
from core.nouns.correction import Correction
from core.nouns.dataset import Sample
from core.nouns.job import Job
from core.retrain import work
from core.site import Site
from core.vision.intent.classifier import IntentModel
from core.words.shadow import shadow_lines
from tests.retrain.small_site import drawn_samples, kept_dataset, known_pictures, small_settings


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(small_settings(tmp_path)) as opened:
        yield opened


def job(dataset_id: str, name: str = "own_intent_1", **options: object) -> Job:
    asked = {"name": name, "job": "", "seed": 0, "model": "tiny_1", "corrections_until": 0, **options}
    return Job("b" * 16, dataset_id, "dataset", asked, "running", 1, 1, 0, 0, 0, datetime.now(UTC), kind="train")


def corrected(site: Site, samples: list[Sample]) -> None:
    """A person says what each picture is."""
    with site.store.writing() as connection:
        corrections.add(connection, [Correction(sample.picture_id, "label", sample.label, "", "", datetime.now(UTC))
                                     for sample in samples])


def seen(site: Site) -> int:
    with site.store.reading() as connection:
        return connection.execute(select(func.count()).select_from(vectors)).scalar_one()


def test_a_version_is_made_compared_and_registered_and_a_killed_run_resumes(site: Site, tmp_path: Path) -> None:
    samples = drawn_samples(tmp_path / "photos", 40)
    samples += drawn_samples(tmp_path / "photos", 12, "test")
    known_pictures(site, drawn_samples(tmp_path / "others", 10))
    dataset = kept_dataset(site, samples)
    kind = work.job_kind(site)
    kind.run(job(dataset.dataset_id), lambda step, share: share < 0.2)
    first = seen(site)
    assert 0 < first < 62 and retrain.model_versions(site)[0].name == "tiny_1", "ended early: what was seen is kept"
    steps: list[str] = []
    kind.run(job(dataset.dataset_id), lambda step, share: steps.append(step) or True)
    assert seen(site) == 62 and f"of {62 - first} photos" in steps[0], "only the others are looked at"
    version = retrain.model_versions(site)[0]
    assert (version.name, version.current, version.state) == ("own_intent_1", False, "ready")
    assert version.training["dataset"] == dataset.dataset_id and version.training["parent"] == "tiny_1"
    shadow = retrain.shadow(site, "own_intent_1")
    assert shadow.held_out is not None and shadow.held_out.count == 12 and shadow.trained.count == 40
    assert shadow.held_out.candidate.hits > shadow.held_out.now.hits and shadow.trained.points > 20
    assert shadow.ordinary.pictures == 5 and shadow.replayed == 5
    folder = site.settings.data_dir / "models"
    entry = store.entry(folder, "intent", "own_intent_1")
    model = IntentModel(entry)
    blue = np.full((24, 24, 3), (40, 40, 200), np.uint8)
    assert model.classify(blue).shopping.top == "other"
    assert entry.card is not None and dataset.dataset_id in entry.card.read_text("utf-8")
    assert list(Manifest.read(site.settings.models_dir).entries)[-1] == "tiny_1", "nothing is written there"
    before = (folder / "manifest.json").read_bytes()
    kind.run(job(dataset.dataset_id), lambda step, share: True)
    assert (folder / "manifest.json").read_bytes() == before, "killed after the last step: it is not made twice"


def test_the_dataset_of_all_corrections_is_made_once_inside_the_job(site: Site, tmp_path: Path) -> None:
    samples = drawn_samples(tmp_path / "photos", 2 * BATCH)
    known_pictures(site, samples)
    corrected(site, samples)
    asked, kind = replace(job("corrections"), source="corrections"), work.job_kind(site)
    steps: list[str] = []

    def until(words: str) -> Callable[[str, float], bool]:
        return lambda step, share: (steps.append(step) or words not in step) and share <= 1

    kind.run(asked, until(f"{BATCH} of {2 * BATCH} photos read"))
    assert datasets.every(site) == [] and steps[-1].startswith(f"{BATCH} of"), "killed while photos were read"
    steps.clear()
    kind.run(asked, until("looked at"))
    assert steps[0].startswith(f"{BATCH} of"), "only the others are read"
    made = datasets.every(site)
    assert [len(dataset.samples) for dataset in made] == [2 * BATCH]
    corrected(site, [replace(samples[0], label="other"), replace(samples[1], label="other")])
    kind.run(asked, lambda step, share: True)
    version = retrain.model_versions(site)[0]
    assert version.training["dataset"] == made[0].dataset_id and datasets.every(site) == made, "made once"
    assert retrain.new_corrections(site) == 2 * BATCH, "this job was asked for before any of them"


def test_the_sensitive_head_learns_and_shopping_intent_stays_to_the_last_digit(site: Site, tmp_path: Path) -> None:
    """What is called restricted here are photos of one color; the labels do not matter."""
    samples = [*drawn_samples(tmp_path / "photos", 40), *drawn_samples(tmp_path / "photos", 12, "test")]
    said = [replace(sample, label="thing", sensitive="yes" if sample.label == "other" else "no") for sample in samples]
    dataset = kept_dataset(site, [*said, *drawn_samples(tmp_path / "unsaid", 4)])
    work.job_kind(site).run(job(dataset.dataset_id, head="sensitive"), lambda step, share: True)
    shadow, version = retrain.shadow(site, "own_intent_1"), retrain.model_versions(site)[0]
    assert (shadow.head, shadow.trained.count, version.training["head"]) == ("sensitive", 40, "sensitive")
    assert shadow.held_out is not None and shadow.held_out.candidate.hits > shadow.held_out.now.hits
    assert {item.label: item.now.count for item in shadow.held_out.by_label} == {"not sensitive": 9, "sensitive": 3}
    assert "Sensitive: " in " ".join(shadow_lines(shadow)) and "train sensitive" in version.training["command"]
    before, after = (IntentModel(store.entry(site.settings.data_dir / "models", "intent", name))
                     for name in ("tiny_1", "own_intent_1"))
    for sample in samples[:8]:
        image = np.asarray(Image.open(sample.path))
        was, now = before.classify(image), after.classify(image)
        np.testing.assert_array_equal(now.shopping.scores, was.shopping.scores)
        assert now.sensitive_score != was.sensitive_score
    card = (site.settings.data_dir / "models" / "own_intent_1.md").read_text()
    assert "not sensitive 39, sensitive 13" in card and "Shopping intent, to the last digit, is as in tiny_1" in card
    assert work.learned_from(site, store.entry(site.settings.data_dir / "models", "intent", "own_intent_1")) == set()


def test_photos_that_the_model_in_use_has_learned_from_compare_nothing(site: Site, tmp_path: Path) -> None:
    first = drawn_samples(tmp_path / "photos", 40)
    dataset = kept_dataset(site, first)
    work.job_kind(site).run(job(dataset.dataset_id), lambda step, share: True)
    retrain.promote(site, "own_intent_1")
    with pytest.raises(Misuse, match="has learned from all of these photos already"):
        retrain.train(site, dataset.dataset_id)
    more = drawn_samples(tmp_path / "more", 16)
    blue = [sample if sample.label != "other" else replace(sample, label="apparel") for sample in more]
    second = kept_dataset(site, [*first, *blue])
    work.job_kind(site).run(job(second.dataset_id, "own_intent_2", model="own_intent_1"), lambda step, share: True)
    shadow = retrain.shadow(site, "own_intent_2")
    assert (shadow.now, shadow.trained.count, shadow.known) == ("own_intent_1", 16, 40)
    assert "40 photos more were trained on that own_intent_1 has learned from" in " ".join(shadow_lines(shadow))


def test_unreadable_photos_are_left_out_and_named(site: Site, tmp_path: Path) -> None:
    samples = drawn_samples(tmp_path / "photos", 24)
    Path(samples[0].path).unlink()
    Path(samples[1].path).write_bytes(b"no photo")
    work.job_kind(site).run(job(kept_dataset(site, samples).dataset_id), lambda step, share: True)
    left_out = retrain.shadow(site, "own_intent_1").left_out
    assert {path for path, _ in left_out} == {samples[0].path, samples[1].path}
    for sample in samples[2:]:
        Path(sample.path).unlink()
    other = kept_dataset(site, drawn_samples(tmp_path / "gone", 12))
    for sample in other.samples:
        Path(sample.path).unlink()
    with pytest.raises(Misuse, match="there are 0. 12 could not be read"):
        work.job_kind(site).run(job(other.dataset_id, "own_intent_2"), lambda step, share: True)


def test_a_full_disk_is_one_sentence_and_changes_nothing(site: Site, tmp_path: Path,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, write_bytes = kept_dataset(site, drawn_samples(tmp_path / "photos", 24)), Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.suffix == ".tflite":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SetupError, match="could not be stored: No space left on device. The model in use is as it was"):
        work.job_kind(site).run(job(dataset.dataset_id), lambda step, share: True)
    monkeypatch.undo()
    assert [version.name for version in retrain.model_versions(site) if version.current] == ["tiny_1"]
    assert not list(site.settings.data_dir.glob("training-*"))
    work.job_kind(site).run(job(dataset.dataset_id), lambda step, share: True)
    assert retrain.model_versions(site)[0].name == "own_intent_1", "the same training goes through later"


def test_a_dataset_of_a_folder_calibrates_and_one_of_corrections_does_not(site: Site, tmp_path: Path) -> None:
    samples = drawn_samples(tmp_path / "photos", 120)
    work.job_kind(site).run(job(kept_dataset(site, samples).dataset_id), lambda step, share: True)
    kept_dataset(site, samples, source="corrections")
    work.job_kind(site).run(job(kept_dataset(site, samples, source="corrections").dataset_id, "own_intent_2"),
                            lambda step, share: True)
    models = json.loads((site.settings.data_dir / "models" / "manifest.json").read_text())["models"]
    assert models["own_intent_1"]["label_sets"]["count"] == 120 and "label_sets" not in models["own_intent_2"]
    assert retrain.shadow(site, "own_intent_2").temperature == 1.0
