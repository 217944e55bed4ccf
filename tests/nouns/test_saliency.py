"""A saliency map says whether there is evidence, and travels between processes as it is."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from core.nouns.saliency import Explanation, Saliency


def saliency(map_: np.ndarray) -> Saliency:
    return Saliency(map_.astype(np.float32), np.full((2, 2), -1, np.float32), "apparel", 0.1, "grad-cam", "last")


def test_a_map_without_evidence_says_so() -> None:
    assert not saliency(np.zeros((4, 4))).has_evidence


@pytest.mark.parametrize("value", [1e-6, 1.0])
def test_any_positive_value_is_evidence(value: float) -> None:
    heat = np.zeros((4, 4))
    heat[2, 3] = value
    assert saliency(heat).has_evidence is True


def test_an_explanation_travels_between_processes() -> None:
    sent = Explanation(saliency(np.eye(3)), b"jpeg")
    received = pickle.loads(pickle.dumps(sent))
    assert received.overlay == b"jpeg" and (received.saliency.map == sent.saliency.map).all()
    assert (received.saliency.label, received.saliency.score) == ("apparel", 0.1)
