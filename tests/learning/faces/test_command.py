"""The steps of a training of this folder, in their order; a table that was written before is not collected again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.learning.faces import command


def test_the_steps_are_done_in_order_and_a_table_is_collected_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                   capsys: pytest.CaptureFixture[str]) -> None:
    done: list[object] = []
    monkeypatch.setattr(command.versions, "promote", lambda out, name: done.append(("promote", name)))
    steps = command.Steps(
        lambda data, weights, out: done.append(("collect", data.name, weights.name)) or pd.DataFrame({"a": [1, 2]}),
        lambda table: done.append(("learn", len(table))) or ("a rule", {"train": {"n": 2}}),
        lambda rule, figures, out, name: done.append(("save", rule, name)))
    asked = ["--data", "pack", "--weights", "public", "--out", str(tmp_path), "--table", str(tmp_path / "t.csv")]
    command.run("made.up", "A test.", steps, asked)
    assert done == [("collect", "pack", "public"), ("learn", 2), ("save", "a rule", "faces_mtcnn_1")]
    assert "Registered faces_mtcnn_1. To use it: python -m core models promote" in capsys.readouterr().out
    done.clear()
    command.run("made.up", "A test.", steps, [*asked, "--name", "mine_1", "--promote"])
    assert done == [("learn", 2), ("save", "a rule", "mine_1"), ("promote", "mine_1")]
    assert "now current" in capsys.readouterr().out
