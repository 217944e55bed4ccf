"""What cannot be trained is told before a job begins; a version that was never trained here has no comparison."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from core import datasets, learning
from core.errors import Misuse, NotFound, PackageMissing
from core.nouns.dataset import Dataset
from core.settings import Settings
from core.site import Site
from tests.learning.own_shelves.test_card import DATASET
from tests.learning.own_shelves.test_order import photo


def test_wishes_that_cannot_be_are_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site(Settings(data_dir=tmp_path, workers=1)) as site:
        with pytest.raises(NotFound, match="no dataset"):
            learning.start_shelves(site, "f" * 64)
        few = Dataset(**{**vars(DATASET), "samples": (photo(1), photo(2))})
        monkeypatch.setattr(datasets, "read", lambda site, dataset_id: few)
        with pytest.raises(Misuse, match="at least 5 shelf photos"):
            learning.start_shelves(site, few.dataset_id)
        assert learning.latest_shelves(site) is None
        with pytest.raises(NotFound):
            learning.shelves_comparison(site, "nobody")
        with pytest.raises(NotFound):
            learning.promote_shelves(site, "nobody")
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        with pytest.raises(PackageMissing, match="torch"):
            learning.start_shelves(site, few.dataset_id)
