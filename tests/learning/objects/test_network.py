"""The network: its outputs, the public weights in it, and its way to OpenVINO."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.images.decode import read_picture  # noqa: E402
from core.learning.objects.detectors import CLASSES, open_own, open_yolox  # noqa: E402
from core.learning.objects.network import YoloxNano, decoded, public_network, to_openvino, with_classes  # noqa: E402
from core.settings import ROOT, Settings  # noqa: E402

WEIGHTS = ROOT.parent / "shared" / "weights"


@pytest.mark.skipif(not (WEIGHTS / "yolox_nano.onnx").exists(), reason="public weights are not beside the repository")
def test_the_public_weights_answer_as_in_their_file(photos: dict[str, Path]) -> None:
    own, public = open_own(to_openvino(public_network(WEIGHTS))), open_yolox(WEIGHTS)
    for name in ("coffee", "bus"):
        image = read_picture(photos[name], name, Settings()).image
        mine, theirs = own(image, 0.3), public(image, 0.3)
        assert len(mine.scores) and mine.classes.tolist() == theirs.classes.tolist()
        assert np.abs(mine.scores - theirs.scores).max() < 1e-3 and np.abs(mine.xyxy - theirs.xyxy).max() < 0.1


def test_another_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.learning.objects.network._file_convolutions", lambda file: [])
    with pytest.raises(ValueError, match="another network"):
        public_network(tmp_path)


def test_boxes_are_decoded_at_their_place() -> None:
    raw = torch.zeros(1, 84, 85)  # 64 + 16 + 4 positions of a square of 64 px
    boxes = decoded(raw, 64)[0]
    assert boxes[0].tolist() == [0, 0, 8, 8] and boxes[9].tolist() == [8, 8, 8, 8]
    assert boxes[-1].tolist() == [32, 32, 32, 32]
    assert YoloxNano().eval()(torch.zeros(2, 3, 64, 64)).shape == (2, 84, 5 + len(CLASSES))


def test_other_classes_start_as_the_mean_of_those_they_resemble() -> None:
    network = YoloxNano().eval()
    other = with_classes(network, [[39, 41], [73]])
    image = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        known, new = network(image), other(image)
    assert new.shape == (1, 84, 7) and torch.equal(new[..., :5], known[..., :5])
    assert torch.allclose(new[..., 5], (known[..., 5 + 39] + known[..., 5 + 41]) / 2, atol=1e-5)
