"""A torchvision that cannot be imported is replaced; a healthy one and the environment stay as they are."""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from core.learning.persons import torchvision_guard as module  # noqa: E402


@pytest.fixture
def no_torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget torchvision, and put it back afterwards."""
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("torchvision", "torchvision.ops"):  # so that what a test registers is taken away again
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
        sys.modules.pop(name)


def imported(monkeypatch: pytest.MonkeyPatch, error: Exception | None) -> list[str]:
    """Importing torchvision raises an error; returns what was imported."""
    names: list[str] = []

    def import_module(name: str) -> types.ModuleType:
        names.append(name)
        if name == "torchvision" and error is not None:
            sys.modules["torchvision.half"] = types.ModuleType("torchvision.half")
            raise error
        return types.ModuleType(name)

    monkeypatch.setattr(module.importlib, "import_module", import_module)
    return names


@pytest.mark.parametrize("error", [RuntimeError("operator torchvision::nms does not exist"), ImportError("no"),
                                   AttributeError("half imported")])
def test_a_broken_torchvision_becomes_a_stand_in(no_torchvision: None, monkeypatch: pytest.MonkeyPatch,
                                                error: Exception) -> None:
    imported(monkeypatch, error)
    module._repair_torchvision()
    package = sys.modules["torchvision"]
    assert package.__version__ == "0.0.0" and sys.modules["torchvision.ops"] is package.ops
    assert "torchvision.half" not in sys.modules, "what was half imported is gone"


def test_a_healthy_torchvision_stays(no_torchvision: None, monkeypatch: pytest.MonkeyPatch) -> None:
    names = imported(monkeypatch, None)
    module._repair_torchvision()
    assert names == ["torchvision"] and "torchvision" not in sys.modules


def test_the_environment_wins_over_our_defaults(no_torchvision: None, monkeypatch: pytest.MonkeyPatch,
                                                tmp_path: Path) -> None:
    names = imported(monkeypatch, None)
    monkeypatch.setenv("YOLO_CONFIG_DIR", str(tmp_path / "yolo"))
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("YOLO_OFFLINE", raising=False)
    module.import_ultralytics()
    assert names[-1] == "ultralytics" and (tmp_path / "yolo").is_dir()
    assert os.environ["OMP_NUM_THREADS"] == "3" and os.environ["YOLO_OFFLINE"] == "true"


def test_the_stand_in_suppresses_as_torchvision_does() -> None:
    pytest.importorskip("ultralytics")
    boxes = torch.tensor([[0.0, 0, 10, 10], [1, 0, 10, 10], [20, 20, 30, 30]])
    assert module._nms(boxes, torch.tensor([0.6, 0.9, 0.3]), 0.6).tolist() == [1, 2]
