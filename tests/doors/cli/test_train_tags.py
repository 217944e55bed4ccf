"""`train tags`: asks the verb, prints the comparison; a failure is a sentence."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from core import datasets, jobs, retrain
from core.doors.cli import train_tags
from core.doors.cli.main import main
from tests.learning.own_persons.test_work import JOB
from tests.nouns.test_tag_comparison import COMPARISON


def test_the_comparison_is_printed_and_a_failure_is_a_sentence(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple] = []
    monkeypatch.setattr(train_tags, "open_site", lambda settings, say: nullcontext("a site"))
    monkeypatch.setattr(datasets, "named", lambda site, text: "d" * 64)
    monkeypatch.setattr(retrain, "train_tags", lambda site, *what, **how: asked.append((what, how)) or JOB.job_id)
    monkeypatch.setattr(retrain, "tags_comparison", lambda site, name: COMPARISON)
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="done", options={"name": "own_goods_1"}))
    assert main(["train", "tags", "--dataset", "d", "--seed", "3"]) == 0
    assert main(["train", "tags", "--adapt", "whitening", "--json"]) == 0
    assert asked == [(("d" * 64,), {"name": "", "seed": 3, "adapt": ""}),
                     (("",), {"name": "", "seed": 0, "adapt": "whitening"})]
    out = capsys.readouterr()
    assert "+45.0 points" in out.out and "Whitening by 900 photos" in out.out
    assert "models promote own_goods_1" in out.err and '"unchanged"' in out.out
    monkeypatch.setattr(jobs, "find", lambda site, job_id: replace(JOB, state="failed", message="No disk."))
    assert main(["train", "tags"]) == 2 and "No disk." in capsys.readouterr().err
    assert main(["train", "intent"]) == 2 and "A dataset is needed." in capsys.readouterr().err
