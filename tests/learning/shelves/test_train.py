"""The training starts from the right classes and chooses on shelves that teach nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from core.learning.objects.detectors import CLASSES  # noqa: E402
from core.learning.objects.network import YoloxNano  # noqa: E402
from core.learning.shelves import train  # noqa: E402


def test_the_network_starts_with_a_product_and_a_price_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "public_network", lambda weights: YoloxNano().eval())
    assert train.start(Path()).heads[0].classes.out_channels == 2
    assert {*train.SIMILAR, *train.LIKE_TAGS} <= set(CLASSES)


def test_the_command_needs_the_pack(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        train.main([])
    assert "--data" in capsys.readouterr().err
