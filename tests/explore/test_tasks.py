"""The vector of a real file, and a map drawn from a real catalog."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import insert

from core.catalog import vectors
from core.catalog.store import Store
from core.catalog.tables import items
from core.errors import NotFound
from core.explore import tasks
from core.models import store
from core.settings import Settings


def test_a_files_vector_is_that_of_the_bytes_that_were_analyzed(photos: dict[str, Path]) -> None:
    settings, path = Settings(), photos["coffee"]
    model = store.entry(settings.models_dir, "intent", settings.intent_model)
    vector = tasks.embed(settings, str(path), hashlib.sha256(path.read_bytes()).hexdigest(), model)
    assert vector.shape == (2560,) and np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    with pytest.raises(NotFound, match="has changed"):
        tasks.embed(settings, str(path), "f" * 64, model)


def test_a_map_holds_the_jobs_pictures_only(tmp_path: Path) -> None:
    catalog, names = Store(Settings(data_dir=tmp_path).database), [f"{number:064d}" for number in range(8)]
    with catalog.writing() as connection:
        connection.execute(insert(items), [
            {"job_id": "a", "number": number, "uri_id": name, "uri": "", "candidate": "{}", "shown": 1,
             "picture_id": name} for number, name in enumerate(names[:5])])
        vectors.keep(connection, "m", {name: np.eye(8)[place] for place, name in enumerate(names)})
    catalog.close()
    steps: list[float] = []
    found = tasks.draw(Settings(data_dir=tmp_path).database, "a", "m", progress=lambda step, share: steps.append(share))
    assert list(found.picture_ids) == names[:5] and found.places.shape == (5, 2) and found.method == "pca"
    assert steps == sorted(steps) and len(steps) == 3
