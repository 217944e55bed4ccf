"""Reading what a command printed."""

from __future__ import annotations

import json


def lines_of(done) -> list[dict]:
    """One value for each line of JSON."""
    return [json.loads(line) for line in done.stdout.splitlines()]
