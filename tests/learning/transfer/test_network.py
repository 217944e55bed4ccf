"""Every backbone gets the range of values that it was trained on; weights that cannot be had are one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from core.errors import ModelMissing, WrongContract  # noqa: E402
from core.learning.transfer import network  # noqa: E402
from core.learning.transfer.order import BACKBONES  # noqa: E402
from tests.learning.transfer.small import order  # noqa: E402

pytestmark = pytest.mark.slow


def test_each_range_is_that_of_keras_own_preprocessing() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (1, 4, 4, 3)).astype(np.float32)
    applications = keras.applications
    modules = {"mobilenet_v2": applications.mobilenet_v2, "mobilenet_v3_small": applications.mobilenet_v3,
               "efficientnet_b0": applications.efficientnet, "efficientnet_v2_b0": applications.efficientnet_v2,
               "resnet50": applications.resnet}
    assert set(modules) == set(BACKBONES)
    for name, module in modules.items():
        picture = keras.layers.Input((4, 4, 3))
        given = keras.Model(picture, network._own_range(name, picture))(pixels / 127.5 - 1)
        expected = module.preprocess_input(pixels.copy())
        np.testing.assert_allclose(np.asarray(given), np.asarray(expected), atol=1e-3, err_msg=name)


def test_weights_that_cannot_be_had_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(weights: str | None, **shape: object) -> object:
        if weights:
            raise Exception("URL fetch failure on https://models.example/mobilenet_no_top.h5: None")
        return keras.Sequential([keras.layers.Input((4, 4, 3)), keras.layers.Dense(2)], name="small")

    monkeypatch.setattr(keras.applications, "MobileNetV2", offline)
    with pytest.raises(ModelMissing) as caught:
        network.build(order((), weights=""))
    assert "mobilenet_no_top.h5" in caught.value.hint and "--weights" in caught.value.hint
    with pytest.raises(ModelMissing, match="no weight file"):
        network.build(order((), weights=str(tmp_path / "gone.h5")))
    (tmp_path / "other.h5").write_bytes(b"no weights")
    with pytest.raises(WrongContract, match="does not hold the weights"):
        network.build(order((), weights=str(tmp_path / "other.h5")))
