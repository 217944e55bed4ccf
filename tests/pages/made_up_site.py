"""A site for page tests: made-up results instead of models and worker processes."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from core import analyze, corrections, demo, explain
from core.errors import Misuse, NotFound
from core.nouns.analysis import Analysis, AnalysisOptions
from core.nouns.failure import Failure
from core.nouns.job import ACTIVE, Job
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
class MadeUpJob:
    """An analysis and its results, as the verbs give them."""

    results: list[Analysis | Failure]
    total: int = 0
    state: str = "done"
    job_id: str = "0123456789abcdef"

    def __post_init__(self) -> None:
        self.total = self.total or len(self.results)

    @property
    def job(self) -> Job:
        failed = sum(isinstance(result, Failure) for result in self.results)
        done, running = len(self.results) - failed, self.state in ACTIVE
        return Job(self.job_id, "", "pictures", {}, self.state, self.total, self.total, done, failed, 0,
                   datetime(2026, 1, 1, tzinfo=UTC), rate=2.0, seconds_left=3.0 if running else None, kind="analyze",
                   fraction=len(self.results) / self.total if self.total else 0.0)


@dataclass
class Site:
    """What the verbs answer, and what they were asked."""

    jobs: dict[str, MadeUpJob] = field(default_factory=dict)
    evidence: bool = True
    model: str = "model_1 0123"
    started: list[tuple[list[Any], str]] = field(default_factory=list)

    def find(self, site: Any, job_id: str) -> Job:
        if job_id not in self.jobs:
            raise NotFound(f"There is no job {job_id!r}.", "Its link may be incomplete.")
        return self.jobs[job_id].job

    def results(self, site: Any, job_id: str) -> list[Analysis | Failure]:
        return self.jobs[job_id].results

    def cancel(self, site: Any, job_id: str) -> None:
        self.jobs[job_id].state = "cancelled"

    def start(self, site: Any, sources: list[Any], options: AnalysisOptions) -> str:
        if not sources:
            raise Misuse("There is no picture to analyze.", "Add files or addresses.")
        self.started.append((sources, options.cascade))
        self.jobs.setdefault("new", MadeUpJob([made_up_analysis()], job_id="new"))
        return "new"

    def explain(self, site: Any, picture_id: str, label: str, opacity: float = 0.5, **how: Any) -> Explanation:
        coarse = np.full((7, 7), float(self.evidence), np.float32)
        return Explanation(Saliency(coarse, coarse, label, 0.61, "grad-cam", "last"), picture())


def open_site(patch: pytest.MonkeyPatch) -> Site:
    """Put a made-up site behind the verbs that pages call."""
    st.cache_resource.clear()
    st.cache_data.clear()
    site = Site()
    patch.setattr(state, "open_site", lambda settings: SimpleNamespace(settings=Settings()))
    patch.setattr(demo, "shop_photos", lambda site: [Source("bus.jpg")])
    patch.setattr(demo, "find_demo", lambda site: None)
    patch.setattr(analyze, "save_upload", lambda site, name, data: Source(name))
    patch.setattr(analyze, "annotated", lambda site, analysis: picture())
    for verb in ("find", "results", "cancel", "start"):
        patch.setattr(analyze, verb, getattr(site, verb))
    patch.setattr(corrections, "counted", lambda site, picture_id: {})
    patch.setattr(corrections, "history", lambda site, picture_id: [])
    patch.setattr(explain, "explain_picture", site.explain)
    patch.setattr(explain, "check_picture", lambda site, picture_id: None)
    patch.setattr(explain, "model_key", lambda opened, model="": site.model + model)
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
