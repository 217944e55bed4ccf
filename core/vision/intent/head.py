"""The head of an intent model, trained further: what it reads of a picture, and a shift of its logits.

What a picture gives on the way into the head is all that training needs: the network runs once a picture.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import WrongContract
from core.models.tflite.graph import read_graph
from core.models.tflite.interpreter import open_interpreter
from core.models.tflite.logit_shift import find_ends, shifted
from core.nouns.intent import INTENT_LABELS
from core.vision.intent.classifier import read_contract, to_input

LABELS = len(INTENT_LABELS)


@dataclass(frozen=True, eq=False)
class Shift:
    """A change of a model's logits that depends on what its head reads; labels in the order of `INTENT_LABELS`.

    Attributes
    ----------
    weights : ndarray of float64, shape (4, D)
    bias : ndarray of float64, shape (4,)
    power : float
        What the sum is multiplied by: the inverse of a temperature.
    """

    weights: np.ndarray
    bias: np.ndarray
    power: float = 1.0

    @staticmethod
    def none(width: int) -> Shift:
        """The shift that changes nothing, for a head that reads `width` numbers."""
        return Shift(np.zeros((LABELS, width)), np.zeros(LABELS))

    def logits(self, rows: np.ndarray) -> np.ndarray:
        """Logits of the model with this shift.

        Parameters
        ----------
        rows : ndarray of float, shape (N, D + 4)
            From `HeadInput.row`: what the head reads, and the logits without the shift.

        Returns
        -------
        ndarray of float64, shape (N, 4)
        """
        values = np.asarray(rows, np.float64)
        result: np.ndarray = self.power * (values[:, -LABELS:] + values[:, :-LABELS] @ self.weights.T + self.bias)
        return result


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of logits, row by row (ndarray of float64, shape (N, K)).

    Examples
    --------
    >>> softmax(np.zeros((1, 4))).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
    return result


def with_shift(path: Path, shift: Shift) -> bytes:
    """The file of a model whose logits are shifted; all else in it stays.

    Raises
    ------
    ModelMissing, WrongContract
        As `core.vision.intent.classifier.read_contract`; also for a model that cannot be trained further.
    """
    contract = read_contract(path)
    rows = np.argsort(contract.order)
    return shifted(path, contract.shopping, shift.weights[rows], shift.bias[rows], power=shift.power)


class HeadInput:
    """A .tflite of the intent contract, open for what its head reads; calls from several threads wait for each other.

    Parameters
    ----------
    path : Path
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `with_shift`.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self._contract, self._name = read_contract(path), path.name
        self._ends = find_ends(read_graph(path), self._contract.shopping, path.name)
        self._lock = threading.Lock()
        self._interpreter = open_interpreter(path, threads=threads, keep_tensors=True)

    def row(self, image: np.ndarray) -> np.ndarray:
        """What the head reads of one picture, and its logits.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        ndarray of float32, shape (D + 4,)
            The last four are what the softmax makes scores of, in the order of `INTENT_LABELS`.

        Raises
        ------
        WrongContract
            When the model gives numbers that are not finite.
        """
        contract = self._contract
        with self._lock:
            self._interpreter.set_tensor(contract.input, to_input(image, contract.mean, contract.std))
            self._interpreter.invoke()
            read = self._interpreter.get_tensor(self._ends.vector).reshape(-1)
            logits = self._interpreter.get_tensor(self._ends.logits).reshape(-1)[list(contract.order)]
        row = np.concatenate([read, logits * self._ends.beta]).astype(np.float32)
        if not np.isfinite(row).all():
            raise WrongContract(f"{self._name} gives features that are not finite numbers.", "Use another model.")
        return row
