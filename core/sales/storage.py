"""A history and its report as files, and back: JSON and Parquet, written whole or not at all."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.sales.effects.checks import Check
from core.sales.effects.effect import Diagnostics, Effect, Method, Rival, SalesReport, Term
from core.sales.history import Dropped, History

TABLE, FACTS, REPORT = "history.parquet", "history.json", "report.json"
_FRAMES = ("lags", "placebo", "left_out", "residuals")


def as_json(report: SalesReport) -> dict[str, Any]:
    """The report in plain values, as every door gives it out; what is not a number is null.

    Returns
    -------
    dict
        `method` (None when nothing was estimated), `checks`, `effects`, `facts`, `terms`, `rivals`, `diagnostics`,
        `contribution`; tables are lists of rows.
    """
    seen = report.diagnostics
    diagnostics = {one.name: _rows(getattr(seen, one.name)) if one.name in _FRAMES else getattr(seen, one.name)
                   for one in fields(Diagnostics)}
    found: dict[str, Any] = _plain({
        "method": asdict(report.method) if report.method else None,
        "checks": [asdict(check) for check in report.checks],
        "effects": [effect.to_dict() for effect in report.effects], "facts": report.facts,
        "terms": [asdict(term) for term in report.terms], "rivals": [asdict(rival) for rival in report.rivals],
        "diagnostics": diagnostics, "contribution": _rows(report.contribution)})
    return found


def from_json(values: dict[str, Any]) -> SalesReport:
    """The inverse of `as_json`."""
    seen = {name: _frame(value) if name in _FRAMES else value for name, value in values["diagnostics"].items()}
    for name in ("vif", "pre_trend_p", "overlap"):
        seen[name] = {key: _number(value) for key, value in seen[name].items()}
    return SalesReport(
        Method(**values["method"]) if values["method"] else None,
        tuple(_effect(effect) for effect in values["effects"]),
        tuple(Term(**_numbers(term)) for term in values["terms"]),
        tuple(Rival(**_numbers(rival)) for rival in values["rivals"]),
        tuple(Check(**check) for check in values["checks"]), Diagnostics(**seen), _frame(values["contribution"]),
        values["facts"])


def keep_report(folder: Path, report: SalesReport) -> None:
    """Write the report; it is there whole, or not at all."""
    _written(folder / REPORT, json.dumps(as_json(report), ensure_ascii=False, allow_nan=False).encode())


def kept_report(folder: Path) -> SalesReport:
    """The report of a folder."""
    return from_json(json.loads((folder / REPORT).read_text("utf-8")))


def keep_history(folder: Path, history: History) -> None:
    """Write the history; its facts come last, so that who finds them finds all."""
    part = folder / f"{TABLE}.{os.getpid()}.part"
    history.table.to_parquet(part, index=False)
    part.replace(folder / TABLE)
    facts = {one.name: getattr(history, one.name) for one in fields(History) if one.name != "table"}
    facts["dropped"] = [asdict(dropped) for dropped in history.dropped]
    _written(folder / FACTS, json.dumps(_plain(facts), ensure_ascii=False).encode())


def kept_history(folder: Path) -> History:
    """The history of a folder."""
    facts = json.loads((folder / FACTS).read_text("utf-8"))
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
    facts["dropped"] = tuple(Dropped(one["reason"], one["count"], tuple(one["lines"])) for one in facts["dropped"])
    return History(table=pd.read_parquet(folder / TABLE), **facts)


def _effect(values: dict[str, Any]) -> Effect:
    known = {one.name: values[one.name] for one in fields(Effect)}
    return Effect(**{**known, "reasons": tuple(known["reasons"]), "advice": tuple(known["advice"])})


def _rows(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): frame[name].tolist() for name in frame.columns}


def _frame(columns: dict[str, list[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    if "period" in frame and frame["period"].map(lambda value: isinstance(value, str)).all():
        frame["period"] = pd.to_datetime(frame["period"])
    return frame


def _numbers(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: Any) -> Any:
    return float("nan") if value is None else value


def _plain(value: Any) -> Any:
    """Without what JSON does not know: numpy's types, times, infinities."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return str(value)[:10]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _written(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)
