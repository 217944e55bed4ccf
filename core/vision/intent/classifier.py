"""Shopping intent of a picture, by any .tflite with the browser's contract (`contract`); runs on LiteRT.

Why LiteRT: docs/decisions/0009-models-at-run-time.md.

References
----------
.. [1] Chromium, visual_search_classification_and_eligibility.cc.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.errors import WrongContract
from core.models.store import Entry, bare
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD, SENSITIVE, Classification, Intent
from core.nouns.thresholds import is_shoppable
from core.vision.intent.contract import SHOPPING, SIDE
from core.vision.intent.network import shared_network

# A softmax in float32 sums to 1 within 1e-6, a quantized one within a few steps of 1/256.
SUM_TOLERANCE = 0.02


class IntentModel:
    """One open model; calls from several threads wait for each other, since a network has one state.

    Parameters
    ----------
    entry_or_path : Entry, str or Path
        From `core.models.entry`; or a .tflite, used with the browser's own thresholds.
    threads : int
        Threads that one inference may use.

    Raises
    ------
    ModelMissing
        When there is no such file.
    WrongContract
        When the file does not keep the contract, cannot run, or does not return probabilities.

    Attributes
    ----------
    name : str
        In the manifest, or the file's own with its checksum.
    path : Path
    """

    def __init__(self, entry_or_path: Entry | str | Path, *, threads: int = 1) -> None:
        entry = entry_or_path if isinstance(entry_or_path, Entry) else bare(Path(entry_or_path), "intent")
        self.name, self.path = entry.name, entry.path
        self._shoppable = entry.thresholds.get("shoppable", RULE_THRESHOLD)
        self._sensitive = entry.thresholds.get("sensitive", RULE_THRESHOLD)
        self._label_sets = entry.label_sets
        self._network = shared_network(entry.path, threads=threads)
        self.classify(np.full((SIDE, SIDE, 3), 127, np.uint8))

    def classify(self, image: np.ndarray) -> Intent:
        """Classify one picture.

        Parameters
        ----------
        image : ndarray of uint8, shape (H, W, 3)
            RGB.

        Returns
        -------
        Intent
            The scores with their top label, the browser's rule, and the label set of a calibrated model.

        Raises
        ------
        WrongContract
            When an output is not a probability.
        """
        contract = self._network.contract
        shopping, sensitive = (scores.reshape(-1) for scores in
                               self._network.run(image, (contract.shopping, contract.sensitive)))
        self._check_probabilities(shopping, SHOPPING)
        self._check_probabilities(sensitive, SENSITIVE)
        scores = shopping[list(contract.order)].astype(np.float32)
        intent = apply_rule(scores, float(sensitive[contract.positive]), self._shoppable, self._sensitive)
        sets = self._label_sets
        return intent if sets is None else replace(
            intent, label_set=sets.labels(scores.tolist(), INTENT_LABELS), label_set_coverage=sets.coverage)

    def gap(self, intent: Intent) -> float:
        """How far a picture is inside the browser's rule; negative where it is outside.

        The smaller of two distances: of the best label to its threshold, and of `sensitive` to its own.
        """
        return min(intent.shoppable_score - self._shoppable, self._sensitive - intent.sensitive_score)

    def _check_probabilities(self, values: np.ndarray, head: str) -> None:
        wrong = not np.isfinite(values).all() or values.min() < -SUM_TOLERANCE
        if wrong or abs(float(values.sum()) - 1) > SUM_TOLERANCE:
            numbers = ", ".join(f"{value:.4g}" for value in values)
            raise WrongContract(
                f"The output {head} of {self.path.name} must be probabilities that sum to 1, but it is {numbers}.",
                "The model lacks its softmax or is broken; use another one.",
            )


def apply_rule(scores: np.ndarray, sensitive: float, shoppable: float, limit: float) -> Intent:
    """Apply the browser's rule [1]_: best label other than negative > `shoppable`, and `sensitive` < `limit`.

    Parameters
    ----------
    scores : ndarray of float32, shape (4,)
        Probabilities in the order of `INTENT_LABELS`.
    sensitive : float
        Probability of restricted goods.
    shoppable, limit : float
        Thresholds in [0, 1].

    Returns
    -------
    Intent

    Examples
    --------
    >>> intent = apply_rule(np.float32([0.1, 0.75, 0.1, 0.05]), 0.2, shoppable=0.5, limit=0.5)
    >>> intent.shopping.top, intent.shoppable, intent.shoppable_score
    ('apparel', True, 0.75)
    """
    best = float(np.delete(scores, INTENT_LABELS.index("negative")).max())
    passes = is_shoppable(best, sensitive, shoppable=shoppable, limit=limit)
    return Intent(Classification(INTENT_LABELS, scores), sensitive, passes, best)
