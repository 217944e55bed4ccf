"""The Keras model that a .tflite was made from, where it lies beside it: what formats are made from and compared with.

Transfer learning stores both. Loads Keras when opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from core.errors import PackageMissing, WrongContract
from core.nouns.intent import RULE_THRESHOLD, SENSITIVE, Intent
from core.vision.intent.classifier import apply_rule
from core.vision.intent.contract import SHOPPING, Contract, to_input


def beside(path: Path) -> Path | None:
    """The Keras model of a .tflite: the file of the same name that ends in .keras; None without one."""
    found = path.with_suffix(".keras")
    return found if found.is_file() else None


class KerasIntent:
    """A Keras model of the intent contract, open.

    Parameters
    ----------
    path : Path
        A .keras file.
    contract : Contract
        Of the .tflite beside it: normalization, and the order of the labels.

    Attributes
    ----------
    path : Path

    Raises
    ------
    PackageMissing
        When Keras is not installed.
    WrongContract
        When the file is damaged or has other outputs.
    """

    def __init__(self, path: Path, contract: Contract) -> None:
        try:
            import keras
        except ImportError:
            raise PackageMissing(f"{path.name} is a Keras model, and Keras is not installed.",
                                 "Run `pip install -r requirements.txt`.") from None
        self.path, self._contract = path, contract
        try:
            self._model: Any = keras.models.load_model(path, compile=False)
            names = set(self._model.output)
        except Exception as error:  # noqa: BLE001 - Keras raises many kinds for a file that it cannot read
            raise WrongContract(f"{path.name} is damaged or no Keras model: {type(error).__name__}.",
                                "Move it away to export from the .tflite beside it.") from None
        if names != {SHOPPING, SENSITIVE}:
            raise WrongContract(f"{path.name} must have the outputs {SHOPPING} and {SENSITIVE}.",
                                "Move it away to export from the .tflite beside it.")

    def classify(self, image: np.ndarray) -> Intent:
        """Classify one picture, ndarray of uint8, shape (H, W, 3), by the browser's own thresholds."""
        contract = self._contract
        found = self._model.predict_on_batch(to_input(image, contract.mean, contract.std))
        shopping, sensitive = (np.asarray(found[name]).reshape(-1) for name in (SHOPPING, SENSITIVE))
        return apply_rule(shopping[list(contract.order)].astype(np.float32), float(sensitive[contract.positive]),
                          RULE_THRESHOLD, RULE_THRESHOLD)

    def write_float(self, path: Path) -> None:
        """Write it as a .tflite of float32, without metadata."""
        from core.models.tflite.from_keras import to_tflite

        path.write_bytes(to_tflite(self._model, half=False))
