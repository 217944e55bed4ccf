"""The three nets are built from the package's own weights, which may hold arrays and nothing that can run."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import lz4.frame
import numpy as np
import pytest

from core.errors import ModelMissing, PackageMissing, WrongContract
from core.vision.faces import nets


class Attack:
    def __reduce__(self):
        return os.mkdir, ("attacked",)


def test_a_weight_file_that_names_code_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {}
    for name in nets.NETS:
        files[name] = tmp_path / f"{name}.lz4"
        files[name].write_bytes(lz4.frame.compress(pickle.dumps([Attack()])))
    monkeypatch.setattr(nets, "weight_files", lambda: files)
    with pytest.raises(WrongContract, match="mkdir"):
        nets.read_weights()
    assert not (tmp_path / "attacked").exists()


def test_another_weight_file_than_expected_is_refused():
    with pytest.raises(ModelMissing, match="checksum"):
        nets.read_weights({"rnet": "0" * 64})


def test_a_missing_package_is_said(monkeypatch):
    monkeypatch.setattr(nets.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PackageMissing, match="mtcnn"):
        nets.read_weights()


def test_a_missing_file_of_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Spec:
        submodule_search_locations = [str(tmp_path)]

    monkeypatch.setattr(nets.importlib.util, "find_spec", lambda name: Spec)
    with pytest.raises(PackageMissing, match=r"lacks the file pnet\.lz4"):
        nets.weight_files()


def test_arrays_of_another_architecture_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    files = nets.weight_files()
    monkeypatch.setattr(nets, "weight_files", lambda: {**files, "rnet": files["onet"]})
    with pytest.raises(WrongContract, match="holds another net"):
        nets.read_weights()


@pytest.fixture(scope="module")
def compiled() -> dict:
    return nets.compile_nets(nets.read_weights())


@pytest.mark.parametrize("net, shape, expected", [
    ("pnet", (1, 32, 64, 4), (1, 11, 27, 5)), ("rnet", (2, 24, 24, 3), (2, 5)), ("onet", (3, 48, 48, 3), (3, 15)),
])
def test_shapes_of_inputs_and_outputs(compiled: dict, net: str, shape: tuple, expected: tuple) -> None:
    output = compiled[net](np.zeros(shape, np.float32))[0]
    assert output.shape == expected and np.isfinite(output).all()
    if net != "pnet":  # probability of a face first
        assert ((output[:, 0] >= 0) & (output[:, 0] <= 1)).all()


def test_each_crop_is_judged_on_its_own(compiled: dict) -> None:
    crops = np.random.default_rng(0).uniform(-1, 1, (4, 48, 48, 3)).astype(np.float32)
    together = compiled["onet"](crops)[0]
    for place, crop in enumerate(crops):
        assert compiled["onet"](crop[None])[0][0] == pytest.approx(together[place], abs=1e-5)


def test_the_fourth_channel_keeps_what_lies_beside_a_picture_from_winning(compiled: dict) -> None:
    """An odd picture gives the same map whatever stands in the line beside it, once that line is marked."""
    canvas = np.random.default_rng(0).uniform(-1, 1, (1, 34, 34, 4)).astype(np.float32)
    canvas[..., 3] = 0
    canvas[0, 33, :, 3] = canvas[0, :, 33, 3] = 1
    first = compiled["pnet"](canvas)[0]
    canvas[0, 33, :, :3] = canvas[0, :, 33, :3] = 0
    assert compiled["pnet"](canvas)[0][0, :-1, :-1] == pytest.approx(first[0, :-1, :-1], abs=1e-4)
