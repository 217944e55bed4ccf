"""One audit, one file: writes a report in any of its formats."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from core.audits.report.html_out import HtmlOptions, write_html
from core.audits.report.tables_out import write_csv, write_jsonl, write_parquet, write_xlsx
from core.errors import Misuse
from core.nouns.audit_row import AuditRow

Writer = Callable[[Iterable[AuditRow], IO[bytes]], int]
TABLES: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "parquet": write_parquet, "jsonl": write_jsonl}
FORMATS = (*TABLES, "html")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "html": "text/html; charset=utf-8",
}


def format_of(path: str | Path) -> str:
    """The format that a file's ending means.

    Raises
    ------
    Misuse
        Another ending.
    """
    ending = Path(path).suffix.lower().lstrip(".")
    named = {"htm": "html", "ndjson": "jsonl", "pq": "parquet"}.get(ending, ending)
    if named not in FORMATS:
        raise Misuse(f"A report cannot be written as {Path(path).suffix or 'a file without an ending'}.",
                     f"Choose one of .{', .'.join(FORMATS)}.")
    return named


def write(rows: Iterable[AuditRow], target: str | Path | IO[bytes], format: str = "", *,
          options: HtmlOptions | None = None) -> int:
    """Write an audit's rows to a file or an open stream.

    Parameters
    ----------
    rows : iterable of AuditRow
        Read once, in a stream.
    target : path or binary file
        A path appears only when the whole file is written; what was there before is replaced.
    format : {"csv", "xlsx", "parquet", "jsonl", "html"}
        By default what the path's ending says.
    options : HtmlOptions, optional
        What an HTML report shows beside the rows.

    Returns
    -------
    int
        The number of rows.

    Raises
    ------
    Misuse
        An unknown format, or a folder that cannot be written to.
    """
    named = format or (format_of(target) if isinstance(target, (str, Path)) else "")
    if named not in FORMATS:
        raise Misuse(f"A report cannot be written as {named or 'a stream without a format'}.",
                     f"Choose one of {', '.join(FORMATS)}.")
    if not isinstance(target, (str, Path)):
        return _write(rows, target, named, options)
    path = Path(target)
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise Misuse(f"The report cannot be written to {path}: {error.strerror}.",
                     "Choose an existing folder that may be written to.") from error
    try:
        with os.fdopen(handle, "wb") as out:
            count = _write(rows, out, named, options)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return count


def _write(rows: Iterable[AuditRow], out: IO[bytes], named: str, options: HtmlOptions | None) -> int:
    if named == "html":
        return write_html(rows, out, options or HtmlOptions())
    return TABLES[named](rows, out)
