"""A version is registered beside the others with its card and comparison; nothing is promoted by itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import SetupError
from core.models import store, versions
from core.nouns.dataset import Dataset
from core.retrain.tags.order import Order, Trained
from core.retrain.tags.work import _register, comparison_file
from core.settings import Settings
from core.site import Site
from tests.nouns.test_tag_comparison import COMPARISON

DATASET = Dataset("d" * 64, "shop", "/photos", datetime(2026, 1, 1, tzinfo=UTC), ())


def test_a_version_is_registered_and_not_promoted(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        folder = versions.with_own_folder(site.settings).models_dir
        model = store.entry(folder, "tags")
        order = Order("", "", model, "own_goods_1", DATASET.dataset_id, ())
        _register(site, (folder, DATASET, order), Trained(model.path.read_bytes(), COMPARISON))
        entry = store.entry(folder, "tags", "own_goods_1")
        assert entry.training["parent"] == model.name == store.entry(folder, "tags").name
        assert entry.card and "own_goods_1" in entry.card.read_text("utf-8")
        assert json.loads((folder / comparison_file("own_goods_1")).read_text())["candidate"] == "own_goods_1"


def test_a_version_that_cannot_be_stored_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        folder = versions.with_own_folder(site.settings).models_dir
        order = Order("", "", store.entry(folder, "tags"), "own_goods_1", DATASET.dataset_id, ())
        monkeypatch.setattr(Path, "write_bytes", lambda path, data: (_ for _ in ()).throw(OSError(28, "No space")))
        with pytest.raises(SetupError, match="could not be stored: No space"):
            _register(site, (folder, DATASET, order), Trained(b"", COMPARISON))
