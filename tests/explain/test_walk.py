"""A stranger's walk: from app.py to the place where Grad-CAM is computed in six files, each of which names the next."""

from __future__ import annotations

import pytest

from core import explain
from core.explain import gradcam, verbs
from core.settings import ROOT

WALK = [
    ("app.py", "pages/analyze.py"),
    ("pages/analyze.py", "pages.analyze.why"),
    ("pages/analyze/why.py", "explain.explain_picture"),
    ("core/explain/verbs.py", "core.explain.tasks:explain"),
    ("core/explain/tasks.py", "gradcam"),
    ("core/explain/gradcam.py", "def grad_cam"),
]


@pytest.mark.parametrize("file, mention", WALK)
def test_each_file_names_the_next(file: str, mention: str) -> None:
    assert mention in (ROOT / file).read_text(encoding="utf-8")


def test_the_walk_ends_where_the_formula_is() -> None:
    assert explain.explain_picture is verbs.explain_picture and "weight_k = mean_ij" in (gradcam.__doc__ or "")
    assert len(WALK) <= 6
