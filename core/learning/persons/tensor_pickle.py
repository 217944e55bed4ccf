"""Read the tensors of a PyTorch checkpoint without running what its pickle says.

A `.pt` file is a zip with one pickle and one file for each storage. Unpickling normally imports and calls
whatever the pickle names. Here every class becomes an inert stub that only remembers its attributes, and only the
functions that rebuild a tensor may be called; anything else is refused [1]_.

References
----------
.. [1] Python documentation, "pickle", section "Restricting Globals".
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import torch

__all__ = ["RefusedPickle", "read_state_dict"]

STORAGE_DTYPES = {
    "DoubleStorage": np.float64,
    "FloatStorage": np.float32,
    "HalfStorage": np.float16,
    "LongStorage": np.int64,
    "IntStorage": np.int32,
    "ByteStorage": np.uint8,
    "BoolStorage": np.bool_,
}
STUBBED_PACKAGES = ("models", "ultralytics", "torch.nn.modules", "utils")


class RefusedPickle(pickle.UnpicklingError):
    """The pickle names something that a list of tensors does not need."""


class Stub:
    """Stands for any network class: takes attributes, calls nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        self.__dict__.update(state if isinstance(state, dict) else {})


def _rebuild_tensor(storage: np.ndarray, offset: int, size: tuple, stride: tuple, *_: Any) -> torch.Tensor:
    """A tensor over a storage; `size` and `stride` are checked against its end before any memory is touched."""
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if min((offset, last, *size, *stride), default=0) < 0 or (np.prod(size) and last >= len(storage)):
        raise RefusedPickle("a tensor reaches outside its storage")
    return torch.as_strided(torch.from_numpy(storage), size, stride, offset).clone()


def _rebuild_parameter(data: torch.Tensor, *_: Any) -> torch.Tensor:
    return data


ALLOWED = {
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    ("collections", "OrderedDict"): OrderedDict,
    ("__builtin__", "set"): set,
    ("builtins", "set"): set,
}


class _TensorUnpickler(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, pickle_name: str) -> None:
        super().__init__(io.BytesIO(archive.read(pickle_name)))
        self._archive, self._folder = archive, pickle_name.removesuffix("data.pkl")

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in ALLOWED:
            return ALLOWED[module, name]
        if module == "torch" and name in STORAGE_DTYPES:
            return STORAGE_DTYPES[name]
        if any(module == package or module.startswith(package + ".") for package in STUBBED_PACKAGES):
            return Stub
        raise RefusedPickle(f"the checkpoint wants {module}.{name}, which no tensor needs")

    def persistent_load(self, key: tuple) -> np.ndarray:
        kind, dtype, name = key[:3]
        if kind != "storage" or not str(name).isalnum():
            raise RefusedPickle(f"unknown reference {key!r}")
        return np.frombuffer(self._archive.read(f"{self._folder}data/{name}"), dtype).copy()


def read_state_dict(path: str | Path, attribute: str = "model") -> dict[str, torch.Tensor]:
    """Read the named tensors of one network in a checkpoint.

    Parameters
    ----------
    path : str or Path
        Zip checkpoint as written by `torch.save`, holding a dict of networks.
    attribute : str
        Key of the network in that dict.

    Returns
    -------
    dict of str to Tensor
        Parameters and buffers by dotted name, as in `Module.state_dict` (dtype as stored).

    Raises
    ------
    RefusedPickle
        The pickle asks for a class or function that is not on the short list, or a tensor overruns its storage.
    """
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith("data.pkl")]
        if len(names) != 1:
            raise RefusedPickle(f"{len(names)} pickles in the checkpoint, expected one")
        content = _TensorUnpickler(archive, names[0]).load()
    network = content.get(attribute) if isinstance(content, dict) else None
    if not isinstance(network, Stub):
        raise RefusedPickle(f"no network under {attribute!r}")
    return dict(_named_tensors(network, ""))


def _named_tensors(module: Stub, prefix: str):
    state = vars(module)
    for group in ("_parameters", "_buffers"):
        for name, tensor in (state.get(group) or {}).items():
            if isinstance(tensor, torch.Tensor):
                yield prefix + name, tensor
    for name, child in (state.get("_modules") or {}).items():
        if isinstance(child, Stub):
            yield from _named_tensors(child, f"{prefix}{name}.")
