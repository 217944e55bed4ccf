"""How often a model of shopping intent errs, measured on sources that its training never saw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import Misuse, NotFound
from core.nouns.intent import INTENT_LABELS

LABELS = len(INTENT_LABELS)
PRIOR = 0.02  # for each verdict, so small that it does not make good models look worse than measured
SPREAD_FROM = "wide_mixed_shops"  # the left-out folds with most shops: they show how shops differ


@dataclass(frozen=True, eq=False)
class ErrorRates:
    """Counts of truth by verdict, and how much the rates vary from shop to shop.

    Attributes
    ----------
    confusion : ndarray of float64, shape (4, 4)
        Pictures; rows are the truth, columns the verdict, both in the order of `core.nouns.intent.INTENT_LABELS`.
    spread : float
        Intra-class correlation of errors inside one shop, in [0, 1): with 0 the next shop's pictures are as hard as
        those measured. For a new shop a row of n pictures counts as 1 / (spread + 1 / n) pictures.
    source : str
        Where the numbers come from, for the report.
    """

    confusion: np.ndarray
    spread: float = 0.0
    source: str = "unknown photos"

    def __post_init__(self) -> None:
        counts = self.confusion
        if np.shape(counts) != (LABELS, LABELS) or not np.all(np.isfinite(counts)) or np.min(counts) < 0:
            raise Misuse(f"Error rates need a {LABELS} x {LABELS} table of counts from 0 up, not the shape "
                         f"{np.shape(counts)} or negative counts.",
                         f"Use rows of truth and columns of verdict in the order {', '.join(INTENT_LABELS)}.")
        if np.min(np.sum(self.confusion, axis=1)) <= 0:
            raise Misuse("Error rates need pictures of every label; one row of the counts is empty.",
                         "Evaluate the model on pictures of each label.")
        if not 0 <= self.spread < 1:
            raise Misuse(f"The spread between shops must be in [0, 1), not {self.spread}.",
                         "Leave it out, or estimate it with spread_of.")

    def draws(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw plausible error rates from a Dirichlet posterior for each row; with a spread the rows vary together.

        Parameters
        ----------
        count : int
            Number of draws.
        rng : Generator
            Source of randomness.

        Returns
        -------
        ndarray of float64, shape (count, 4, 4)
            P(verdict | truth); every row sums to 1.
        """
        pictures = self.confusion.sum(axis=1, keepdims=True)
        weight = 1.0 / (self.spread * pictures + 1.0)  # n pictures are worth 1 / (spread + 1 / n)
        posterior = PRIOR + self.confusion * weight
        rates = [rng.dirichlet(row, count) for row in posterior]
        if self.spread > 0:  # a shop that is hard is hard for every label: good draws of one row go with good ones
            rates = [row[np.argsort(row[:, label])] for label, row in enumerate(rates)]
        return np.stack(rates, axis=1)


def spread_of(by_source: Mapping[str, Mapping[str, Any]]) -> float:
    """Estimate the intra-class correlation of errors from accuracies by source (analysis of variance [1]_).

    Parameters
    ----------
    by_source : mapping of str to mapping
        Each source's `n` pictures and `share` of right verdicts.

    Returns
    -------
    float
        In [0, 0.99]; 0 where fewer than two sources have two pictures or more.

    Examples
    --------
    >>> spread_of({"a": {"n": 100, "share": 0.9}, "b": {"n": 100, "share": 0.9}})
    0.0
    >>> round(spread_of({"a": {"n": 100, "share": 0.99}, "b": {"n": 100, "share": 0.6}}), 2)
    0.37

    References
    ----------
    .. [1] Ridout, Demetrio and Firth, "Estimating intraclass correlation for binary data", Biometrics 55, 1999.
    """
    pairs = [(float(value["n"]), float(value["share"])) for value in by_source.values() if value["n"] > 1]
    total = sum(n for n, _ in pairs)
    if len(pairs) < 2 or total <= len(pairs):
        return 0.0
    mean = sum(n * share for n, share in pairs) / total
    between = sum(n * (share - mean) ** 2 for n, share in pairs) / (len(pairs) - 1)
    within = sum(n * share * (1 - share) for n, share in pairs) / (total - len(pairs))
    size = (total - sum(n * n for n, _ in pairs) / total) / (len(pairs) - 1)
    denominator = between + (size - 1) * within
    return float(np.clip((between - within) / denominator, 0, 0.99)) if denominator > 0 else 0.0


def measured_error_rates(path: str | Path) -> ErrorRates:
    """Read a model's evaluation file: the counts of `unseen_sources`, and how shops differ in the left-out folds.

    Parameters
    ----------
    path : str or Path
        Such as `models/shopping_intent_1.json`.

    Raises
    ------
    NotFound
        No such file.
    Misuse
        It holds no confusion counts of unseen sources.
    """
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        unseen = values["unseen_sources"]
        confusion = np.asarray(unseen["confusion"], np.float64)
        by_source = (values.get("folds", {}).get(SPREAD_FROM) or unseen).get("by_source", {})
        model = str(values.get("model", Path(path).stem))
        shops = sum(1 for value in by_source.values() if value["n"] > 1)
    except OSError as error:
        raise NotFound(f"The evaluation file {Path(path).name} cannot be read.",
                       "Use the file that evaluating a shopping intent model wrote.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Misuse(f"{Path(path).name} has no confusion counts of unseen sources.",
                     "Use the file that evaluating a shopping intent model wrote.") from error
    source = f"{int(confusion.sum()):,} photos from sources never seen in training ({model})"
    spread = spread_of(by_source)
    if spread > 0:
        source += f"; errors vary between {shops} shops (intra-class correlation {spread:.3f})"
    return ErrorRates(confusion, spread=spread, source=source)
