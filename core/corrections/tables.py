"""Corrections as CSV: what was written here can be read in again, here or on another machine."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from core.catalog import corrections as kept
from core.corrections.verbs import check, every
from core.errors import Misuse, TooLarge
from core.nouns.correction import BOXES, NAMES, Correction
from core.site import Site
from core.words.csv_cells import csv_bytes

COLUMNS = ("picture_id", "name", "value", "before", "author", "created", "model")
NEEDED = COLUMNS[:3]
MOST_BYTES = 20_000_000
_PICTURE_ID = re.compile("[0-9a-f]{64}")


def export(site: Site, name: str = "") -> bytes:
    """All corrections with their history, or those of one name (CSV, UTF-8 with BOM), the oldest first."""
    return csv_bytes(COLUMNS, map(row_of, every(site, name)))


def row_of(word: Correction) -> dict[str, str]:
    """A correction as a line of the table."""
    return {**{name: getattr(word, name) for name in COLUMNS}, "created": word.created.isoformat()}


def import_table(site: Site, data: bytes) -> tuple[int, int]:
    """Read corrections from a table; all of them or, where one is wrong, none.

    Parameters
    ----------
    site : Site
    data : bytes
        CSV with the columns picture_id, name and value; before, author, created (ISO 8601) and model may be missing.
        Boxes are the text of a `BoxSet`.

    Returns
    -------
    added, known : int
        New corrections, and those that were here already.

    Raises
    ------
    Misuse
        No such table, or a line that is wrong; it names the line.
    TooLarge
        More than 20 MB.
    """
    new = list(_lines(data))
    with site.store.writing() as connection:
        known = {_identity(word) for word in kept.every(connection, NAMES)}
        fresh = {_identity(word): word for word in new if _identity(word) not in known}
        kept.add(connection, fresh.values())
    return len(fresh), len(new) - len(fresh)


def _identity(word: Correction) -> tuple[str, str, str, int]:
    """Two corrections of one value in one millisecond are the same."""
    return word.picture_id, word.name, word.value, round(word.created.timestamp() * 1000)


def _lines(data: bytes) -> Iterator[Correction]:
    if len(data) > MOST_BYTES:
        raise TooLarge(f"A table of corrections has at most {MOST_BYTES / 1e6:g} MB, not {len(data) / 1e6:.0f}.",
                       "Split it.")
    try:
        table = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        missing = [name for name in NEEDED if name not in (table.fieldnames or ())]
        if missing:
            raise Misuse(f"A table of corrections has the columns {', '.join(NEEDED)}; this one lacks "
                         f"{', '.join(missing)}.", "Export corrections to see how one looks.")
        for row in table:
            yield _correction(row, table.line_num)
    except UnicodeDecodeError:
        raise Misuse("The table of corrections is not UTF-8 text.", "Save it as CSV in UTF-8.") from None
    except csv.Error as error:
        raise Misuse(f"The table of corrections is no CSV that can be read: {error}.", "Check its quotes.") from None


def _correction(row: dict[str, Any], line: int) -> Correction:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        if not _PICTURE_ID.fullmatch(cells["picture_id"]):
            raise Misuse(f"picture_id has 64 hex digits, unlike {cells['picture_id'][:20]!r}.",
                         "It is the SHA-256 of the picture's file.")
        cells["value"] = check(cells["name"], cells["value"])
        if cells["before"] and cells["name"] in BOXES:
            cells["before"] = check(cells["name"], cells["before"])
        created = _time(cells.pop("created"))
        return Correction(**cells, created=created)
    except Misuse as error:
        raise Misuse(f"Line {line}: {error.message}", f"{error.hint} Nothing was imported.") from None


def _time(text: str) -> datetime:
    now = datetime.now(UTC)
    try:
        created = datetime.fromisoformat(text) if text else now
    except ValueError:
        raise Misuse(f"created is a time such as {now:%Y-%m-%dT%H:%M}, not {text[:40]!r}.", "Correct it.") from None
    created = created if created.tzinfo else created.replace(tzinfo=UTC)
    if not datetime(1970, 1, 2, tzinfo=UTC) <= created <= now + timedelta(days=1):
        raise Misuse(f"created lies before 1970 or in the future: {text[:40]!r}.", "Correct it.")
    return created
