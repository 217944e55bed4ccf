"""Analyze pictures: faces, persons, photo type and shopping intent, one by one or many at once.

`stages` lists what runs, `pipeline` runs it in worker processes (`tasks`), `verbs` is what doors call.
"""

from core.analyze.batches import Batch, KeptBatch
from core.analyze.verbs import (
    analyze_now,
    annotated,
    demo_sources,
    fetched,
    find,
    preview,
    results_csv,
    results_json,
    save_upload,
    sources_from_paths,
    sources_from_text,
    start,
    thumbnail,
)

__all__ = [
    "Batch", "KeptBatch", "analyze_now", "annotated", "demo_sources", "fetched", "find", "preview", "results_csv",
    "results_json", "save_upload", "sources_from_paths", "sources_from_text", "start", "thumbnail",
]
