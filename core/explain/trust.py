"""One badge for one explanation: faithful, weak, or not to be trusted; the rule in words is `core.words.trust.RULE`."""

from __future__ import annotations

import cv2
import numpy as np
from scipy.stats import spearmanr

from core.explain.contract import open_explainer
from core.explain.differentiable import DifferentiableModel
from core.explain.faithfulness import CELLS, center_blob, measure, order_of, random_map, seed_of
from core.nouns.saliency import Saliency
from core.nouns.trust import Badge, Faithfulness, Trust

SEED = 7
# A map whose ranks agree this well with those of a model with random weights shows the picture, not the model.
ALIKE = 0.8
Rivals = tuple[Faithfulness, Faithfulness]  # of the center and of a random map


def trust(model: DifferentiableModel, image: np.ndarray, saliency: Saliency, *, against: str = "",
          rivals: Rivals | None = None) -> Trust:
    """Measure one explanation beside maps that know nothing.

    Parameters
    ----------
    model : DifferentiableModel
        The one that was explained.
    image : ndarray of uint8, shape (H, W, 3)
        RGB.
    saliency : Saliency
        Its explanation.
    against : str
        The label that it was compared with.
    rivals : tuple of Faithfulness, optional
        What `measure_rivals` gave for this picture and label, where several methods share it.

    Returns
    -------
    Trust
    """
    values, label = model.to_input(image), saliency.label
    own = measure(model, values, label, order_of(saliency.map))
    center, chance = rivals or measure_rivals(model, values, label)
    twin = open_explainer(saliency.method, model.randomized(SEED))
    randomized = _likeness(saliency, twin.explain(image, label, against=against, layer=saliency.layer))
    badge, reasons = judge(saliency.has_evidence, (own, center, chance), randomized)
    return Trust(badge, own, center, chance, randomized, reasons)


def measure_rivals(model: DifferentiableModel, values: np.ndarray, label: str) -> Rivals:
    """The measures of a center blob and of a random map, which are those of the picture and the label alone.

    Parameters
    ----------
    model : DifferentiableModel
    values : ndarray of float32, shape (rows, columns, 3)
        The model's input.
    label : str
        One of `core.explain.contract.LABELS`.
    """
    center, chance = (measure(model, values, label, order_of(heat))
                      for heat in (center_blob(), random_map(seed_of(values))))
    return center, chance


def judge(has_evidence: bool, measures: tuple[Faithfulness, Faithfulness, Faithfulness],
          randomized: float | None) -> tuple[Badge, tuple[str, ...]]:
    """The badge by the rule `core.words.trust.RULE`, and what it rests on.

    Parameters
    ----------
    has_evidence : bool
        Does the map show anything?
    measures : tuple of Faithfulness
        Of the map, of the center and of a random order.
    randomized : float or None
        Rank correlation with the map of a model with random weights.

    Examples
    --------
    >>> good, blind = Faithfulness(0.2, 0.8, 0.3), Faithfulness(0.5, 0.5, 0.0)
    >>> judge(True, (good, blind, blind), 0.1)
    ('faithful', ('deletion', 'insertion', 'road', 'learned'))
    >>> judge(True, (blind, good, blind), 0.1)[0]
    'do_not_trust'
    """
    if not has_evidence:
        return "do_not_trust", ("no_evidence",)
    own, *others = measures
    passed = {
        "deletion": all(own.deletion < other.deletion for other in others),
        "insertion": all(own.insertion > other.insertion for other in others),
        "road": all(own.road > other.road for other in others),
    }
    learned = randomized is None or randomized < ALIKE
    reasons = tuple(name if good else f"no_{name}" for name, good in passed.items())
    reasons += ("learned" if learned else "not_learned",)
    if all(passed.values()) and learned:
        return "faithful", reasons
    return ("weak" if any(passed.values()) and learned else "do_not_trust"), reasons


def _likeness(one: Saliency, other: Saliency) -> float | None:
    if not (one.has_evidence and other.has_evidence):
        return None
    first, second = (cv2.resize(item.map, (CELLS, CELLS), interpolation=cv2.INTER_AREA).ravel()
                     for item in (one, other))
    correlation = float(spearmanr(first, second).statistic)
    return correlation if np.isfinite(correlation) else None
