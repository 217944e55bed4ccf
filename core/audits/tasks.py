"""What worker processes do for this room: one picture of an audit, decoded once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from core.analyze.tasks import analyzed
from core.images import decode
from core.nouns.analysis import Analysis, AnalysisOptions
from core.rules import tasks as rules_tasks
from core.settings import Settings


def audit(settings: Settings, path: str, uri: str, request: tuple[list[str], AnalysisOptions]
          ) -> tuple[Analysis, dict[str, Any], dict[str, str]]:
    """Analyze one picture, measure it and check rule packs.

    Parameters
    ----------
    settings : Settings
        The site's.
    path, uri : str
        The file, and what people call it.
    request : tuple of (list of str, AnalysisOptions)
        Names of the rule packs to check, and how to analyze.

    Returns
    -------
    tuple
        The analysis, the measures (plain values) and what `core.rules.tasks.outcomes` says; without rules the latter
        two
        are empty.
    """
    rules, options = request
    start = time.perf_counter()
    data = decode.read_file(Path(path), max_bytes=settings.max_bytes)
    picture = decode.decode(data, uri, max_pixels=settings.max_pixels)
    analysis = analyzed(settings, picture, path, options, decoded=time.perf_counter() - start)
    if not rules:
        return analysis, {}, {}
    start = time.perf_counter()
    measures = rules_tasks.measure_picture(settings, data, picture, analysis)
    outcomes = rules_tasks.outcomes(settings, measures, rules)
    analysis.seconds["measures"] = time.perf_counter() - start
    return analysis, measures.to_dict(), outcomes
