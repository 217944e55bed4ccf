"""An evaluation as a job: canceled in the middle it keeps what was scored, and the next one goes on from there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from core import cards
from core.cards import work
from core.cards.scored import Scored
from core.cards.verbs import entry_of
from core.nouns.job import Job
from tests.cards.two_models import FIRST, open_site, two_shops


def test_a_canceled_evaluation_goes_on_where_it_ended(tmp_path: Path) -> None:
    with open_site(tmp_path / "site") as site:
        made = two_shops(site, tmp_path / "shops")
        scored = Scored(site, entry_of(site.settings, FIRST))
        options = {"models": [FIRST], "dataset": made.dataset_id, "split": "all"}
        job = Job("a" * 16, "", "dataset", options, "running", 1, 1, 0, 0, 0, datetime.now(UTC), kind="evaluate")
        kind, told = work.job_kind(site), []

        def progress(step: str, fraction: float) -> bool:
            told.append(fraction)
            return len(scored.read()) < 5

        kind.run(job, progress)
        half = scored.read()
        assert 5 <= len(half) < 16 and told == sorted(told) and told[-1] < 1
        assert cards.evaluation(site, FIRST, made.dataset_id).waiting == 16 - len(half)
        kind.run(job, lambda step, fraction: True)
        lines = scored.read()
        assert len(lines) == 16 and all(lines[name] == line for name, line in half.items())
        text = (site.settings.data_dir / "evaluations").glob("*.jsonl").__next__().read_text()
        assert len(text.splitlines()) == 16, "no photo was scored twice"
