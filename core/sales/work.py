"""What the job board asks of this room: a study is one long item, in a process of its own."""

from __future__ import annotations

import json
from typing import Any

from core.jobs.kinds import LongKind, Progress
from core.nouns.job import Job
from core.processes.child import ChildProcess
from core.sales.studies import ORDER
from core.site import Site

STUDY = "core.sales.tasks:study"


def job_kind(site: Site) -> LongKind:
    """The kind `study`: one sales table, read and estimated."""

    def run(job: Job, progress: Progress) -> None:
        folder = site.settings.data_dir / "sales" / job.job_id
        order: dict[str, Any] = json.loads((folder / ORDER).read_text("utf-8"))
        work = ChildProcess(STUDY, (str(folder), order), site.settings)
        if work.follow(progress):
            work.result()

    return LongKind(run)
