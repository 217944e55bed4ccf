"""Work on an untrusted sales table, each task in a child process: read columns, study, plan and read tests, draw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.sales.history import History
from core.sales.storage import read_history, read_report, write_history, write_report

Say = Callable[[str, float], None]
SAMPLE_ROWS = 5


def read_columns(path: str, *, progress: Say) -> dict[str, Any]:
    """The columns of a table, their probable roles (`guess`), the first rows as text (`sample`), how each column is
    read (`readings`, see `core.sales.table.preview`), and what was left out (`notes`)."""
    from core.sales.table.columns import guess
    from core.sales.table.file import read_table
    from core.sales.table.preview import preview

    progress("Reading the table", 0.1)
    table, notes = read_table(Path(path))
    sample = table.head(SAMPLE_ROWS).astype(str).where(table.head(SAMPLE_ROWS).notna(), "")
    return {"columns": [str(name) for name in table.columns], "guess": dict(guess(table)),
            "sample": sample.to_numpy().tolist(), "readings": preview(table), "notes": notes}


def match_pictures(path: str, columns: dict[str, str], kinds: dict[str, tuple[str, ...]], *,
                   progress: Say) -> list[str]:
    """How many photos of a table are among the analyzed ones, and how they are recognized, a sentence each.

    Parameters
    ----------
    path : str
    columns : dict of str to str
        Role to column.
    kinds : dict
        Picture to its photo type, intent and SKU.
    progress : callable
    """
    from core.sales.table.columns import assign_roles
    from core.sales.table.file import read_table
    from core.sales.table.history_reader import names_in
    from core.sales.table.picture_join import join

    progress("Matching the photos", 0.1)
    table, _ = read_table(Path(path))
    roles = assign_roles(table, columns, need_photo=False)
    names = [names_in(table, roles.get(role, "")) for role in ("product", "picture")]
    types = {picture: labels[0] for picture, labels in kinds.items()}
    return join(zip(*names, strict=True), types, _skus(kinds)).sentences


def study(folder: str, order: dict[str, Any], *, progress: Say) -> None:
    """Read or simulate the table, join the analyzed pictures, estimate; leaves history and report in `folder`.

    Parameters
    ----------
    folder : str
    order : dict
        `source` (a path, or "simulated"), `name`, `columns`, `controls`, `kinds` (picture to its photo type, intent
        and SKU), `by` (kind or intent), `simulate` (arguments of `core.sales.simulation.simulated_history`), `priors`
        (readouts), `estimate`.
    progress : callable
        Called with a sentence and the share of the work that is done.
    """
    from core.sales.effects.estimate import estimate
    from core.sales.effects.prior import Prior

    progress("Reading the table", 0.02)
    history = _history(order)
    write_history(Path(folder), history)
    if order["estimate"]:
        priors = [Prior.from_dict(prior) for prior in order["priors"]]
        report = estimate(history, priors=priors, say=lambda sentence, done: progress(sentence, 0.1 + 0.85 * done))
        progress("Writing the report", 0.97)
        write_report(Path(folder), report)


def plan_test(folder: str, kind: str, limits: dict[str, Any], *, progress: Say) -> Any:
    """A plan of a test (`TestPlan`), from the variance of a stored history."""
    from core.sales.experiments.plan import plan

    progress("Choosing products and weeks", 0.1)
    return plan(read_history(Path(folder)), kind, **limits)


def read_test(folder: str, plan: dict[str, Any], *, progress: Say) -> Any:
    """The result of a test (`Readout`), from a stored history that reaches past its start."""
    from core.sales.experiments.plan import TestPlan
    from core.sales.experiments.readout import read_test as read

    progress("Reading the test", 0.1)
    return read(read_history(Path(folder)), TestPlan.from_dict(plan))


def draw_report(folder: str, form: str, *, progress: Say) -> bytes:
    """A stored report as a file: html, png or svg."""
    from core.sales.report import one_page

    progress("Drawing the report", 0.1)
    document: bytes = one_page.document(read_history(Path(folder)), read_report(Path(folder)), form)
    return document


def _history(order: dict[str, Any]) -> History:
    from core.sales.simulation import simulated_history
    from core.sales.table.history_reader import read_history as read

    if order["source"] == "simulated":
        return simulated_history(**order["simulate"])[0]
    by_intent = order["by"] == "intent"
    kinds = {picture: labels[by_intent] for picture, labels in order["kinds"].items()}
    # compared by intent, the table's own photo types are left out
    columns = {**order["columns"], "kind": ""} if by_intent else order["columns"]
    return read(Path(order["source"]), order["name"], columns=columns or None, kinds=kinds or None,
                skus=_skus(order["kinds"]), controls=order["controls"])


def _skus(kinds: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """SKUs of analyzed pictures, as far as their source has them."""
    return {picture: labels[2] for picture, labels in kinds.items() if len(labels) > 2 and labels[2]}
