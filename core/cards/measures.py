"""Measures of an intent model from stored scores of labeled pictures; arithmetic only, no model runs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Misuse, SetupError
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD
from core.nouns.label_set import LabelSets
from core.nouns.model_card import LabelMeasures, Measures, ReliabilityBin, Slice, ThresholdCost
from core.nouns.paired import group_interval
from core.nouns.proportion import Share, share_of

BINS = 10
TRIED = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # thresholds beside the model's own


@dataclass(frozen=True)
class Row:
    """What the model scored on one picture.

    Attributes
    ----------
    source, background, label, sensitive : str
        As `core.learning.intent.calibrate.validation_scores` stores them; "" where it is not known.
    scores : tuple of float
        Over `INTENT_LABELS`, in [0, 1].
    sensitive_score : float
    size, kind : str
        Size class and photo type; "" where they are not known.
    picture_id, name : str
        Of a picture that is stored here, and what people call it.
    """

    source: str
    background: str
    label: str
    sensitive: str
    scores: tuple[float, ...]
    sensitive_score: float
    size: str = ""
    kind: str = ""
    picture_id: str = ""
    name: str = ""

    @property
    def top(self) -> int:
        """Position of the most probable label."""
        return max(range(len(self.scores)), key=self.scores.__getitem__)

    @property
    def correct(self) -> bool:
        """True when the top label is the true one."""
        return INTENT_LABELS[self.top] == self.label

    @property
    def true_score(self) -> float:
        """What the true label scored."""
        return self.scores[INTENT_LABELS.index(self.label)]

    @property
    def margin(self) -> float:
        """The best score minus the second best."""
        second, first = sorted(self.scores)[-2:]
        return first - second


def read_rows(path: Path) -> list[Row]:
    """Read stored validation scores.

    Raises
    ------
    SetupError
        When the file is missing or damaged.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_row(values) for values in csv.DictReader(file)]
    except (OSError, KeyError, ValueError, TypeError, csv.Error):
        raise SetupError(f"The validation scores in {path.name} are missing or damaged.",
                         "Restore the file (git checkout -- models), or store them again with "
                         "python -m core.learning.intent.calibrate.") from None


def _row(values: Mapping[str, str]) -> Row:
    if values["label"] not in ("", *INTENT_LABELS):
        raise ValueError(values["label"])
    return Row(values["source"], values["background"], values["label"], values["sensitive"],
               tuple(float(values[label]) for label in INTENT_LABELS), float(values["sensitive_score"]))


def measures(rows: list[Row], thresholds: Mapping[str, float], sets: LabelSets | None) -> Measures:
    """Measure a model on labeled pictures.

    Parameters
    ----------
    rows : list of Row
    thresholds : mapping
        The model's "shoppable" and "sensitive".
    sets : LabelSets or None
        The model's own rule.
    """
    labeled = [row for row in rows if row.label]
    own, limit = (thresholds.get(key, RULE_THRESHOLD) for key in ("shoppable", "sensitive"))
    alarms = {kind: [row.sensitive_score > limit for row in rows if row.sensitive == kind] for kind in ("0", "1")}
    bins, matrix = reliability(labeled), confusion(labeled)
    sizes = [len(sets.labels(row.scores, INTENT_LABELS)) for row in labeled] if sets else []
    return Measures(
        len(labeled), len({row.source for row in labeled}), _accuracy(labeled), bins,
        tuple(threshold_cost(labeled, value, in_use=value == own) for value in sorted({*TRIED, own})),
        _share(alarms["1"]), _share(alarms["0"]), left_out_coverage(labeled, sets.coverage) if sets else (),
        tuple(sizes.count(size) for size in range(1, len(INTENT_LABELS) + 1)) if sets else (),
        by_label(matrix), matrix, calibration_error(bins), new_source(labeled))


def confusion(rows: Iterable[Row]) -> tuple[tuple[int, ...], ...]:
    """Pictures by true label (rows) and top label (columns)."""
    counts = [[0] * len(INTENT_LABELS) for _ in INTENT_LABELS]
    for row in rows:
        counts[INTENT_LABELS.index(row.label)][row.top] += 1
    return tuple(map(tuple, counts))


def by_label(matrix: tuple[tuple[int, ...], ...]) -> tuple[LabelMeasures, ...]:
    """Precision and recall of each label, from a confusion matrix."""
    return tuple(LabelMeasures(label, share_of(matrix[k][k], sum(row[k] for row in matrix)),
                               share_of(matrix[k][k], sum(matrix[k]))) for k, label in enumerate(INTENT_LABELS))


