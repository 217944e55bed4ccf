"""The command `models`: which models there are, with origin, license, checksum, thresholds and metrics."""

from __future__ import annotations

import argparse
from typing import Any

from core import models
from core.doors.cli.terminal import GOOD, say, show, show_json
from core.settings import read_settings


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("models", help="list the models with version, origin and checksum",
                                  description="List the models with version, origin, license, checksum, thresholds and "
                                  "metrics.")
    command.add_argument("--json", action="store_true", help="one JSON object per line")
    command.add_argument("--in-browsers", action="store_true",
                         help="list the models in browser profiles on this machine, for --intent-model")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.in_browsers:
        rows = [{**vars(model), "path": str(model.path)} for model in models.in_browsers()]
        if not rows:
            say("No browser profile on this machine holds a shopping-intent model.")
    else:
        rows = models.listing(read_settings().models_dir)
    for row in rows:
        if options.json:
            show_json(row)
        else:
            show(*_lines(row))
    return GOOD


def _lines(model: dict[str, Any]) -> list[str]:
    first, *rest = model.items()
    return [str(first[1]), *(f"  {name:10} {value}" for name, value in rest)]
