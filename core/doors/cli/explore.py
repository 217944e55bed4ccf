"""The command `explore`: confusion, reliability and weak slices of a job."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import explore, whatif
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json, write_file
from core.doors.opening import open_site
from core.errors import Misuse
from core.words.explanation_benchmark import text_table
from core.words.explore import confusion_table, slices_table, summary


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = "Compare a job's labels with what the shop says, and find slices where the model does worse."
    command = commands.add_parser("explore", help="where a job's labels are wrong or close", description=text,
                                  epilog=EXIT_CODES)
    command.add_argument("job", metavar="JOB", help="the id of an analysis or audit in this data folder (or how it "
                         "begins)")
    command.add_argument("--out", type=Path, metavar="DIR", help="write the tables as CSV files")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        job_id = whatif.named_job(site, options.job)
        answer = explore.answer(site, job_id)
        if options.out:
            _write(options.out, explore.tables(explore.stored_pictures(site, job_id)))
    if options.json:
        show_json(answer)
        return GOOD
    show(summary(answer), "")
    if answer["known"]:
        show(*_lines(confusion_table(answer["confusion"]["counts"])), "")
    if answer["slices"]["rows"]:
        show(*_lines(slices_table(answer["slices"]["rows"])))
    return GOOD


def _write(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misuse(f"{folder} cannot be made: {error.strerror}.", "Choose another place.") from None
    for name, data in files.items():
        write_file(folder / name, data)


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return text_table([{title: str(cell) for title, cell in row.items()} for row in rows])
