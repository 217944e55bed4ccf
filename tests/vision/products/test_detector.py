"""The detector of products: what it is given, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import WrongContract
from core.models import store
from core.settings import ROOT
from core.vision.products.detector import open_products


def test_another_network_is_refused(tmp_path: Path) -> None:
    entry = store.entry(ROOT / "models", "objects")
    with pytest.raises(WrongContract, match=r"must have an input \[1, 3, side, side\] and an output \[1, 5 or 6"):
        open_products(entry)
    (tmp_path / entry.path.name).write_bytes(b"nonsense")
    broken = replace(entry, files=tuple(replace(file, path=tmp_path / file.path.name) for file in entry.files))
    with pytest.raises(WrongContract, match="not an OpenVINO model"):
        open_products(broken)
