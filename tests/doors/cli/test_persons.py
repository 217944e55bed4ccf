"""`train persons`: asks the verb, prints loss and comparison; a failure is a sentence."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from core import datasets, jobs, learning
from core.doors.cli import persons
from core.doors.cli.main import main
from tests.learning.own_persons.test_work import JOB
from tests.nouns.test_box_comparison import COMPARISON


def test_the_comparison_is_printed_and_a_failure_is_a_sentence(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict] = []
    monkeypatch.setattr(persons, "open_site", lambda settings, say: nullcontext("a site"))
    monkeypatch.setattr(datasets, "named", lambda site, text: "d" * 64)
    monkeypatch.setattr(learning, "start_persons",
                        lambda site, *what, **how: asked.append({"what": what, **how}) or JOB.job_id)
    monkeypatch.setattr(learning, "persons_curve", lambda site, job_id: [{"step": 5, "loss": 1.5}])
    monkeypatch.setattr(learning, "persons_comparison", lambda site, name: COMPARISON)
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="done"))
    command = ["train", "persons", "--dataset", "d", "--steps", "40", "--seed", "3"]
    assert main(command) == 0
    assert asked == [{"what": ("d" * 64,), "name": "", "steps": 40, "seed": 3}]
    out = capsys.readouterr()
    assert "loss 1.500" in out.out and "AP50 +0.100" in out.out and "models promote own_persons_1" in out.err
    assert main([*command, "--json"]) == 0 and '"curve"' in capsys.readouterr().out
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="failed", message="No disk."))
    assert main(command) == 2 and "No disk." in capsys.readouterr().err