def calibration_error(bins: Iterable[ReliabilityBin]) -> float:
    """Expected calibration error, as of `Measures`; 0 without pictures.

    Examples
    --------
    >>> calibration_error([ReliabilityBin(0.9, share_of(1, 2))])
    0.4
    """
    parts = [(abs(item.correct.hits - item.score * item.correct.count), item.correct.count) for item in bins]
    return sum(gap for gap, _ in parts) / max(1, sum(count for _, count in parts))


def new_source(rows: list[Row]) -> tuple[float, float] | None:
    """Accuracy's interval by whole sources, as of `Measures`."""
    if len({row.source for row in rows}) < 2:
        return None
    low, high = group_interval([row.correct for row in rows], [row.source for row in rows])
    return max(low, 0.0), min(high, 1.0)


def reliability(rows: Iterable[Row]) -> tuple[ReliabilityBin, ...]:
    """Top score against the share of correct top labels, in ten bins of equal width.

    Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, section 2.
    """
    bins: dict[int, list[Row]] = {}
    for row in rows:
        bins.setdefault(min(int(row.scores[row.top] * BINS), BINS - 1), []).append(row)
    return tuple(ReliabilityBin(sum(row.scores[row.top] for row in inside) / len(inside),
                                _share(row.correct for row in inside)) for _, inside in sorted(bins.items()))


def threshold_cost(rows: list[Row], threshold: float, *, in_use: bool) -> ThresholdCost:
    """Precision and recall of "the best label other than negative scores above `threshold`"."""
    above = [(max(row.scores[1:]) > threshold, row.label != INTENT_LABELS[0]) for row in rows]
    return ThresholdCost(threshold, in_use, _share(product for passed, product in above if passed),
                         _share(passed for passed, product in above if product))


def left_out_coverage(rows: list[Row], coverage: float) -> tuple[Slice, ...]:
    """How often a label set holds the true label, for each source by a rule calibrated on the other sources.

    Parameters
    ----------
    rows : list of Row
        Labeled pictures.
    coverage : float
        The nominal one.

    Returns
    -------
    tuple of Slice
        All pictures, then each source; empty where the other sources are too few to calibrate on.
    """
    hits: dict[str, list[bool]] = {}
    for source in sorted({row.source for row in rows}):
        try:
            rule = LabelSets.calibrated([row.true_score for row in rows if row.source != source], coverage)
        except Misuse:
            return ()
        hits[source] = [row.label in rule.labels(row.scores, INTENT_LABELS) for row in rows if row.source == source]
    total = _share(hit for inside in hits.values() for hit in inside)
    return (Slice("all", "All sources", total), *(Slice("source", name, _share(each)) for name, each in hits.items()))


def recorded(metrics: Mapping[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, Share | float]]:
    """The metrics of a manifest's entry as rows: shares with their intervals, and plain numbers."""
    rows: list[tuple[str, Share | float]] = []
    for key, value in metrics.items():
        name = (*path, key.replace("_", " "))
        if isinstance(value, dict):
            share = _recorded_share(value)
            rows += recorded(value, name) if share is None else [(" · ".join(name), share)]
        elif isinstance(value, int | float):
            rows.append((" · ".join(name), float(value)))
    return rows


def _recorded_share(values: Mapping[str, Any]) -> Share | None:
    if "interval" not in values:
        return None
    count = values.get("of", values.get("n", 0))
    hits = values.get("count", round((values.get("share") or 0) * count))
    return share_of(hits, count)


def _accuracy(rows: list[Row]) -> tuple[Slice, ...]:
    slices = [Slice("all", "All", _share(row.correct for row in rows))]
    tellers: tuple[tuple[str, Callable[[Row], str]], ...] = (
        ("label", lambda row: row.label), ("background", lambda row: row.background),
        ("size", lambda row: row.size), ("kind", lambda row: row.kind), ("source", lambda row: row.source))
    for kind, tell in tellers:
        for name in sorted({tell(row) for row in rows} - {""}):
            slices.append(Slice(kind, name, _share(row.correct for row in rows if tell(row) == name)))
    return tuple(slices)


def _share(hits: Iterable[bool]) -> Share:
    trials = list(hits)
    return share_of(sum(trials), len(trials))
