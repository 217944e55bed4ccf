"""Opening the site checks every model before a worker process starts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from core.doors import opening
from core.errors import ModelMissing, SetupError
from core.models import store
from core.settings import ROOT, Settings, read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(data_dir=tmp_path / "data", workers=1)


def copied_models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    shutil.copytree(ROOT / "models", folder)
    return folder


def test_the_bundled_models_are_in_order_and_current_in_the_sites_own_folder(settings) -> None:
    sentences: list[str] = []
    prepared = opening.prepare_models(settings, sentences.append)
    bundled = json.loads((ROOT / "models" / "manifest.json").read_text("utf-8"))["current"]
    assert prepared.models_dir == settings.data_dir / "models" and not prepared.intent_model
    assert dict(store.in_use(prepared)) == {role: bundled[role] for role in ("faces", "persons", "intent")}
    assert sentences == [], "nothing takes time"


def test_a_missing_folder_names_it(settings) -> None:
    with pytest.raises(SetupError, match="nowhere"):
        opening.prepare_models(settings.model_copy(update={"models_dir": Path("/nowhere")}))


@pytest.mark.parametrize("role", ["intent", "persons"])
def test_an_unknown_name_is_refused(settings, role) -> None:
    with pytest.raises(SetupError, match="no-such-model"):
        opening.prepare_models(settings.model_copy(update={f"{role}_model": "no-such-model"}))


def test_a_changed_file_is_refused_before_a_worker_starts(settings, tmp_path) -> None:
    folder = copied_models(tmp_path)
    current = json.loads((folder / "manifest.json").read_text("utf-8"))["current"]["intent"]
    with (folder / f"{current}.tflite").open("ab") as file:
        file.write(b"changed")
    with pytest.raises(ModelMissing, match=current):
        opening.open_site(settings.model_copy(update={"models_dir": folder}))
    assert not (settings.data_dir / "workers.log").exists()
