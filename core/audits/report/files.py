"""One audit as one file, in any of the formats."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from core.audits.report.html_report import HtmlReport, write_html
from core.audits.report.tables import write_csv, write_jsonl, write_parquet, write_xlsx
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
    """The format that a file's ending stands for.

    Raises
    ------
    Misuse
        Another ending.

    Examples
    --------
    >>> format_of("report.XLSX"), format_of("report.htm")
    ('xlsx', 'html')
    """
    ending = Path(path).suffix.lower().lstrip(".")
    form = {"htm": "html", "ndjson": "jsonl", "pq": "parquet"}.get(ending, ending)
    if form not in FORMATS:
        raise Misuse(f"A report cannot be written as {Path(path).suffix or 'a file without an ending'}.",
                     f"Use one of .{', .'.join(FORMATS)}.")
    return form


def write(rows: Iterable[AuditRow], target: str | Path | IO[bytes], form: str, *,
          page: HtmlReport | None = None) -> int:
    """Write an audit's rows to a file or an open stream.

    Parameters
    ----------
    rows : iterable of AuditRow
        Read once, in a stream.
    target : path or binary file
        A file appears only when it is complete, and then replaces an earlier one.
    form : {"csv", "xlsx", "parquet", "jsonl", "html"}
        See `format_of`.
    page : HtmlReport, optional
        What an HTML report shows beside the rows; required for "html".

    Returns
    -------
    int
        The number of rows.

    Raises
    ------
    Misuse
        An unknown format, or a folder without write permission.
    """
    if form not in FORMATS:
        raise Misuse(f"A report cannot be written as {form[:20] or 'a file without a format'}.",
                     f"Use one of {', '.join(FORMATS)}.")
    if not isinstance(target, (str, Path)):
        return _write(rows, target, form, page)
    path = Path(target)
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise Misuse(f"The report cannot be written to {path}: {error.strerror}.",
                     "Choose an existing folder with write permission.") from error
    try:
        with os.fdopen(handle, "wb") as out:
            count = _write(rows, out, form, page)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return count


def _write(rows: Iterable[AuditRow], out: IO[bytes], form: str, page: HtmlReport | None) -> int:
    if form == "html":
        if page is None:
            raise TypeError("an HTML report needs its page")
        return write_html(page, rows, out)
    return TABLES[form](rows, out)
