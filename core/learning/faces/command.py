"""The command that both trainings of this folder are: collect, fit, register, and promote where that is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from core.models import versions

STEM = "faces_mtcnn"
USE = "python -m core models promote {name}"


@dataclass(frozen=True)
class Steps:
    """What a training does.

    Attributes
    ----------
    collect : callable
        (data, weights, out) -> table of what is learned from: folders of the pack, of public detectors, of the models.
    learn : callable
        table -> (rule, figures).
    save : callable
        (rule, figures, out, name): registers a version.
    """

    collect: Callable[[Path, Path, Path], pd.DataFrame]
    learn: Callable[[pd.DataFrame], tuple[Any, dict[str, Any]]]
    save: Callable[[Any, dict[str, Any], Path, str], None]


def run(program: str, description: str | None, steps: Steps, arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and do the steps; a table that was written before is read instead of collected."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=description)
    parser.add_argument("--data", type=Path, required=True, help="the picture pack")
    parser.add_argument("--weights", type=Path, required=True, help="folder with the public detectors' files")
    parser.add_argument("--out", type=Path, default=Path("models"), help="folder of the models")
    parser.add_argument("--name", help="name of the new version (default: the next free one)")
    parser.add_argument("--promote", action="store_true", help="make the new version the current one")
    parser.add_argument("--table", type=Path, help="CSV of what is learned from: read if it exists, else written")
    options = parser.parse_args(arguments)
    name = options.name or versions.next_name(options.out, STEM)
    versions.require_free(options.out, name)
    if options.table and options.table.is_file():
        table = pd.read_csv(options.table)
    else:
        table = steps.collect(options.data, options.weights, options.out)
        if options.table:
            table.to_csv(options.table, index=False)
    rule, figures = steps.learn(table)
    steps.save(rule, figures, options.out, name)
    if options.promote:
        versions.promote(options.out, name)
    print(f"Registered {name}" + (", now current." if options.promote else f". To use it: {USE.format(name=name)}"))
    for part, counts in figures.items():
        print(part, counts)
