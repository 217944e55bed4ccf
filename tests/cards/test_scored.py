"""Stored scores: of several lines of a picture the last counts, and another file of weights has its own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from core.cards.scored import Scored
from core.settings import Settings


def test_the_last_line_counts_and_models_are_apart(tmp_path: Path) -> None:
    site = SimpleNamespace(settings=SimpleNamespace(data_dir=tmp_path))
    first, second = (Scored(site, SimpleNamespace(sha256=name * 64, role="intent")) for name in "ab")
    assert first.read() == {}
    first.add_failure("p", "It is gone.")
    assert "failure" in first.read()["p"]
    first.add("p", {"scores": [0.1, 0.2, 0.3, 0.4, 0.5], "background": "white", "side": 80})
    assert first.read()["p"]["scores"][-1] == 0.5 and "failure" not in first.read()["p"]
    assert second.read() == {}


def test_faces_are_kept_for_each_model_of_persons(tmp_path: Path) -> None:
    paths = []
    for persons in ("one.xml", "two.xml"):
        settings = Settings(data_dir=tmp_path, persons_model=persons)
        scored = Scored(SimpleNamespace(settings=settings), SimpleNamespace(sha256="a" * 64, role="faces"))
        scored.add("p", {"boxes": []})
        paths.append(scored.read())
    assert paths == [{"p": {"picture_id": "p", "boxes": []}}] * 2
    assert len(list((tmp_path / "evaluations").iterdir())) == 2
