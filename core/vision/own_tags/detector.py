"""Tags that a site learned from a few examples, each a direction of the features that the tags model reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from core.models import store
from core.nouns.analysis import Analysis
from core.nouns.fact import Fact
from core.vision.intent.network import shared_network
from core.vision.own_tags.directions import SHOWN, read_own_tags
from core.vision.tags.detector import TAG, last_map


def open_own_tags(entry: Any) -> Callable[[np.ndarray, Analysis], tuple[Fact, ...]]:
    """The stage's function; `entry` is of role "own_tags".

    Raises
    ------
    SetupError, ModelMissing, WrongContract
        When the file cannot be read, or its network is missing.
    """
    path = Path(entry.path)
    own = read_own_tags(path)
    network = shared_network(store.entry(path.parent, "intent", own.network).path)

    def tags_of(image: np.ndarray, analysis: Analysis) -> tuple[Fact, ...]:
        values = last_map(network, image)
        scores = own.scores(values.reshape(1, -1, values.shape[-1]).mean(axis=1))[0] if own.names else ()
        return tuple(Fact(TAG, name, float(score), entry.name) for name, score in zip(own.names, scores, strict=True)
                     if score >= SHOWN)

    return tags_of
