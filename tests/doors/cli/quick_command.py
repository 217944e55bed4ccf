"""The command line with a cheap analysis: a real process with the real board, and no model."""

from __future__ import annotations

import threading
import time
from typing import Any

from core.audits import work
from core.doors import opening
from core.doors.cli.main import main
from tests.made_up import made_up_analysis

SECONDS = 0.05
_worker = threading.Lock()  # one at a time, as of one worker process


def analyze(self: work.AuditWork, path: str, uri: str, options: dict[str, Any]) -> Any:
    """What takes a while and says the same of every picture."""
    with _worker:
        time.sleep(SECONDS)
    return made_up_analysis(uri), {}, {}


def run() -> int:
    """The command of this process, without models and worker processes."""
    work.AuditWork.analyze = analyze  # type: ignore[method-assign]
    opening.prepare_models = lambda settings, say: settings  # type: ignore[assignment]
    opening.WARM_UP = ""
    return main()
