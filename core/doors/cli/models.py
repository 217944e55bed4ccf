"""The command `models`: list the versions of all models, promote one, or roll a role back."""

from __future__ import annotations

import argparse
from typing import Any

from core import models
from core.doors.cli.terminal import GOOD, say, show, show_json
from core.settings import read_settings


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("models", help="list the models, promote a version or roll back",
                                  description="List the models with version, origin, license, checksum, thresholds and "
                                  "metrics.")
    command.add_argument("--json", action="store_true", help="one JSON object per line")
    command.add_argument("--in-browsers", action="store_true",
                         help="list the models in browser profiles on this machine, for --intent-model")
    command.set_defaults(run=run)
    changes = command.add_subparsers(title="changes", metavar="CHANGE")
    promote = changes.add_parser("promote", help="make a version the current one of its role")
    promote.add_argument("name", metavar="NAME", help="a name from the list")
    promote.set_defaults(run=run_promote)
    roll_back = changes.add_parser("roll-back", help="return a role to the version that was current before")
    roll_back.add_argument("role", metavar="ROLE", help="such as intent or persons")
    roll_back.set_defaults(run=run_roll_back)


def run_promote(options: argparse.Namespace) -> int:
    """Run the command `models promote`."""
    return _report(models.promote(read_settings().models_dir, options.name))


def run_roll_back(options: argparse.Namespace) -> int:
    """Run the command `models roll-back`."""
    return _report(models.roll_back(read_settings().models_dir, options.role))


def _report(entry: models.Entry) -> int:
    show(f"{entry.name} is now the current model for {entry.role}. Restart a running dashboard to use it.")
    return GOOD


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
