"""The command `explore`: confusion, reliability and weak slices of a job."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import explore, whatif
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, make_folder, say, show, show_json, write_file
from core.doors.opening import open_site
from core.errors import WorkFailed
from core.site import Site
from core.words.explanation_benchmark import text_table
from core.words.explore import confusion_table, slices_table, summary


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = "Compare a job's labels with what the shop says, and find slices where the model does worse."
    command = commands.add_parser("explore", help="where a job's labels are wrong or close", description=text,
                                  epilog=EXIT_CODES)
    command.add_argument("job", metavar="JOB", help="the id of an analysis or audit in this data folder (or how it "
                         "begins)")
    command.add_argument("--map", action="store_true", help="make the 2-D map first, if there is none yet (map.csv of "
                         "--out); the model looks at every picture once")
    command.add_argument("--out", type=Path, metavar="DIR", help="write the tables as CSV files")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        job_id = whatif.named_job(site, options.job)
        if options.map and explore.picture_map(site, job_id) is None:
            _make_map(site, job_id)
        answer, placed = explore.answer(site, job_id), explore.picture_map(site, job_id)
        if options.out:
            files = explore.tables(explore.stored_pictures(site, job_id))
            _write(options.out, files | ({"map.csv": placed.csv()} if placed else {}))
    if options.json:
        show_json(answer)
        return GOOD
    show(summary(answer), "")
    if answer["known"]:
        show(*_lines(confusion_table(answer["confusion"]["counts"])), "")
    if answer["slices"]["rows"]:
        show(*_lines(slices_table(answer["slices"]["rows"])))
    return GOOD


def _make_map(site: Site, job_id: str) -> None:
    map_job_id = explore.start_map(site, job_id)
    job = follow(site, map_job_id, "Stopped. What the model has seen is kept for the next map.")
    if job.state != "done":
        raise WorkFailed(job.message or "The map was canceled elsewhere.", job.hint or "Make it again.")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    make_folder(folder)
    for name, data in files.items():
        write_file(folder / name, data)


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return text_table([{title: str(cell) for title, cell in row.items()} for row in rows])
