"""The network's heads: shapes, names, and calibration."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("keras")

from core.learning.intent import backbones, classifier  # noqa: E402


@pytest.mark.parametrize("width", [5, classifier.FEATURES])
def test_a_head_gives_logits_of_both_outputs(width: int) -> None:
    head = classifier.build_head(width)
    logits = head.predict_on_batch(np.zeros((3, width), np.float32))
    assert {name: values.shape for name, values in logits.items()} == {"shopping_intent": (3, 4), "sensitive": (3, 2)}


def test_the_files_metadata_states_the_contract() -> None:
    metadata = classifier.file_metadata("7", "A test.")
    assert metadata.version == "7" and metadata.input_names == ("normalized_input_image_tensor",)
    assert metadata.labels["shopping_intent"] == ("negative", "apparel", "home_decor", "other")
    assert metadata.mean == metadata.std == (127.5, 127.5, 127.5)


@pytest.mark.slow
def test_the_assembled_network_gives_calibrated_probabilities() -> None:
    maps = classifier.build_maps()
    assert maps.output.shape[1:] == (backbones.MAP_SIDE, backbones.MAP_SIDE, classifier.FEATURES)
    rng, networks = np.random.default_rng(0), []
    for form in classifier.FORMS:
        own = [layer.get_weights() for layer in backbones._in_order(maps.layers, form)]
        convolutions = [(rng.normal(0, 0.1, kernel.shape).astype(np.float32), np.zeros(bias.shape, np.float32))
                        for kernel, bias in own]
        networks.append((form, [*convolutions, (np.zeros((1, 1)), np.zeros(1))]))
    head = classifier.build_head()
    pictures = rng.uniform(-1, 1, (2, 224, 224, 3)).astype(np.float32)
    plain, calibrated = (classifier.assemble(networks, head, dict.fromkeys(classifier.OUTPUTS, t), shift)(pictures)
                         for t, shift in ((1.0, 0.0), (2.0, 3.0)))
    for name in classifier.OUTPUTS:
        assert np.allclose(calibrated[name].numpy().sum(1), 1, atol=1e-5)
    assert (calibrated["sensitive"].numpy()[:, 1] > plain["sensitive"].numpy()[:, 1]).all(), "the shift raises it"
    assert np.ptp(calibrated["shopping_intent"].numpy()) <= np.ptp(plain["shopping_intent"].numpy()) + 1e-6
