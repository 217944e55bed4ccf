"""The command `serve`: the dashboard and the REST API on one port."""

from __future__ import annotations

import argparse
from typing import Any

from core.doors.cli.terminal import GOOD, say
from core.doors.opening import prepare_models
from core.doors.serve import serve
from core.settings import read_settings


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("serve", help="open the dashboard and the REST API",
                                  description="Open the dashboard, with the REST API under /api.")
    command.add_argument("--port", type=int, default=8501, help="port to listen on (default: 8501)")
    command.add_argument("--address", default="127.0.0.1", help="address to listen on (default: this machine only)")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns only when the server could not be started."""
    prepare_models(read_settings(), say)
    serve(options.port, options.address)
    return GOOD
