"""What is known about one version of a model: facts of its entry, its card, and measures on validation pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.nouns.label_set import LabelSets
from core.nouns.proportion import Share


@dataclass(frozen=True)
class Slice:
    """A share for one part of the pictures, such as one source.

    Attributes
    ----------
    kind : str
        What the part is told by: "all", "label", "background", "source", "size", "kind".
    name : str
    share : Share
    """

    kind: str
    name: str
    share: Share


@dataclass(frozen=True)
class ReliabilityBin:
    """Pictures whose top score lies in one tenth of [0, 1].

    Attributes
    ----------
    score : float
        Mean top score.
    correct : Share
        Of pictures whose top label is the true one.
    """

    score: float
    correct: Share


@dataclass(frozen=True)
class ThresholdCost:
    """What a threshold on the best shopping score costs.

    Attributes
    ----------
    threshold : float
    in_use : bool
        True for the model's own.
    precision : Share
        Of pictures above it, those that do show a product.
    recall : Share
        Of pictures that show a product, those above it.
    """

    threshold: float
    in_use: bool
    precision: Share
    recall: Share


@dataclass(frozen=True)
class LabelMeasures:
    """How a model did on one label.

    Attributes
    ----------
    label : str
    precision : Share
        Of pictures with this top label, those that have it.
    recall : Share
        Of pictures that have the label, those with this top label.
    """

    label: str
    precision: Share
    recall: Share


@dataclass(frozen=True)
class Measures:
    """How a model did on labeled pictures, such as those of sources that training never saw.

    Attributes
    ----------
    count, sources : int
        Pictures, and the sources that they come from.
    accuracy : tuple of Slice
    reliability : tuple of ReliabilityBin
        Bins without pictures are left out.
    thresholds : tuple of ThresholdCost
    sensitive_recall : Share
        Of restricted goods, those above the threshold.
    sensitive_false_alarms : Share
        Of harmless pictures, those above the threshold.
    coverage : tuple of Slice
        Share of pictures whose label set holds the true label: for each source, calibrated on the other sources; the
        first is all of them together. Empty without label sets.
    set_sizes : tuple of int
        Pictures whose set has 1, 2, 3 and 4 labels.
    labels : tuple of LabelMeasures
    confusion : tuple of tuple of int
        Pictures by true label (rows) and top label (columns), in the order of `INTENT_LABELS`.
    calibration_error : float
        Expected calibration error [1]_: mean distance of top score and share right over the bins, weighted by pictures.
    new_source : tuple of float or None
        Accuracy's 95 % interval where whole sources could be others (`core.nouns.paired.group_interval`); None with
        one source.

    References
    ----------
    .. [1] Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equation 3.
    """

    count: int
    sources: int
    accuracy: tuple[Slice, ...]
    reliability: tuple[ReliabilityBin, ...]
    thresholds: tuple[ThresholdCost, ...]
    sensitive_recall: Share
    sensitive_false_alarms: Share
    coverage: tuple[Slice, ...] = ()
    set_sizes: tuple[int, ...] = ()
    labels: tuple[LabelMeasures, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    calibration_error: float = 0.0
    new_source: tuple[float, float] | None = None


@dataclass(frozen=True)
class ModelCard:
    """One version of a model.

    Attributes
    ----------
    name, role, license, origin, sha256 : str
    bytes : int
        Size of all its files.
    files : tuple of str
    thresholds : mapping of str to float
    state : str
        "ready", or why it cannot be used.
    current : bool
        True for the version in use.
    previous : bool
        True for the version that a roll-back returns to.
    card : str
        The card in Markdown; "" where there is none.
    recorded : tuple of (str, Share or float)
        Metrics of the entry, by name.
    label_sets : LabelSets or None
    measures : Measures or None
        None where no validation scores are stored.
    """

    name: str
    role: str
    license: str
    origin: str
    sha256: str
    bytes: int
    files: tuple[str, ...]
    thresholds: Mapping[str, float]
    state: str
    current: bool
    previous: bool
    card: str = field(repr=False, default="")
    recorded: tuple[tuple[str, Share | float], ...] = ()
    label_sets: LabelSets | None = None
    measures: Measures | None = None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "thresholds": dict(self.thresholds)}
