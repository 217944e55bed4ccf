"""The command `evaluate`: the tags model on photos whose tags people gave."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import cards, datasets, tags
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, say, show, show_json, write_file
from core.doors.opening import open_site
from core.errors import Misuse, WorkFailed
from core.site import Site
from core.words.tag_evaluation import tag_csv, tag_evaluation_lines

STOPPED = "Stopped; what was seen is kept, and the same command goes on from there."


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser(
        "evaluate", help="measure the tags model on labeled photos", epilog=EXIT_CODES,
        description="Run the tags model on photos with tags: precision, recall and number of photos of each tag, types "
                    "that it confuses, tags that go together. What it has seen before is kept. For models of shopping "
                    "intent, persons and faces: models evaluate.")
    command.add_argument("what", choices=("tags",), help="tags")
    source = command.add_mutually_exclusive_group(required=True)
    source.add_argument("--dataset", metavar="HASH", help="a hash from `dataset list`, or how it begins")
    source.add_argument("--csv", type=Path, metavar="FILE", help="a table with the columns path and label, a label "
                        "being tags and attributes with semicolons between: sneaker; gender: men")
    command.add_argument("--model", default="", metavar="NAME", help="a version (default: the one in use)")
    command.add_argument("--split", default="", help="train, validation, test or all (default: test where there is "
                         "one, else validation, else all)")
    command.add_argument("--out", type=Path, metavar="FILE", help="also write a row for each tag (CSV)")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        dataset = options.dataset or _made(site, options.csv)
        model = options.model or cards.model_names(site.settings)["tags"][0]
        job_id = cards.start_evaluation(site, [model], dataset, options.split)
        if job_id:
            _wait(site, job_id)
        found = tags.evaluation(site, model, dataset, options.split)
    if options.json:
        show_json(found.to_dict())
    else:
        show(*tag_evaluation_lines(found))
    if options.out and found.measures:
        write_file(options.out, tag_csv(found.measures))
        say(f"wrote {options.out}")
    for name, message in found.failures:
        say(f"Left out: {name}: {message}")
    return SOME_FAILED if found.failures else GOOD


def _made(site: Site, table: Path) -> str:
    """The dataset of a table."""
    if not table.is_file():
        raise Misuse(f"There is no table {str(table)[:200]!r}.", "Give a CSV with the columns path and label.")
    job_id = datasets.start_make(site, str(table))
    _wait(site, job_id)
    dataset_id: str = datasets.dataset_of(site, job_id)
    say(f"The table is dataset {dataset_id[:12]}.")
    return dataset_id


def _wait(site: Site, job_id: str) -> None:
    job = follow(site, job_id, STOPPED, notice=lambda job: job.message)
    if job.state == "failed":
        raise WorkFailed(job.message, job.hint)
