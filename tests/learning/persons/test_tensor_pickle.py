"""Tensors are read out of a checkpoint; whatever else its pickle asks for is refused, and nothing runs."""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.persons.tensor_pickle import RefusedPickle, _rebuild_tensor, read_state_dict  # noqa: E402


class Trap:
    """Pickles as a call of a harmless function that a reader of tensors has no business calling."""

    def __reduce__(self):
        return (print, ("a pickle ran code",))


def checkpoint(path: Path, content: object) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(content, protocol=2))
    return path


def test_a_checkpoint_that_calls_a_function_is_refused_and_nothing_runs(tmp_path, capsys):
    with pytest.raises(RefusedPickle, match="print"):
        read_state_dict(checkpoint(tmp_path / "trap.pt", {"model": Trap()}))
    assert capsys.readouterr().out == ""


def test_a_checkpoint_without_a_network_is_refused(tmp_path):
    with pytest.raises(RefusedPickle):
        read_state_dict(checkpoint(tmp_path / "empty.pt", {"model": [1, 2]}))


def test_a_tensor_that_reaches_outside_its_storage_is_refused():
    storage = np.arange(6, dtype=np.float32)
    assert _rebuild_tensor(storage, 0, (2, 3), (3, 1)).tolist() == [[0, 1, 2], [3, 4, 5]]
    for offset, size, stride in ((1, (2, 3), (3, 1)), (-1, (2,), (1,)), (0, (2,), (-1,)), (0, (2, 2), (9, 1))):
        with pytest.raises(RefusedPickle):
            _rebuild_tensor(storage, offset, size, stride)


def test_tensors_come_by_their_dotted_names(tmp_path: Path) -> None:
    network = torch.nn.Sequential(OrderedDict(first=torch.nn.Linear(2, 3), norm=torch.nn.BatchNorm1d(3)))
    network.double()
    torch.save({"model": network}, tmp_path / "own.pt")
    tensors = read_state_dict(tmp_path / "own.pt")
    expected = network.state_dict()
    assert tensors.keys() == expected.keys() and "norm.running_mean" in tensors
    assert all(torch.equal(tensors[name], expected[name]) for name in expected)
    assert tensors["first.weight"].dtype == torch.float64


@pytest.mark.parametrize("name", ["os.system", "builtins.eval", "torch.load", "torch.hub.load", "subprocess.Popen"])
def test_only_what_rebuilds_tensors_may_be_named(tmp_path: Path, name: str) -> None:
    module, _, function = name.rpartition(".")
    text = f"c{module}\n{function}\n.".encode()
    with zipfile.ZipFile(tmp_path / "x.pt", "w") as archive:
        archive.writestr("archive/data.pkl", text)
    with pytest.raises(RefusedPickle, match=name):
        read_state_dict(tmp_path / "x.pt")


def test_a_storage_outside_the_archive_is_refused(tmp_path: Path) -> None:
    class Reference:
        def __reduce__(self) -> tuple:
            return OrderedDict, ()

    class Pickler(pickle.Pickler):
        def persistent_id(self, item: object) -> tuple | None:
            return ("storage", None, "../../etc/passwd") if isinstance(item, Reference) else None

    with zipfile.ZipFile(tmp_path / "x.pt", "w") as archive, archive.open("archive/data.pkl", "w") as file:
        Pickler(file, protocol=2).dump(Reference())
    with pytest.raises(RefusedPickle, match="unknown reference"):
        read_state_dict(tmp_path / "x.pt")


@pytest.mark.parametrize("names", [[], ["a/data.pkl", "b/data.pkl"]])
def test_a_checkpoint_has_one_pickle(tmp_path: Path, names: list[str]) -> None:
    with zipfile.ZipFile(tmp_path / "x.pt", "w") as archive:
        for name in names:
            archive.writestr(name, b"N.")
    with pytest.raises(RefusedPickle, match="expected one"):
        read_state_dict(tmp_path / "x.pt")
