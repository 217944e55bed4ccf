"""A site for page tests: made-up results instead of models and worker processes."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from core import analyze, explain
from core.errors import Misuse, NotFound
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.nouns.saliency import Explanation, Saliency
from core.nouns.source import Source
from core.settings import ROOT, Settings
from pages.ui import state
from tests.made_up import made_up_analysis


def picture() -> bytes:
    """A small JPEG."""
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(data, "JPEG")
    return data.getvalue()


@dataclass
class MadeUpBatch:
    """Looks like a batch to a page."""

    results: list[Analysis | Failure]
    total: int = 0
    running: bool = False
    cancelled: bool = False
    batch_id: str = "0123456789abcdef"
    rate: float = 2.0
    seconds_left: float | None = 3.0

    def __post_init__(self) -> None:
        self.total = self.total or len(self.results)

    @property
    def done(self) -> int:
        return len(self.results)

    def cancel(self) -> None:
        self.cancelled, self.running = True, False


@dataclass
class Site:
    """What the verbs answer, and what they were asked."""

    batches: dict[str, MadeUpBatch] = field(default_factory=dict)
    evidence: bool = True
    started: list[tuple[list[Any], str]] = field(default_factory=list)

    def find_batch(self, site: Any, batch_id: str) -> MadeUpBatch:
        if batch_id not in self.batches:
            raise NotFound("There are no results under this address.", "Analyze the pictures again.")
        return self.batches[batch_id]

    def start_batch(self, site: Any, sources: list[Any], cascade: str = "full") -> MadeUpBatch:
        if not sources:
            raise Misuse("There is no picture to analyze.", "Add files or addresses.")
        self.started.append((sources, cascade))
        return self.batches.setdefault("new", MadeUpBatch([made_up_analysis()], batch_id="new"))

    def explain(self, site: Any, picture_id: str, label: str, opacity: float = 0.5) -> Explanation:
        coarse = np.full((7, 7), float(self.evidence), np.float32)
        return Explanation(Saliency(coarse, coarse, label, 0.61, "grad-cam", "last"), picture())


def open_site(patch: pytest.MonkeyPatch) -> Site:
    """Put a made-up site behind the verbs that pages call."""
    st.cache_resource.clear()
    st.cache_data.clear()
    site = Site()
    patch.setattr(state, "open_site", lambda settings: SimpleNamespace(settings=Settings()))
    patch.setattr(analyze, "demo_sources", lambda site: [Source("bus.jpg")])
    patch.setattr(analyze, "save_upload", lambda site, name, data: Source(name))
    patch.setattr(analyze, "annotated", lambda site, analysis: picture())
    patch.setattr(analyze, "find", site.find_batch)
    patch.setattr(analyze, "start", site.start_batch)
    patch.setattr(explain, "explain_picture", site.explain)
    return site


def page(path: str = "pages/home.py", **address: str) -> AppTest:
    """A page opened at an address, run once."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.switch_page(path)
    for name, value in address.items():
        test.query_params[name] = value
    return test.run()


def html(test: AppTest) -> str:
    """All HTML on the page but its style."""
    return "\n".join(part.proto.body for part in test.get("html") if not part.proto.body.startswith("<style"))
