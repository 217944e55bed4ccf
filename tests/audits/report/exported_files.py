"""Exports written in the format of their ending, and table files read back."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pyarrow import parquet

from core.audits.report.files import format_of, write
from core.audits.report.html_report import HtmlReport
from core.nouns.audit_row import AuditRow
from tests.audits.made_up_rows import report_of

TABLES = ("csv", "xlsx", "parquet", "jsonl")


def save(rows: Iterable[AuditRow], path: Path) -> int:
    """Write rows in the format of the path's ending, with an HTML page where it needs one."""
    form, rows = format_of(path), list(rows)
    page = HtmlReport(report_of(rows), table_rows=100) if form == "html" else None
    return write(iter(rows), path, form, page=page)


def read_table(path: Path) -> list[dict[str, Any]]:
    """Rows of a table file."""
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    if path.suffix == ".xlsx":
        head, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]
    if path.suffix == ".parquet":
        return parquet.read_table(path).to_pylist()
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
