"""Readings of shelves as plain values, and as a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from core.nouns.shelf import ShelfReading
from core.shelf.counts import counts
from core.shelf.planogram import Planned, check
from core.words.csv_cells import csv_bytes

COLUMNS = ("shelf", "photo", "read", "sku", "title", "facings", "low", "high", "share_of_shelf", "rows")


def counts_csv(readings: Sequence[ShelfReading]) -> bytes:
    """One line for each product of each photo."""
    return csv_bytes(COLUMNS, [
        {"shelf": reading.shelf, "photo": reading.uri, "sku": line.sku, "title": line.title, "facings": line.facings,
         "read": datetime.fromtimestamp(reading.created, UTC).isoformat(timespec="seconds"), "low": line.low,
         "high": line.high, "share_of_shelf": round(line.share, 4), "rows": " ".join(str(row + 1) for row in line.rows)}
        for reading in readings for line in counts(reading)])


def as_json(found: ShelfReading) -> str:
    """`as_plain` as the text of a file."""
    return json.dumps(as_plain(found), indent=1)


def as_plain(found: ShelfReading, plan: Sequence[Planned] = ()) -> dict[str, Any]:
    """A reading with its counts, and how it agrees with a planogram, as plain values: what every door gives."""
    plain = found.to_dict() | {"counts": [asdict(line) | {"share": round(line.share, 4)} for line in counts(found)]}
    return plain | ({"planogram": [asdict(line) for line in check(found, list(plan))]} if plan else {})
