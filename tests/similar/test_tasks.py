"""The index grows: what it holds is not read again, copies are pairs, colors and lost pictures are not."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from sqlalchemy import delete, insert

from core.catalog import pictures, vectors
from core.catalog.store import Store
from core.catalog.tables import pictures as picture_rows
from core.catalog.tables import vectors as vector_rows
from core.settings import Settings
from core.similar import tasks
from core.similar.index import current, open_index, read_pairs
from tests.similar.made_up_index import names


def photo(seed: int) -> np.ndarray:
    """Soft random shapes in color."""
    small = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    return cv2.resize(small, (160, 160), interpolation=cv2.INTER_CUBIC)


def enter(settings: Settings, shown: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Pictures with a vector and a thumbnail."""
    store = Store(settings.database)
    with store.writing() as connection:
        connection.execute(insert(picture_rows), [
            {"picture_id": name, "uri": f"{name[-2:]}.jpg", "path": "", "seen": 0.0} for name in shown])
        vectors.keep(connection, "m", {name: vector for name, (vector, _) in shown.items()})
    store.close()
    for name, (_, image) in shown.items():
        pictures.write(settings.data_dir, name, pictures.THUMBNAIL, cv2.imencode(".jpg", image)[1].tobytes())


def test_an_index_grows_and_finds_copies(tmp_path: Path) -> None:
    settings, ids, steps = Settings(data_dir=tmp_path), names(8), list[float]()
    one, two = np.eye(16)[0], np.eye(16)[1]
    recolored = photo(1)[..., ::-1].copy()
    enter(settings, {ids[0]: (one, photo(1)), ids[1]: (two, photo(2)), ids[2]: (one + 0.1 * two, photo(1)),
                     ids[3]: (one + 0.2 * two, recolored)})
    assert tasks.build(settings, "m", progress=lambda step, share: steps.append(share)) == 4
    assert steps == sorted(steps)
    folder = current(tmp_path)
    assert [pair[:2] for pair in read_pairs(folder)] == [(ids[0], ids[2])], "another color is another variant"
    assert tasks.like_row(settings, folder, ids[0], 2)[0][0] == ids[2]
    assert tasks.like_row(settings, folder, "f" * 64, 2) is None

    enter(settings, {ids[4]: (two, photo(2)), ids[5]: (np.eye(16)[5], photo(5))})
    store = Store(settings.database)
    with store.writing() as connection:  # a picture that was erased
        connection.execute(delete(vector_rows).where(vector_rows.c.picture_id == ids[2]))
    store.close()
    assert tasks.build(settings, "m", progress=lambda step, share: None) == 5
    grown = open_index(current(tmp_path))
    assert {name.decode() for name in grown.picture_ids.tolist()} == {*ids[:2], *ids[3:6]}
    assert [pair[:2] for pair in read_pairs(grown.folder)] == [(ids[1], ids[4])]
    assert grown.fitted == 4, "the whitening stays until the catalog has doubled"


def test_another_model_begins_anew(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    enter(settings, {names(1)[0]: (np.eye(16)[0], photo(1))})
    tasks.build(settings, "m", progress=lambda step, share: None)
    assert tasks.build(settings, "other", progress=lambda step, share: None) == 0
    assert open_index(current(tmp_path)).model == "other"
