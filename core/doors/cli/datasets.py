"""The command `dataset`: make a version of a dataset, check it, list them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import datasets
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json, write_file
from core.doors.opening import open_site
from core.errors import WorkFailed
from core.nouns.dataset import Shares
from core.site import Site
from core.words.dataset import dataset_line, findings, made_line
from core.words.progress import STATE_WORDS


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = ("Make a version of a dataset from class folders, label files with boxes, a table, or an analysis or audit "
            "with its corrections; check it; list all of them. The same content has the same hash everywhere. A run "
            "that was interrupted goes on.")
    command = commands.add_parser("dataset", help="labeled photos as versions, and what is wrong with them",
                                  description=text, epilog=EXIT_CODES)
    command.set_defaults(run=run_list, json=False)
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    made = actions.add_parser("make", help="make a version and print its hash", epilog=EXIT_CODES)
    made.add_argument("source", metavar="SOURCE", help="a folder with a folder for each label (below train, validation "
                      "and test where it is split), or with YOLO or COCO label files, whose boxes of persons and faces "
                      "count; a CSV with the columns path, label and perhaps split; the id of an analysis or audit; or "
                      "corrections, boxes or shelves, for all labels, boxes, or boxes on shelf photos that people "
                      "corrected")
    made.add_argument("--name", default="", help="what to call it (default: the source's name)")
    made.add_argument("--validation", type=int, default=0, help="split the photos: this share, in percent, is for "
                      "validation; photos that look the same stay in one split (default: 0)")
    made.add_argument("--test", type=int, default=0, help="the share for the test, in percent (default: 0)")
    made.add_argument("--seed", type=int, default=0, help="another seed splits the photos in another way (default: 0)")
    shared.add_workers(made)
    made.set_defaults(run=run_make)
    checked = actions.add_parser("check", help="look at every file again: gone, altered, look-alikes across splits, "
                                 "balance, labels that are probably wrong", epilog=EXIT_CODES)
    checked.add_argument("dataset", metavar="HASH", help="a hash from the list, or how it begins")
    shared.add_workers(checked)
    checked.set_defaults(run=run_check)
    written = actions.add_parser("yolo", help="write the boxes of a version as label files of YOLO", epilog=EXIT_CODES)
    written.add_argument("dataset", metavar="HASH", help="a hash from the list, or how it begins")
    written.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where to write them")
    written.set_defaults(run=run_yolo)
    listed = actions.add_parser("list", help="all datasets, the newest first", epilog=EXIT_CODES)
    listed.set_defaults(run=run_list)
    for action in (made, checked, listed):
        action.add_argument("--json", action="store_true", help="print JSON instead of text")


def run_make(options: argparse.Namespace) -> int:
    """Run the action `make`."""
    with open_site(shared.settings_of(options), say) as site:
        job_id = datasets.start_make(site, options.source, options.name,
                                     Shares(options.validation, options.test, options.seed))
        _wait(site, job_id)
        dataset = datasets.read(site, datasets.dataset_of(site, job_id))
    if options.json:
        show_json(dataset.to_dict())
        return GOOD
    show(dataset.dataset_id)
    say(f"{made_line(dataset)}{', see `dataset check`' if dataset.left_out else ''}.")
    return GOOD


def run_check(options: argparse.Namespace) -> int:
    """Run the action `check`."""
    with open_site(shared.settings_of(options), say) as site:
        dataset_id = datasets.named(site, options.dataset)
        _wait(site, datasets.start_check(site, dataset_id))
        result = datasets.last_check(site, dataset_id)
    if result is None:
        raise WorkFailed("What the check found could not be read.", "Check it again.")
    if options.json:
        show_json(result.to_dict())
    else:
        show(*findings(result))
    return GOOD


def run_yolo(options: argparse.Namespace) -> int:
    """Run the action `yolo`."""
    with open_site(shared.settings_of(options), say) as site:
        data = datasets.yolo_zip(datasets.read(site, datasets.named(site, options.dataset)))
    write_file(options.out, data)
    return GOOD


def _wait(site: Site, job_id: str) -> None:
    """Follow a job to its end; raises WorkFailed where it did not come to one."""
    job = follow(site, job_id, "Stopped; the same command goes on from here.",
                 notice=lambda job: f"{job.message} {job.hint}".strip())
    if job.state != "done":
        raise WorkFailed(job.message or f"The job is {STATE_WORDS[job.state].lower()}.",
                         job.hint or "The same command goes on from here.")


def run_list(options: argparse.Namespace) -> int:
    """Run the action `list`."""
    with open_site(shared.settings_of(options), say) as site:
        for dataset in datasets.every(site):
            if options.json:
                show_json(dataset.to_dict())
            else:
                show(dataset_line(dataset))
    return GOOD
