"""`own-tags`: learns, lists and removes by the verbs; the doors give the same values."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest

from core import analyze, tags
from core.doors.cli import own_tags
from core.doors.cli.main import main
from core.errors import Misuse
from core.tags import OwnTag

TAG = OwnTag("poncho", "topwear", 8, 7, 0.01)


def test_a_tag_is_learned_and_listed(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple] = []
    monkeypatch.setattr(own_tags, "open_site", lambda settings, say: nullcontext("a site"))
    monkeypatch.setattr(analyze, "sources_from_paths", lambda site, paths: list(paths))
    monkeypatch.setattr(tags, "add_own_tag", lambda site, *given: asked.append(given) or TAG)
    monkeypatch.setattr(tags, "remove_own_tag", lambda site, name: asked.append((name,)))
    monkeypatch.setattr(tags, "own_tags", lambda site: [TAG])
    assert main(["own-tags", "add", "poncho", "a.jpg", "b", "--below", "topwear"]) == 0
    out = capsys.readouterr()
    assert asked == [("poncho", ["a.jpg", "b"], "topwear")] and "Learned: poncho (below topwear)" in out.err
    assert main(["own-tags", "--json"]) == 0 and json.loads(capsys.readouterr().out)[0]["found"] == 7
    assert main(["own-tags", "remove", "poncho"]) == 0 and asked[-1] == ("poncho",)
    monkeypatch.setattr(tags, "add_own_tag", lambda site, *given: (_ for _ in ()).throw(Misuse("Too few.", "More.")))
    assert main(["own-tags", "add", "poncho", "a.jpg"]) == 2 and "Too few." in capsys.readouterr().err
