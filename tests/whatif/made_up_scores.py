"""Stored analyses with chosen scores."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from core.settings import Settings
from core.whatif.scores import Scores, from_analyses


def stored(*, face: float | None = None, person: float | None = 0.1, score: float = 0.9, sensitive: float = 0.1,
           looked: bool = True) -> dict[str, Any]:
    """An analysis as the catalog keeps it, at the bundled models' thresholds; `person` None: nobody is stored."""
    is_face, is_person = face is not None and face > 0.5, looked and person is not None and person >= 0.49
    stage = "faces" if is_face else "persons" if is_person else "none"
    return {
        "picture_id": "a" * 64, "models": {"faces": "faces_mtcnn_1", "persons": "persons_2",
                                           "intent": "shopping_intent_1"},
        "kind": {"faces": "model_face", "persons": "worn_no_face", "none": "product_only"}[stage],
        "decided_by": {"stage": stage, "score": {"faces": face, "persons": person, "none": person}[stage],
                       "refused": [] if is_face or face is None else [{"score": face}]},
        "faces": {"scores": [face] if is_face else []},
        "persons": {"scores": [person] if is_person else []} if looked else None,
        "intent": {"top": "apparel", "shoppable": score > 0.5 and sensitive < 0.5, "shoppable_score": score,
                   "sensitive_score": sensitive},
    }


def scores_of(*analyses: dict[str, Any], truth: tuple[int, ...] = ()) -> Scores:
    """Their scores, numbered from 1."""
    rows = [(number, f"photo-{number}.jpg", values) for number, values in enumerate(analyses, 1)]
    known = np.array(truth or [-1] * len(rows), np.int8)
    return replace(from_analyses(Settings(), rows), truth=known)
