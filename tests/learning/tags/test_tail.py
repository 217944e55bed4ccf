"""Stages start as the intent network has them, learn with a head, and the file that is written sees the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.images.decode import read_picture
from core.learning.tags import tail as stages
from core.learning.tags.features import CELLS, open_look
from core.learning.tags.labels import Targets, Tree
from core.learning.tags.tail import CHANNELS, Seen, export, means_of, start, tune
from core.models import store
from core.settings import ROOT, Settings
from core.vision.openvino_network import open_openvino

NETWORK = store.entry(ROOT / "models", "intent").path


def test_stages_start_where_the_network_stands_and_the_file_sees_the_same(tmp_path: Path) -> None:
    image = read_picture(ROOT / "demo" / "photos" / "mug-01_1.jpg", "", Settings()).image
    mean, cells = open_look(NETWORK)(image)
    seen = Seen(mean[None].astype(np.float16), [cells[None].astype(np.float16)])
    tail = start(NETWORK)
    own = means_of(tail, seen, np.array([0]))[0]
    assert np.abs(own - seen.means[0]).max() < 0.02 and own[-CHANNELS:].any()
    export(tail, tmp_path / "t.onnx")
    request = open_openvino(tmp_path / "t.onnx").create_infer_request()
    request.infer([cells[None]])
    assert np.abs(request.get_output_tensor(0).data[0].mean(axis=(1, 2)) - mean[-CHANNELS:]).max() < 0.02
    assert (tmp_path / "t.onnx").stat().st_size < 5_600_000, "half precision"


def test_stages_and_head_learn_what_the_frozen_features_do_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "BATCH", 8)
    monkeypatch.setattr(stages, "AVERAGED", 0.5)
    chance = np.random.default_rng(0)
    cells = chance.normal(0, 0.1, (16, *CELLS)).astype(np.float16)
    kinds = np.arange(16) % 2
    cells[kinds == 1, :8] += 1
    seen = Seen(np.zeros((16, 2 * CHANNELS), np.float16), [cells])
    targets = Targets(np.column_stack([kinds, *[np.full(16, -1)] * 3]), np.ones(16, bool), {})
    tree = Tree(("a", "b"), (0, 1), np.eye(2, dtype=np.float32))
    told = list[int]()
    head = np.zeros((2 * CHANNELS, 2), np.float32), np.zeros(2, np.float32)
    recipe = stages.Recipe(epochs=6, rate=1e-3, head_rate=1e-2)
    tail, weights, bias = tune(seen, targets, tree, rows=np.arange(16), head=head, tail=start(NETWORK), recipe=recipe,
                               after=lambda epoch, *_: told.append(epoch))
    features = means_of(tail, seen, np.arange(16)).astype(np.float32)
    margin = (features @ weights + bias) @ [-1, 1]
    assert margin[kinds == 1].min() > margin[kinds == 0].max() and told == [1, 2, 3, 4, 5, 6]
