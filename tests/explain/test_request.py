"""A request for an explanation is checked before a worker process sees it."""

from __future__ import annotations

import pickle

import pytest

from core.errors import Misuse
from core.explain.contract import LABELS
from core.explain.request import Request


@pytest.mark.parametrize("label", LABELS)
def test_every_label_can_be_asked_for(label: str) -> None:
    request = Request("photo.jpg", label)
    assert (request.opacity, request.file_format, request.full_map) == (0.5, "jpeg", False)
    assert pickle.loads(pickle.dumps(request)) == request


@pytest.mark.parametrize("changes, words", [
    ({"label": "shoes"}, "label must be one of negative, apparel"),
    ({"method": "magic"}, "method must be one of grad-cam"),
    ({"colors": "jet"}, "color map must be one of inferno, viridis, cividis, magma, gray"),
    ({"file_format": "webp"}, "file format must be one of jpeg, png"),
    ({"opacity": 1.5}, "opacity must be a number from 0 to 1, not 1.5"),
    ({"opacity": -0.1}, "opacity must be a number from 0 to 1"),
    ({"opacity": float("nan")}, "opacity must be a number from 0 to 1"),
])
def test_what_makes_no_sense_is_named(changes: dict, words: str) -> None:
    with pytest.raises(Misuse) as caught:
        Request(**{"path": "photo.jpg", "label": "apparel", **changes})
    assert words in caught.value.message and caught.value.hint
