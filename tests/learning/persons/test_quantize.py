"""The 8-bit person model says what the model in floats says; without NNCF the maker says what to install."""

from __future__ import annotations

import sys

import numpy as np
import openvino
import pytest

from core.errors import PackageMissing
from core.images.decode import read_picture
from core.learning.persons.quantize import quantize
from core.models import store
from core.settings import ROOT, Settings
from core.vision.persons.detector import Persons


def test_eight_bits_find_the_same_persons() -> None:
    floats, bits = (Persons(store.entry(ROOT / "models", "persons", name)) for name in ("persons_2", "persons_3"))
    names = ("tsm-01_1.jpg", "mug-01_1.jpg", "cap-01_1.jpg", "soc-01_1.jpg")
    for image in (read_picture(ROOT / "demo" / "photos" / name, "", Settings()).image for name in names):
        one, two = floats.search(image), bits.search(image)
        assert len(one.findings.persons) == len(two.findings.persons)
        assert float(one.scores[0]) == pytest.approx(float(two.scores[0]), abs=0.15)
        if len(one.findings.persons):
            assert np.abs(one.findings.persons.xyxy[0] - two.findings.persons.xyxy[0]).max() < 0.05 * max(image.shape)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nncf", None)
    model = openvino.Core().read_model(store.entry(ROOT / "models", "persons", "persons_2").path)
    with pytest.raises(PackageMissing, match="nncf"):
        quantize(model, [])
