"""A .tflite of the intent contract, open: its scores, and tensors on the way to them, from one run a picture."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.errors import WrongContract
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.vision.intent.contract import read_contract, to_input


class OpenNetwork:
    """An intent model whose tensors can be read after a run; calls from several threads wait for each other.

    What the latest picture left in the tensors is read without another run: the chain asks for the scores of a picture,
    then stages for its feature map.

    Parameters
    ----------
    path : Path
    threads : int
        Threads that one inference may use.
    keep_tensors : bool
        Keep every tensor readable; else those of the outputs and of the last feature map.

    Attributes
    ----------
    name : str
        Of the file.
    contract : Contract
    graph : Graph
    map : int or None
        Tensor of the last feature map; None for a model without one.

    Raises
    ------
    ModelMissing, WrongContract
        As `core.vision.intent.contract.read_contract`; or LiteRT cannot run the file.
    """

    def __init__(self, path: Path, *, threads: int = 1, keep_tensors: bool = False) -> None:
        self.name, self.contract, self.graph = path.name, read_contract(path), read_graph(path)
        maps = self.graph.feature_maps(self.contract.shopping)[-1:]
        self.map = maps[0] if maps else None
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(path, threads=threads, keep_tensors=keep_tensors, also=maps)
        self._latest: Callable[[], np.ndarray | None] = lambda: None

    def run(self, image: np.ndarray, tensors: Sequence[int]) -> list[np.ndarray]:
        """What some tensors hold after a run for an RGB picture, uint8 (H, W, 3): values as the file stores them."""
        with self._lock:
            return self._run(image, tensors)

    def read(self, image: np.ndarray, tensors: Sequence[int]) -> list[np.ndarray]:
        """The same, without another run for the latest picture.

        A picture is known by its object: it must not be changed in place between two calls.
        """
        with self._lock:
            if self._latest() is image:
                return [self._interpreter.get_tensor(index) for index in tensors]
            return self._run(image, tensors)

    def _run(self, image: np.ndarray, tensors: Sequence[int]) -> list[np.ndarray]:
        self._latest = lambda: None
        self._interpreter.set_tensor(self.contract.input, to_input(image, self.contract.mean, self.contract.std))
        self._interpreter.invoke()
        self._latest = weakref.ref(image)
        return [self._interpreter.get_tensor(index) for index in tensors]

    def check_finite(self, values: np.ndarray) -> None:
        """Raises WrongContract for features that are not finite numbers."""
        if not np.isfinite(values).all():
            raise WrongContract(f"{self.name} gives features that are not finite numbers.", "Use another model.")


def shared_network(path: Path, *, threads: int = 1) -> OpenNetwork:
    """The network of a file, opened once in each process and again when the file changes; raises as `OpenNetwork`."""
    if not path.is_file():
        return OpenNetwork(path)
    now = path.stat()
    return _shared(path, threads, now.st_mtime_ns, now.st_size)


@lru_cache(maxsize=2)
def _shared(path: Path, threads: int, changed: int, size: int) -> OpenNetwork:
    return OpenNetwork(path, threads=threads)
