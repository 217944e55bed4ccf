"""The network's heads: shapes, names, and how they begin."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("keras")

from core.learning.intent import classifier, mobilenet  # noqa: E402


def test_a_head_gives_logits_of_both_outputs() -> None:
    head = classifier.build_head()
    logits = head.predict_on_batch(np.zeros((3, mobilenet.FEATURES), np.float32))
    assert {name: values.shape for name, values in logits.items()} == {"shopping_intent": (3, 4), "sensitive": (3, 2)}


def test_a_head_begins_as_the_imagenet_classifier() -> None:
    rng = np.random.default_rng(0)
    kernel = rng.normal(0, 0.05, (mobilenet.FEATURES, 1000)).astype(np.float32)
    bias = np.zeros(1000, np.float32)
    intents, sensitive = np.eye(4, dtype=np.float32)[np.arange(1000) % 4], (np.arange(1000) == 8).astype(np.float32)
    head = classifier.build_head()
    classifier.start_from_imagenet(head, (kernel, bias), (intents, sensitive))
    features = np.stack([5000 * kernel[:, class_] / np.linalg.norm(kernel[:, class_]) / 50 for class_ in (1, 2, 8)])
    logits = head.predict_on_batch(features.astype(np.float32))
    assert logits["shopping_intent"].argmax(1).tolist() == [1, 2, 0]
    margins = logits["sensitive"][:, 1] - logits["sensitive"][:, 0]
    assert margins.argmax() == 2 and margins[0] < 0


def test_dense_layers_are_copied_by_name() -> None:
    head, tail = classifier.build_head(), classifier.build_tail()
    classifier.copy_dense(head, tail)
    for name in ("hidden", "shopping_intent_logits", "sensitive_logits"):
        assert all(np.array_equal(ours, theirs) for ours, theirs in
                   zip(head.get_layer(name).get_weights(), tail.get_layer(name).get_weights(), strict=True))
    assert tail.input.shape[1:] == mobilenet.CUT_SHAPE


def test_the_files_metadata_states_the_contract() -> None:
    metadata = classifier.file_metadata("7", "A test.")
    assert metadata.version == "7" and metadata.input_names == ("normalized_input_image_tensor",)
    assert metadata.labels["shopping_intent"] == ("negative", "apparel", "home_decor", "other")
    assert metadata.mean == metadata.std == (127.5, 127.5, 127.5)


@pytest.mark.slow
def test_the_assembled_network_gives_calibrated_probabilities() -> None:
    whole = classifier.build_tail(1)
    shapes = [[weights.shape for weights in layer.get_weights()] for layer in whole.layers
              if type(layer).__name__ in ("Conv2D", "DepthwiseConv2D")]
    rng = np.random.default_rng(0)
    convolutions = [(rng.normal(0, 0.1, kernel).astype(np.float32), np.zeros(bias, np.float32))
                    for kernel, bias in shapes]
    tail = classifier.build_tail()
    pictures = rng.uniform(-1, 1, (2, 224, 224, 3)).astype(np.float32)
    plain, calibrated = (classifier.assemble(convolutions, tail, dict.fromkeys(classifier.OUTPUTS, t), shift)(pictures)
                         for t, shift in ((1.0, 0.0), (2.0, 3.0)))
    for name in classifier.OUTPUTS:
        assert np.allclose(calibrated[name].numpy().sum(1), 1, atol=1e-5)
    assert (calibrated["sensitive"].numpy()[:, 1] > plain["sensitive"].numpy()[:, 1]).all(), "the shift raises it"
    assert np.ptp(calibrated["shopping_intent"].numpy()) <= np.ptp(plain["shopping_intent"].numpy()) + 1e-6
