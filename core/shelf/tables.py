"""Readings of shelves as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from core.nouns.shelf import ShelfReading
from core.shelf.counts import counts
from core.words.csv_cells import csv_bytes

COLUMNS = ("shelf", "photo", "read", "sku", "title", "facings", "low", "high", "share_of_shelf", "rows")


def counts_csv(readings: Sequence[ShelfReading]) -> bytes:
    """One line for each product of each photo."""
    return csv_bytes(COLUMNS, [
        {"shelf": reading.shelf, "photo": reading.uri, "sku": line.sku, "title": line.title, "facings": line.facings,
         "read": datetime.fromtimestamp(reading.created, UTC).isoformat(timespec="seconds"), "low": line.low,
         "high": line.high, "share_of_shelf": round(line.share, 4), "rows": " ".join(str(row + 1) for row in line.rows)}
        for reading in readings for line in counts(reading)])
