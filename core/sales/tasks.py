"""What is done to a stranger's sales table, each in a child process: looked at, estimated, planned for, drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from core.sales.history import History
from core.sales.storage import keep_history, keep_report, kept_history, kept_report

Say = Callable[[str, float], None]
SAMPLE_ROWS = 5


def columns(path: str, *, progress: Say) -> dict[str, Any]:
    """What the columns of a table are called, what they seem to mean, and its first rows as text."""
    from core.sales.table.columns import guess
    from core.sales.table.file import read_table

    progress("Reading the table", 0.1)
    table, _ = read_table(Path(path))
    sample = table.head(SAMPLE_ROWS).astype(str).where(table.head(SAMPLE_ROWS).notna(), "")
    return {"columns": [str(name) for name in table.columns], "guess": dict(guess(table)),
            "sample": sample.to_numpy().tolist()}


def study(folder: str, order: dict[str, Any], *, progress: Say) -> None:
    """Read or make up the table, join the judged pictures, estimate; leaves history and report in `folder`.

    Parameters
    ----------
    folder : str
    order : dict
        `source` (a path, or "simulated"), `name`, `columns`, `controls`, `kinds` (picture to the kind and intent seen
        in it), `by` (kind or intent), `simulate` (arguments of `core.sales.simulation.simulated_history`), `priors`
        (readouts), `estimate`.
    progress : callable
    """
    from core.sales.effects.estimate import estimate
    from core.sales.effects.prior import Prior

    progress("Reading the table", 0.02)
    history = _history(order)
    keep_history(Path(folder), history)
    if order["estimate"]:
        priors = [Prior.from_dict(prior) for prior in order["priors"]]
        report = estimate(history, priors=priors, say=lambda sentence, done: progress(sentence, 0.1 + 0.85 * done))
        progress("Writing it down", 0.97)
        keep_report(Path(folder), report)


def _history(order: dict[str, Any]) -> History:
    from core.sales.simulation import simulated_history
    from core.sales.table.history_reader import read_history

    if order["source"] == "simulated":
        return simulated_history(**order["simulate"])[0]
    by_intent = order["by"] == "intent"
    kinds = {picture: seen[by_intent] for picture, seen in order["kinds"].items()}
    columns = {**order["columns"], "kind": ""} if by_intent else order["columns"]  # the table's own kinds stay out
    history = read_history(Path(order["source"]), order["name"], columns=columns or None, kinds=kinds or None,
                           controls=order["controls"])
    if "picture" not in history.table or not order["kinds"]:
        return history
    intents = {name: seen[1] for picture, seen in order["kinds"].items()
               for name in (PurePosixPath(picture).name, picture)}
    named = history.table["picture"].astype(str)
    found = named.map(intents).fillna(named.map(lambda name: intents.get(PurePosixPath(name).name, "")))
    return replace(history, table=history.table.assign(intent=found.astype(str)))


def planned(folder: str, kind: str, wishes: dict[str, Any], *, progress: Say) -> Any:
    """A plan of a test, from the variance of a kept history."""
    from core.sales.experiments.plan import plan

    progress("Choosing products and weeks", 0.1)
    return plan(kept_history(Path(folder)), kind, **wishes)


def readout(folder: str, plan: dict[str, Any], *, progress: Say) -> Any:
    """What a test found, from a kept history that reaches past its start."""
    from core.sales.experiments.plan import TestPlan
    from core.sales.experiments.readout import read_test

    progress("Reading the test", 0.1)
    return read_test(kept_history(Path(folder)), TestPlan.from_dict(plan))


def drawn(folder: str, form: str, *, progress: Say) -> bytes:
    """A kept report as a file: html, png or svg."""
    from core.sales.report import one_page

    progress("Drawing", 0.1)
    history, report = kept_history(Path(folder)), kept_report(Path(folder))
    found: bytes = one_page.document(history, report, form)
    return found
