"""Photos of an audit as a table, a page at a time; selecting a row opens the photo below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core import audits
from core.nouns.audit_row import AuditRow
from core.nouns.job import Job
from core.site import Site
from core.words.csv_cells import safe_row
from core.words.facts import fact_word, value_word
from core.words.labels import INTENT_WORDS, KIND_WORDS, ROLE_WORDS, marketplace_word
from pages.audits import filters
from pages.audits.detail import detail
from pages.audits.thumbnails import data_uri
from pages.ui.frame import section

PAGE = 25
ROW_HEIGHT = 64
NAME = 60  # letters of a file name in the table


def pictures(site: Site, job: Job, numbers: Counter[str]) -> None:
    """All photos that pass the address's filters."""
    filters.bar(site, numbers)
    where = filters.current()
    total = audits.count(site, job.job_id, where)
    first = (_page(total) - 1) * PAGE
    rows = list(audits.rows(site, job.job_id, where, offset=first, limit=PAGE))
    _show(site, [(row, "") for row in rows], total=total, key=f"all-{job.job_id}-{hash(where)}")


def queue(site: Site, job: Job, items: Sequence[audits.QueueItem], *, key: str) -> None:
    """The photos of a queue."""
    listed(site, job, [(item.row, item.reason) for item in items], key=key)


def listed(site: Site, job: Job, rows: Sequence[tuple[AuditRow, str]], *, key: str) -> None:
    """Photos with a sentence each."""
    first = (_page(len(rows)) - 1) * PAGE
    _show(site, list(rows[first : first + PAGE]), total=len(rows), key=f"{key}-{job.job_id}")


def _show(site: Site, rows: list[tuple[AuditRow, str]], *, total: int, key: str) -> None:
    if not rows:
        st.info("No photos here.")
        return
    page = _page(total)
    table = st.dataframe(
        [safe_row(_cells(site, row, reason)) for row, reason in rows], hide_index=True, row_height=ROW_HEIGHT,
        height=min(len(rows), 8) * ROW_HEIGHT + 40, column_config=_columns(), key=f"table-{key}-{page}",
        on_select="rerun", selection_mode="single-row", alt="Photos of the audit with their verdicts",
    )
    pages = -(-total // PAGE)
    left, right = st.columns([2, 3], vertical_alignment="center")
    left.caption(f"Photos {(page - 1) * PAGE + 1:,} to {(page - 1) * PAGE + len(rows):,} of {total:,}. "
                 "Select a row to see the photo and what to do about it.")
    if pages > 1:
        turn = f"pages-{key}-{page}"
        right.pagination(pages, default=page, key=turn, on_change=_turn, args=(turn,))
    selected = [index for index in table.selection.rows if index < len(rows)]
    if selected:
        with section():
            detail(site, rows[selected[0]][0])


def _cells(site: Site, row: AuditRow, reason: str) -> dict[str, Any]:
    product = row.product
    cells: dict[str, Any] = {
        "photo": data_uri(site, row) or "", "name": product.title or _file_name(row.uri),
        "verdict": "Failed" if row.error else "Shoppable" if row.shoppable else "Not shoppable",
        "score": None if row.error else row.shoppable_score,
    }
    if reason or row.error:
        cells["why"] = reason or row.message
    cells |= {"label": INTENT_WORDS.get(row.top_label, ""), "kind": KIND_WORDS.get(row.kind, "")}
    if product.category:
        cells["category"] = product.category
    if product.price is not None:
        cells["price"] = product.price
    if row.role != "product":
        cells["role"] = ROLE_WORDS[row.role]
    elif row.verdicts:
        failed = [marketplace_word(name) for name, outcome in row.verdicts.items() if outcome == "fail"]
        cells["rules"] = f"Breaks {', '.join(failed)}" if failed else "None broken"
    for fact in row.facts:
        name, value = fact_word(fact.name), value_word(fact.name, fact.value)
        cells[name] = f"{cells[name]}, {value.lower()}" if name in cells else value
    cells["address"] = row.uri
    return cells


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "photo": column.ImageColumn("Photo", width=90), "name": column.TextColumn("Name", width=190),
        "verdict": column.TextColumn("Verdict", width=120),
        "score": column.ProgressColumn("Shoppable score", min_value=0, max_value=1, format="%.2f", width=130),
        "label": column.TextColumn("Seen as", width=140), "kind": column.TextColumn("Photo type", width=130),
        "why": column.TextColumn("Finding", width=440), "category": column.TextColumn("Category", width=160),
        "role": column.TextColumn("Role", width=120),
        "price": column.NumberColumn("Price", format="localized"), "rules": column.TextColumn("Rules", width=220),
        "address": column.TextColumn("Address or file", width=260),
    }


def _file_name(uri: str) -> str:
    name = uri.rstrip("/").rpartition("/")[2] or uri
    return name if len(name) <= NAME else name[:NAME] + "…"


def _page(total: int) -> int:
    number = st.query_params.get("page", "1")
    return max(1, min(int(number) if number.isdecimal() else 1, -(-total // PAGE)))


def _turn(key: str) -> None:
    st.query_params["page"] = str(st.session_state[key])
