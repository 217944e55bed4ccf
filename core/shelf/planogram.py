"""A shelf against the list of what should stand there."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import Misuse
from core.nouns.shelf import ShelfReading

Outcome = Literal["as planned", "too few", "too many", "missing", "wrong row", "not planned"]
COLUMNS = "sku, facings (a number, 1 where it is left out) and row (1 is the top; may be left out)"
MOST = 10_000  # lines


@dataclass(frozen=True)
class Planned:
    """A line of the list.

    Attributes
    ----------
    sku : str
    facings : int
    row : int or None
        From 0; None where any row will do.
    """

    sku: str
    facings: int = 1
    row: int | None = None


@dataclass(frozen=True)
class PlanLine:
    """A product on the list or on the shelf, and how the two agree.

    Attributes
    ----------
    sku : str
    row : int or None
        From 0; None where the list names none.
    planned, there : int
        Facings.
    outcome : Outcome
        "wrong row": it stands on the shelf, but nowhere in the row that was planned.
    """

    sku: str
    row: int | None
    planned: int
    there: int
    outcome: Outcome


def read_planogram_file(path: Path) -> list[Planned]:
    """`read_planogram` of a file; raises Misuse where it cannot be read."""
    try:
        return read_planogram(path.read_text("utf-8"))
    except OSError as error:
        raise Misuse(f"The planogram {path.name} cannot be read: {error.strerror}.", "Check its path.") from None
    except UnicodeDecodeError:
        raise Misuse(f"The planogram {path.name} is no text in UTF-8.", "Save it as CSV in UTF-8.") from None


def read_planogram(text: str) -> list[Planned]:
    """Read a list as CSV.

    Raises
    ------
    Misuse
        A column is missing, or a line cannot be read; names the line.
    """
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = {(name or "").strip().lower(): name for name in lines.fieldnames or ()}
    if "sku" not in names:
        raise Misuse("The planogram has no column sku.", f"Its columns are {COLUMNS}.")
    plan = []
    for line in lines:
        values = {key: (line.get(names.get(key, key)) or "").strip() for key in ("sku", "facings", "row")}
        if not any(values.values()):
            continue
        plan.append(_planned(values, lines.line_num))
        if len(plan) > MOST:
            raise Misuse(f"The planogram has more than {MOST:,} lines.", "Give the list of one shelf.")
    if not plan:
        raise Misuse("The planogram lists nothing.", f"Its columns are {COLUMNS}.")
    return plan


def _planned(values: dict[str, str], line: int) -> Planned:
    if not values["sku"]:
        raise Misuse(f"Line {line} of the planogram names no SKU.", f"Its columns are {COLUMNS}.")
    numbers = []
    for name, default in (("facings", "1"), ("row", "")):
        text = values.get(name) or default
        if text and not (text.isascii() and text.isdigit() and 0 < int(text[:7]) < 1000):
            raise Misuse(f"Line {line} of the planogram: {name} is a number from 1 to 999, not {text[:20]!r}.",
                         f"Its columns are {COLUMNS}.")
        numbers.append(int(text) if text else None)
    return Planned(values["sku"], numbers[0] or 1, None if numbers[1] is None else numbers[1] - 1)


def check(reading: ShelfReading, plan: list[Planned]) -> list[PlanLine]:
    """Compare a shelf with its list: the lines of the list in order, then what nobody planned."""
    everywhere = Counter(facing.sku for facing in reading.facings if facing.sku)
    by_row = Counter((facing.sku, facing.row) for facing in reading.facings if facing.sku)
    wanted: Counter[tuple[str, int | None]] = Counter()
    for line in plan:
        wanted[line.sku, line.row] += line.facings
    found = []
    for (sku, row), number in wanted.items():
        there = everywhere[sku] if row is None else by_row[sku, row]
        found.append(PlanLine(sku, row, number, there, _outcome(number, there, everywhere[sku])))
    known = {sku for sku, _ in wanted}
    return found + [PlanLine(sku, None, 0, number, "not planned")
                    for sku, number in sorted(everywhere.items()) if sku not in known]


def _outcome(planned: int, there: int, everywhere: int) -> Outcome:
    if not there:
        return "wrong row" if everywhere else "missing"
    return "as planned" if there == planned else "too few" if there < planned else "too many"
