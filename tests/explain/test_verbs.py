"""What doors call: the right request reaches the worker process, and nothing is computed for a wrong one."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core import analyze, explain
from core.catalog import pictures
from core.errors import Misuse, NotFound
from core.explain import verbs
from core.explain.request import Request
from core.nouns.failure import Failure
from core.nouns.saliency import Explanation, Saliency
from core.settings import Settings
from tests.explain.pictures import color_network
from tests.made_up import made_up_analysis

HEAT = np.ones((2, 2), np.float32)


class Site:
    """Records tasks and answers each with the same explanation."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder)
        self.requests: list[Request] = []

    def run(self, task: str, request: Request) -> Explanation:
        assert task == verbs.EXPLAIN
        self.requests.append(request)
        return Explanation(Saliency(HEAT, HEAT, request.label, 0.9, request.method, "last"), b"overlay")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(pictures, "original", lambda folder, picture_id: Path(f"/inbox/{picture_id}"))
    monkeypatch.setattr(analyze, "annotated", lambda site, analysis: b"boxes")
    return Site(tmp_path)


def test_a_page_asks_for_the_picture_that_was_analyzed(site: Any) -> None:
    explanation = explain.explain_picture(site, "f" * 64, "apparel", 0.3)
    assert explanation.saliency.label == "apparel" and explanation.overlay == b"overlay"
    assert site.requests == [Request(f"/inbox/{'f' * 64}", "apparel", opacity=0.3, picture_id="f" * 64)]


def test_a_command_asks_for_a_file_with_its_full_map(site: Any, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"bytes")
    explain.explain_file(site, str(path), "sensitive", file_format="png")
    (request,) = site.requests
    assert Path(request.path) == path and request.full_map and request.file_format == "png"


def test_a_source_that_is_nowhere_is_refused(site: Any, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        explain.explain_file(site, str(tmp_path / "gone.jpg"), "apparel")
    assert not site.requests


def test_a_picture_whose_file_is_gone_is_said_before_anything_is_computed(tmp_path: Path) -> None:
    site: Any = Site(tmp_path)
    with pytest.raises(NotFound):
        explain.check_picture(site, "f" * 64)
    pictures.write(tmp_path, "f" * 64, pictures.NOTE, json.dumps({"path": str(tmp_path / "gone.jpg")}).encode())
    with pytest.raises(NotFound, match="The picture's file is gone"):
        explain.check_picture(site, "f" * 64)


def test_the_key_of_the_model_follows_the_file_not_its_name(tmp_path: Path) -> None:
    site: Any = Site(tmp_path)
    model = color_network(tmp_path / "mine.tflite")
    site.settings = Settings(data_dir=tmp_path, intent_model=str(model))
    first = explain.model_key(site)
    assert explain.model_key(site) == first
    color_network(model, gain=2.0)
    assert explain.model_key(site) != first


def test_only_registered_models_of_intent_can_be_named(site: Any, tmp_path: Path) -> None:
    assert explain.other_models(site) == ["shopping_intent_1"], "another is in use, the others have other roles"
    path = color_network(tmp_path / "mine.tflite")
    site.settings = Settings(data_dir=tmp_path, intent_model=str(path))
    assert explain.other_models(site) == ["shopping_intent_1", "shopping_intent_2"]
    explain.explain_picture(site, "f" * 64, "apparel", model="shopping_intent_1")
    assert site.requests[-1].model == "shopping_intent_1"
    for name in (str(path), "persons_1"):
        with pytest.raises(Misuse, match="There is no other model"):
            explain.explain_picture(site, "f" * 64, "apparel", model=name)
    assert len(site.requests) == 1


@pytest.mark.parametrize("label, opacity", [("shoes", 0.5), ("apparel", 2.0)])
def test_a_wrong_option_reaches_no_worker(site: Any, label: str, opacity: float) -> None:
    with pytest.raises(Misuse):
        explain.explain_picture(site, "f" * 64, label, opacity)
    assert not site.requests


@pytest.mark.parametrize("label, name", [("top", "apparel"), ("other", "other")])
def test_the_zip_has_boxes_and_overlay_of_each_analysis(site: Any, label: str, name: str) -> None:
    results = [made_up_analysis("a.jpg"), Failure("b.jpg", "NotAPicture", "No picture.", "Save it again.")]
    archive = zipfile.ZipFile(io.BytesIO(explain.overlays_zip(site, results, label)))
    stem = f"0001_{results[0].picture_id[:12]}"
    assert {file: archive.read(file) for file in archive.namelist()} == {
        f"{stem}_boxes.jpg": b"boxes", f"{stem}_{name}.jpg": b"overlay"}
    assert site.requests[0].label == name


def test_a_box_is_scored_in_parts_that_cover_all_masks_in_order(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(pictures, "original", lambda folder, picture_id: Path("photo.jpg"))
    asked: list[Any] = []

    def submit(task: str, request: Any, start: int, stop: int, *, priority: int) -> Any:
        return SimpleNamespace(result=lambda: [float(number) for number in range(start, stop)])

    site: Any = SimpleNamespace(settings=Settings(data_dir=tmp_path), pool=SimpleNamespace(submit=submit),
                                run=lambda *call: asked.append(call))
    explain.explain_box(site, "f" * 64, "face", (1.0, 2.0, 3.0, 4.0))
    ((task, request, scores),) = asked
    assert task == verbs.EXPLAIN_BOX and request.detector == "face" and request.picture_id == "f" * 64
    assert scores == [float(number) for number in range(explain.BOX_MASKS)]
