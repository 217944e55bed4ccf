"""A .tflite of the intent contract, open for tensors on the way to its scores."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.errors import WrongContract
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.vision.intent.classifier import read_contract, to_input


class OpenNetwork:
    """An intent model whose tensors can be read after a run; calls from several threads wait for each other.

    What the latest picture left in the tensors is read without another run: several stages of one picture ask for it.

    Parameters
    ----------
    path : Path
    threads : int
        Threads that one inference may use.

    Attributes
    ----------
    name : str
        Of the file.
    contract : Contract
    graph : Graph

    Raises
    ------
    ModelMissing, WrongContract
        As `core.vision.intent.classifier.read_contract`; or LiteRT cannot run the file.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self.name, self.contract, self.graph = path.name, read_contract(path), read_graph(path)
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(path, threads=threads, keep_tensors=True)
        self._latest: np.ndarray | None = None

    def read(self, image: np.ndarray, tensors: Sequence[int]) -> list[np.ndarray]:
        """What some tensors hold for a picture, ndarray of uint8, shape (H, W, 3), as the file stores it.

        A picture is known by its object: it must not be changed in place between two calls.
        """
        contract = self.contract
        with self._lock:
            if self._latest is not image:
                self._latest = None
                self._interpreter.set_tensor(contract.input, to_input(image, contract.mean, contract.std))
                self._interpreter.invoke()
                self._latest = image
            return [self._interpreter.get_tensor(index) for index in tensors]

    def check_finite(self, values: np.ndarray) -> None:
        """Raises WrongContract for features that are not finite numbers."""
        if not np.isfinite(values).all():
            raise WrongContract(f"{self.name} gives features that are not finite numbers.", "Use another model.")


def shared_network(path: Path) -> OpenNetwork:
    """The network of a file, opened once in each process and again when the file changes; raises as `OpenNetwork`."""
    if not path.is_file():
        return OpenNetwork(path)
    now = path.stat()
    return _shared(path, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=2)
def _shared(path: Path, changed: int, size: int) -> OpenNetwork:
    return OpenNetwork(path)
