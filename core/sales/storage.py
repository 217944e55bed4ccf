"""A history and its report as files, and back: JSON and Parquet, written completely or not at all."""

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
from core.sales.effects.effect import Alternative, Diagnostics, Effect, Method, SalesReport, Term
from core.sales.history import History, Omission

TABLE, FACTS, REPORT = "history.parquet", "history.json", "report.json"
_FRAMES = ("lags", "placebo", "leave_one_out", "residuals")
_BY_KIND = ("vif", "pre_trend_p", "overlap")
# Attribute -> its name in files and answers, where a name that readers rely on is older than the attribute.
_HISTORY_KEYS = {"dependent": "outcome", "omissions": "dropped"}
_EFFECT_KEYS = {"dependent": "outcome"}
_DIAGNOSTICS_KEYS = {"leave_one_out": "left_out"}
_OLD_KEYS = {"beta_standardised": "beta_standardized"}  # names of release 0.1 -> today's


def as_json(report: SalesReport) -> dict[str, Any]:
    """The report in plain values, the same for every door; what is not a number is null.

    Returns
    -------
    dict
        `method` (None when nothing is estimated), `checks`, `effects`, `facts`, `terms`, `rivals` (the alternatives),
        `diagnostics`, `contribution`; tables are columns with lists of values.
    """
    details = {_DIAGNOSTICS_KEYS.get(name, name): _columns(value) if name in _FRAMES else value
               for name, value in _attributes(report.diagnostics).items()}
    values: dict[str, Any] = _plain({
        "method": asdict(report.method) if report.method else None,
        "checks": [asdict(check) for check in report.checks],
        "effects": [effect.to_dict() for effect in report.effects], "facts": report.facts,
        "terms": [asdict(term) for term in report.terms],
        "rivals": [asdict(alternative) for alternative in report.alternatives],
        "diagnostics": details, "contribution": _columns(report.contribution)})
    return values


def from_json(values: dict[str, Any]) -> SalesReport:
    """The inverse of `as_json`; also reads the report of a study by release 0.1."""
    details = _attributes_of(Diagnostics, values["diagnostics"], _DIAGNOSTICS_KEYS)
    details |= {name: _frame(details[name]) for name in _FRAMES}
    details |= {name: _numbers(details[name]) for name in _BY_KIND}
    return SalesReport(
        Method(**values["method"]) if values["method"] else None,
        tuple(_effect(effect) for effect in values["effects"]),
        tuple(Term(**_numbers(_rename(term))) for term in values["terms"]),
        tuple(Alternative(**_numbers(alternative)) for alternative in values["rivals"]),
        tuple(Check(**check) for check in values["checks"]), Diagnostics(**details), _frame(values["contribution"]),
        values["facts"])


def write_report(folder: Path, report: SalesReport) -> None:
    """Write the report into a study's folder."""
    _write(folder / REPORT, json.dumps(as_json(report), ensure_ascii=False, allow_nan=False).encode())


def read_report(folder: Path) -> SalesReport:
    """The report of a study's folder."""
    return from_json(json.loads((folder / REPORT).read_text("utf-8")))


def write_history(folder: Path, history: History) -> None:
    """Write the history into a study's folder; its facts come last, so that they imply the table."""
    part = folder / f"{TABLE}.{os.getpid()}.part"
    history.table.to_parquet(part, index=False)
    part.replace(folder / TABLE)
    facts = {_HISTORY_KEYS.get(name, name): value for name, value in _attributes(history).items() if name != "table"}
    facts["dropped"] = [asdict(omission) for omission in history.omissions]
    _write(folder / FACTS, json.dumps(_plain(facts), ensure_ascii=False).encode())


def read_history(folder: Path) -> History:
    """The history of a study's folder."""
    values = json.loads((folder / FACTS).read_text("utf-8"))
    facts = {name: tuple(value) if isinstance(value, list) else value
             for name, value in _attributes_of(History, values, _HISTORY_KEYS).items()}
    omissions = tuple(Omission(row["reason"], row["count"], tuple(row["lines"])) for row in facts["omissions"])
    return History(**{**facts, "table": pd.read_parquet(folder / TABLE), "omissions": omissions})


def _attributes(value: Any) -> dict[str, Any]:
    """A dataclass as a dict, without a copy of its tables."""
    return {attribute.name: getattr(value, attribute.name) for attribute in fields(value)}


def _attributes_of(noun: type, values: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    """Attributes of a noun from plain values; what the noun lacks is left out."""
    names = {attribute.name: keys.get(attribute.name, attribute.name) for attribute in fields(noun)}
    return {name: values[key] for name, key in names.items() if key in values}


def _effect(values: dict[str, Any]) -> Effect:
    attributes = _attributes_of(Effect, _rename(values), _EFFECT_KEYS)
    return Effect(**{**attributes, "reasons": tuple(attributes["reasons"]), "advice": tuple(attributes["advice"])})


def _rename(values: dict[str, Any]) -> dict[str, Any]:
    """An object with today's names for those of release 0.1."""
    return {_OLD_KEYS.get(key, key): value for key, value in values.items()}


def _columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): frame[name].tolist() for name in frame.columns}


def _frame(columns: dict[str, list[Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    if "period" in frame and frame["period"].map(lambda value: isinstance(value, str)).all():
        frame["period"] = pd.to_datetime(frame["period"])
    return frame


def _numbers(values: dict[str, Any]) -> dict[str, Any]:
    """The same with NaN for null."""
    return {name: float("nan") if value is None else value for name, value in values.items()}


def _plain(value: Any) -> Any:
    """Without what JSON lacks: numpy's types, times, infinities."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (pd.Timestamp, np.datetime64)):
        return str(value)[:10]
    if isinstance(value, np.generic):
        return _plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)
