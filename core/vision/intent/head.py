"""A head of an intent model, trained further: what it reads of a picture, and a shift of its logits.

What a picture gives on the way into the head is all that training needs: the network runs once a picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.models.tflite.logit_shift import find_ends, shifted
from core.nouns.intent import INTENT_LABELS
from core.vision.intent.contract import SHOPPING, read_contract
from core.vision.intent.network import OpenNetwork

LABELS = len(INTENT_LABELS)


@dataclass(frozen=True, eq=False)
class Shift:
    """A change of a head's logits that depends on what the head reads.

    Attributes
    ----------
    weights : ndarray of float64, shape (K, D)
        Labels in the order of `core.vision.intent.contract.HEADS`: K is 4 for shopping intent, 2 for *sensitive*.
    bias : ndarray of float64, shape (K,)
    power : float
        What the sum is multiplied by: the inverse of a temperature.
    """

    weights: np.ndarray
    bias: np.ndarray
    power: float = 1.0

    @staticmethod
    def none(width: int) -> Shift:
        """The shift of shopping intent that changes nothing, for a head that reads `width` numbers."""
        return Shift(np.zeros((LABELS, width)), np.zeros(LABELS))

    def logits(self, rows: np.ndarray) -> np.ndarray:
        """Logits of the model with this shift.

        Parameters
        ----------
        rows : ndarray of float, shape (N, D + K)
            From `HeadInput.row`: what the head reads, and the logits without the shift.

        Returns
        -------
        ndarray of float64, shape (N, K)
        """
        values, labels = np.asarray(rows, np.float64), len(self.bias)
        result: np.ndarray = self.power * (values[:, -labels:] + values[:, :-labels] @ self.weights.T + self.bias)
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


def with_shift(path: Path, shift: Shift, head: str = SHOPPING) -> bytes:
    """The file of a model with the logits of one head shifted; all else in it stays.

    Raises
    ------
    ModelMissing, WrongContract
        As `core.vision.intent.contract.read_contract`; also for a model that cannot be trained further.
    """
    output, order = read_contract(path).rows_of(head)
    rows = np.argsort(order)
    return shifted(path, output, shift.weights[rows], shift.bias[rows], power=shift.power)


class HeadInput:
    """A .tflite of the intent contract, open for what a head reads; calls from several threads wait for each other.

    Parameters
    ----------
    path : Path
    head : str
        Output of the contract: "shopping_intent" or "sensitive".
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing, WrongContract
        As `with_shift`.
    """

    def __init__(self, path: Path, head: str = SHOPPING, *, threads: int = 1) -> None:
        self._network = OpenNetwork(path, threads=threads, keep_tensors=True)
        output, order = self._network.contract.rows_of(head)
        self._ends, self._order = find_ends(self._network.graph, output, path.name), list(order)

    def row(self, image: np.ndarray) -> np.ndarray:
        """What the head reads of one picture, and its logits.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        ndarray of float32, shape (D + K,)
            The last K are what the softmax makes scores of, in the order of the head's labels.

        Raises
        ------
        WrongContract
            When the model gives numbers that are not finite.
        """
        read, logits = self._network.read(image, (self._ends.vector, self._ends.logits))
        row = np.concatenate([read.reshape(-1), logits.reshape(-1)[self._order] * self._ends.beta]).astype(np.float32)
        self._network.check_finite(row)
        return row
