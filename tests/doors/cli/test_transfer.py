"""`train intent --backbone`: asks the verb, prints the curves; `--views` trains nothing."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from core import datasets, jobs, learning
from core.doors.cli import transfer
from core.doors.cli.main import main
from tests.learning.transfer.test_work import JOB

LINE = {"epoch": 0, "phase": "head", "loss": 0.5, "accuracy": 0.75, "val_loss": 0.6, "val_accuracy": 0.5}


def test_curves_are_printed_and_a_failure_is_a_sentence(tmp_path: Path, capsys,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict] = []
    monkeypatch.setattr(transfer, "open_site", lambda settings, say: nullcontext("a site"))
    monkeypatch.setattr(datasets, "named", lambda site, text: "d" * 64)
    monkeypatch.setattr(learning, "start_transfer",
                        lambda site, *what, **how: asked.append({"what": what, **how}) or JOB.job_id)
    monkeypatch.setattr(learning, "curves", lambda site, job_id: [LINE])
    monkeypatch.setattr(learning, "preview_views", lambda site, dataset_id, seed: b"a JPEG")
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="done"))
    command = ["train", "intent", "--dataset", "d", "--backbone", "resnet50", "--epochs", "4"]
    assert main(command) == 0
    assert asked[0]["what"] == ("d" * 64, "resnet50") and (asked[0]["epochs"], asked[0]["seed"]) == (4, 0)
    out = capsys.readouterr()
    assert "epoch   1 head  loss 0.500" in out.out and "models promote own_1" in out.err
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="failed", message="No weights."))
    assert main(command) == 2 and "No weights." in capsys.readouterr().err
    assert main(["train", "intent", "--dataset", "d", "--views", str(tmp_path / "views.jpg")]) == 0
    assert (tmp_path / "views.jpg").read_bytes() == b"a JPEG" and len(asked) == 2
