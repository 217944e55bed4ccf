"""A site keeps the versions of the models that it started with, and a set-up that cannot work ends the start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import models
from core.doors.opening import prepare_models
from core.errors import ModelMissing, WrongContract
from core.settings import ROOT, Settings
from tests.models import tiny_tflite


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A copy of the bundled models."""
    shutil.copytree(ROOT / "models", tmp_path / "models")
    return Settings(models_dir=tmp_path / "models", data_dir=tmp_path / "data")


def test_a_promotion_does_not_change_a_site_that_is_open(settings: Settings) -> None:
    opened = prepare_models(settings)
    assert opened.persons_model == "persons_2" and opened.intent_model.startswith("shopping_intent_")
    models.promote(settings.models_dir, "persons_1")
    assert models.entry(opened.models_dir, "persons", opened.persons_model).name == "persons_2"
    assert prepare_models(settings).persons_model == "persons_1", "the next start uses it"


def test_a_named_model_stays_as_it_was_named(settings: Settings, tmp_path: Path) -> None:
    path = str(tiny_tflite.write(tmp_path / "tiny.tflite"))
    assert prepare_models(settings.model_copy(update={"intent_model": path})).intent_model == path


def test_a_changed_file_ends_the_start(settings: Settings) -> None:
    weights = settings.models_dir / "persons_2.bin"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(ModelMissing, match=r"persons_2\.bin is incomplete or was changed"):
        prepare_models(settings)


def test_a_refused_model_ends_the_start(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "html.tflite").write_text("<html>not found</html>")
    with pytest.raises(WrongContract, match=r"html\.tflite is not a \.tflite file"):
        prepare_models(settings.model_copy(update={"intent_model": str(tmp_path / "html.tflite")}))
