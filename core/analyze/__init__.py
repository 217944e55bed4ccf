"""Analyze pictures: faces, persons, photo type and shopping intent, one by one or many at once.

`stages` is the table of what runs, `pipeline` runs it in worker processes (`tasks`), `work` is what the job board asks
of this room, `verbs` what doors call.
"""

from core.analyze.older_batches import import_batches
from core.analyze.stages import OPTIONAL, check_stages
from core.analyze.verbs import (
    analysis_of,
    analyze_now,
    annotated,
    cancel,
    check_offered,
    fetched,
    find,
    in_order,
    offered_stages,
    preview,
    recognize,
    restart,
    results,
    results_csv,
    results_json,
    save_upload,
    sources_from_paths,
    sources_from_text,
    start,
    thumbnail,
    unnamed_stages,
    wait,
)
from core.analyze.work import models_key, named_models
from core.nouns.analysis import AnalysisOptions

__all__ = [
    "OPTIONAL", "AnalysisOptions", "analysis_of", "analyze_now", "annotated", "cancel", "check_offered",
    "check_stages", "fetched", "find", "import_batches", "in_order", "models_key", "named_models", "offered_stages",
    "preview", "recognize", "restart", "results",
    "results_csv", "results_json", "save_upload", "sources_from_paths", "sources_from_text", "start",
    "thumbnail", "unnamed_stages", "wait",
]
