"""What worker processes do for this room: one picture of an audit, decoded once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from core.analyze.tasks import analyzed
from core.images import decode
from core.nouns.analysis import Analysis
from core.rules import tasks as rules_tasks
from core.settings import Settings


def audit(settings: Settings, path: str, uri: str, rules: list[str]) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
    """Analyze one picture, measure it and check the packs that `rules` names.

    Returns
    -------
    tuple
        The analysis, the measures (plain values) and what `core.rules.tasks.outcomes` says; without rules the latter
        two
        are empty.
    """
    start = time.perf_counter()
    data = decode.read_file(Path(path), max_bytes=settings.max_bytes)
    picture = decode.decode(data, uri, max_pixels=settings.max_pixels)
    analysis = analyzed(settings, picture, path, "full", decoded=time.perf_counter() - start)
    if not rules:
        return analysis, {}, {}
    start = time.perf_counter()
    measures = rules_tasks.measure_picture(settings, data, picture, analysis).to_dict()
    outcomes = rules_tasks.outcomes(settings, measures, rules)
    analysis.seconds["measures"] = time.perf_counter() - start
    return analysis, measures, outcomes
