"""A stranger's walk: from app.py to the place where Grad-CAM is computed in six files, each of which names the next."""

from __future__ import annotations

import pytest

from core import explain
from core.explain import gradcam, verbs
from core.settings import ROOT

WALK = [
    ("app.py", "core.doors.api.app"),
    ("core/doors/api/app.py", "explain as explain_routes"),
    ("core/doors/api/explain.py", "explain.explain_file"),
    ("core/explain/verbs.py", "core.explain.tasks:explain"),
    ("core/explain/tasks.py", "gradcam"),
    ("core/explain/gradcam.py", "def grad_cam"),
]
PAGE = [
    ("app.py", "pages/analyze.py"),
    ("pages/analyze.py", "pages.analyze.why"),
    ("pages/analyze/why.py", "pages.ui.explanations"),
    ("pages/ui/explanations.py", "explain.explain_picture"),
]


@pytest.mark.parametrize("file, mention", WALK + PAGE)
def test_each_file_names_the_next(file: str, mention: str) -> None:
    assert mention in (ROOT / file).read_text(encoding="utf-8")


def test_the_walk_ends_where_the_formula_is() -> None:
    assert explain.explain_picture is verbs.explain_picture and "weight_k = mean_ij" in (gradcam.__doc__ or "")
    assert len(WALK) <= 6
