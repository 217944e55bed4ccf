"""Results as files that leave the house: safe in a spreadsheet, nothing of the pictures' metadata."""

from __future__ import annotations

import json
from typing import Any

from core.nouns.analysis import Analysis
from core.nouns.intent import INTENT_LABELS
from core.nouns.source import Result
from core.words.csv_cells import csv_bytes
from core.words.facts import FACT_WORDS, values_of

COLUMNS = ("uri", "picture_id", "width", "height", "kind", "decided_by", "decided_score", "close_call", "faces",
           "persons", "top_label", *(f"score_{label}" for label in INTENT_LABELS), "label_set",
           "shoppable", "shoppable_score", "sensitive_score", *FACT_WORDS, "seconds", "error", "message", "hint")


def csv_table(results: list[Result]) -> bytes:
    """A row for each result.

    Parameters
    ----------
    results : list of Analysis or Failure

    Returns
    -------
    bytes
        CSV, UTF-8 with BOM (spreadsheets then read it right); cells that a spreadsheet would run are quoted.
    """
    return csv_bytes(COLUMNS, map(_row, results))


def json_array(results: list[Result]) -> bytes:
    """The public schema of each result, as one JSON array."""
    return json.dumps([result.to_dict() for result in results], ensure_ascii=False, indent=1).encode()


def _row(result: Result) -> dict[str, Any]:
    if not isinstance(result, Analysis):
        return result.to_dict()
    intent, decided = result.intent, result.decided_by
    scores = {f"score_{label}": round(intent.shopping.score(label), 4) for label in intent.shopping.labels}
    return {
        "uri": result.uri, "picture_id": result.picture_id,
        "width": result.size_wh[0], "height": result.size_wh[1],
        "kind": result.kind, "decided_by": decided.stage,
        "decided_score": "" if decided.score is None else round(decided.score, 4), "close_call": decided.close_call,
        "faces": len(result.faces), "persons": "" if result.persons is None else len(result.persons),
        "top_label": intent.shopping.top, **scores, "label_set": ", ".join(intent.label_set),
        "shoppable": intent.shoppable, "shoppable_score": round(intent.shoppable_score, 4),
        "sensitive_score": round(intent.sensitive_score, 4), **values_of(result.facts),
        "seconds": round(sum(result.seconds.values()), 4),
    }
