"""A site with a tiny intent model that judges by mean color, and drawn pictures; other models are the bundled ones."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from PIL import Image

from core.catalog.tables import pictures
from core.nouns.dataset import Dataset, Sample, content_hash
from core.nouns.intent import INTENT_LABELS
from core.settings import ROOT, Settings
from core.site import Site
from tests.models.tiny_tflite import write

COLORS = {"negative": (90, 90, 90), "apparel": (200, 40, 40), "home_decor": (40, 200, 40), "other": (40, 40, 200)}


def small_settings(folder: Path) -> Settings:
    """The tiny model is current in a folder that builds on the bundled one."""
    models = folder / "shelf"
    models.mkdir()
    data = write(models / "tiny_1.tflite").read_bytes()
    entry = {"role": "intent", "file": "tiny_1.tflite", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data),
             "origin": "written by a test", "license": "AGPL-3.0", "thresholds": {"shoppable": 0.5, "sensitive": 0.5}}
    (models / "manifest.json").write_text(json.dumps({
        "schema": 1, "base": str(ROOT / "models"), "current": {"intent": "tiny_1"}, "models": {"tiny_1": entry}}))
    return Settings(data_dir=folder / "data", models_dir=models, workers=1)


def drawn_samples(folder: Path, count: int, split: str = "") -> list[Sample]:
    """Pictures of noise around the color of their label, as samples of a dataset."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(count)
    samples = []
    for number in range(count):
        label = INTENT_LABELS[number % 4]
        image = np.clip(np.array(COLORS[label]) + random.normal(0, 30, (24, 24, 3)), 0, 255).astype(np.uint8)
        path = folder / f"{split}{number}.png"
        Image.fromarray(image).save(path)
        name = hashlib.sha256(path.read_bytes()).hexdigest()
        samples.append(Sample(name, label, split, str(path), ""))
    return samples


def kept_dataset(site: Site, samples: list[Sample], source: str = "/photos") -> Dataset:
    """Write a manifest as `core.datasets` does."""
    from datetime import UTC, datetime

    unique = tuple(sorted(samples))
    dataset = Dataset(content_hash(unique), "drawn", source, datetime.now(UTC), unique)
    folder = site.settings.data_dir / "datasets"
    folder.mkdir(exist_ok=True)
    (folder / f"{dataset.dataset_id}.json").write_text(json.dumps(dataset.to_dict()))
    return dataset


def known_pictures(site: Site, samples: list[Sample]) -> None:
    """Enter pictures into the catalog with a note of where their files lie, as an analysis does."""
    folder = site.settings.data_dir / "previews"
    with site.store.writing() as connection:
        for sample in samples:
            connection.execute(pictures.insert().values(picture_id=sample.picture_id, uri=sample.path,
                                                        path=sample.path, width=24, height=24, seen=0.0))
            (folder / f"{sample.picture_id}.json").write_text(json.dumps({"path": sample.path, "uri": sample.path}))
