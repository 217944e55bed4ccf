"""Worker processes look at parts of a file, and keep one matcher open."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InputError
from core.settings import ROOT, Settings
from core.skus import tasks
from core.skus.work import model_name, models_of
from core.vision.skus.index import IndexedSku, View, index_of, write_index
from tests.skus.made_up import demo_photo, made_up_index

PHOTO = str(ROOT / "demo" / "photos" / "cap-01_1.jpg")


def test_parts_of_a_picture_have_looks_and_answers(tmp_path: Path) -> None:
    settings, models = Settings(data_dir=tmp_path), models_of(Settings(models_dir=ROOT / "models"))
    whole, part = (tasks.look_at(settings, PHOTO, models, boxes)[0] for boxes in ((), ((0.0, 0.0, 0.5, 0.5),)))
    assert (whole.cells != part.cells).any() and demo_photo("cap-01_1").ndim == 3
    folder = write_index(tmp_path, index_of([IndexedSku("CAP")], [View(0, "a", whole)], model_name(models)))
    answers = tasks.answers(settings, folder, models, (PHOTO, ((0.0, 0.0, 1.0, 1.0), (0.02, 0.02, 0.98, 0.98))))
    assert [answer.matches[0].sku for answer in answers] == ["CAP", "CAP"]
    assert tasks.matcher_of(folder, models) is tasks.matcher_of(folder, models)


def test_a_file_that_is_no_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture")
    with pytest.raises(InputError):
        tasks.look_at(Settings(data_dir=tmp_path), str(tmp_path / "a.jpg"), models_of(Settings()))


def test_twins_are_read_from_the_folder(tmp_path: Path) -> None:
    folder = write_index(tmp_path, made_up_index(4))
    assert tasks.twins(Settings(data_dir=tmp_path), folder, 5) == []
