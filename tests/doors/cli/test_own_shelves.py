"""`train shelves`: asks the verb, prints the comparison; a failure is a sentence."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from core import datasets, jobs, learning
from core.doors.cli import own_shelves
from core.doors.cli.main import main
from tests.learning.own_shelves.test_work import JOB
from tests.nouns.test_shelf_comparison import COMPARISON


def test_the_comparison_is_printed_and_a_failure_is_a_sentence(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict] = []
    monkeypatch.setattr(own_shelves, "open_site", lambda settings, say: nullcontext("a site"))
    monkeypatch.setattr(datasets, "named", lambda site, text: "d" * 64)
    monkeypatch.setattr(learning, "start_shelves",
                        lambda site, *what, **how: asked.append({"what": what, **how}) or JOB.job_id)
    monkeypatch.setattr(learning, "shelves_comparison", lambda site, name: COMPARISON)
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="done"))
    command = ["train", "shelves", "--dataset", "d"]
    assert main([*command, "--steps", "40", "--seed", "3"]) == 0 and main(command) == 0
    assert [(one["what"], one["steps"], one["seed"]) for one in asked] == [(("d" * 64,), 40, 3), (("d" * 64,), 150, 0)]
    out = capsys.readouterr()
    assert "AP50 0.800" in out.out and "models promote own_products_1" in out.err
    assert main([*command, "--json"]) == 0 and '"comparison"' in capsys.readouterr().out
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="failed", message="No disk."))
    assert main(command) == 2 and "No disk." in capsys.readouterr().err
