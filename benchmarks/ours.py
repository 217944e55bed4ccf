"""Merchlens as one side of `benchmarks.chain`: the verbs that the page and the command line call."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from core import analyze
from core.doors.opening import open_site
from core.nouns.analysis import Analysis
from core.nouns.source import Result
from core.settings import read_settings


class Merchlens:
    """A warm site, then one batch after the other.

    Parameters
    ----------
    facts : dict
        threads: how many worker processes of one thread each.
    """

    def __init__(self, facts: dict[str, Any]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="merchlens-bench-")
        self._site = open_site(read_settings(data_dir=Path(self._folder.name), workers=facts["threads"]))
        self._site.pool.wait_until_warm()

    def judge(self, paths: list[str]) -> list[dict[str, Any]]:
        """Kind and top label of each photo, with the evidence and where the time went."""
        job_id = analyze.start(self._site, analyze.sources_from_paths(self._site, paths), again=True)
        analyze.wait(self._site, job_id)
        return [_row(result) for result in analyze.results(self._site, job_id)]

    def close(self) -> None:
        """End the workers and remove what they wrote."""
        self._site.close()
        self._folder.cleanup()


def _row(result: Result) -> dict[str, Any]:
    if not isinstance(result, Analysis):
        return {"uri": result.uri, "kind": result.error, "top": result.error, "note": result.message, "seconds": {}}
    persons = [] if result.persons is None else result.persons.scores
    refused = [f"{item['score']:.2f} {item['reason']}" for item in result.decided_by.refused]
    return {"uri": result.uri, "kind": result.kind, "top": result.intent.shopping.top,
            "face": float(max(result.faces.scores, default=0.0)), "person": float(max(persons, default=0.0)),
            "intent": float(result.intent.shopping.scores.max()), "refused": refused,
            "close_call": result.decided_by.close_call, "seconds": result.seconds}
