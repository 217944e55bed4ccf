"""A site with two tiny intent models and photos of two shops, so that figures can be counted by hand."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from core import datasets
from core.models import versions
from core.nouns.dataset import Dataset
from core.settings import Settings
from core.site import Site
from core.vision.intent.classifier import IntentModel
from tests.models import tiny_tflite

FIRST, SECOND = "intent_1", "intent_2"
COLORS = ("red", "navy", "gold", "white", "black", "green", "pink", "gray")


def models_in(folder: Path) -> Path:
    """A folder of models: two for intent that differ, and one for persons."""
    recipes = {FIRST: tiny_tflite.Recipe(), SECOND: tiny_tflite.Recipe(mean=(250.0,), std=(40.0,))}
    for name, recipe in recipes.items():
        tiny_tflite.write(folder / f"{name}.tflite", recipe)
        facts = {"role": "intent", "origin": "made up", "license": "none",
                 "thresholds": {"shoppable": 0.5, "sensitive": 0.5}}
        versions.register(folder / "models", name, facts, [f"{name}.tflite"], source=folder)
    (folder / "persons_1.xml").write_text("persons")
    versions.register(folder / "models", "persons_1", {"role": "persons", "origin": "made up", "license": "none"},
                      ["persons_1.xml"], source=folder)
    versions.promote(folder / "models", FIRST)
    return folder / "models"


def open_site(folder: Path) -> Site:
    """A site of its own with these models and one worker process."""
    folder.mkdir(parents=True, exist_ok=True)
    return Site(Settings(data_dir=folder / "data", models_dir=models_in(folder), workers=1))


def photo(path: Path, color: str) -> Path:
    """A photo of one color, framed in white."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (80, 60), "white")
    image.paste(color, (20, 15, 60, 45))
    image.save(path, quality=95)
    return path


def two_shops(site: Site, folder: Path) -> Dataset:
    """A dataset of sixteen photos: two labels, two shops, eight colors."""
    for number, color in enumerate(COLORS):
        for label in ("apparel", "other"):
            image = photo(folder / label / f"shop_{number % 2}" / f"{color}.jpg", color)
            image.write_bytes(image.read_bytes() + label.encode())  # other bytes, the same pixels
    return datasets.make(site, str(folder))


def tops(site: Site, name: str, dataset: Dataset) -> dict[str, str]:
    """What a model says of each photo, run here."""
    from core.images.decode import read_picture

    model = IntentModel(site.settings.models_dir / f"{name}.tflite")
    return {sample.picture_id: model.classify(read_picture(Path(sample.path), "", site.settings).image).shopping.top
            for sample in dataset.samples}
