"""The command `flip`: the smallest repeatable edit that changes a photo's verdict, or the one that helps many."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import flip, whatif
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, Progress, say, show, show_json, watch, write_file
from core.doors.opening import open_site
from core.errors import Misuse, WorkFailed
from core.site import Site
from core.words.flip import KIND_NAMES, SKIPPED, change_words, flip_words, search_words
from core.words.flip_set import AT_LEAST, lines
from core.words.progress import how_far


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("flip", help="find the smallest edit that changes a photo's verdict",
                                  description="Find the smallest edit that changes a photo's verdict or, with --job, "
                                              "one edit that helps many photos.", epilog=EXIT_CODES)
    command.add_argument("source", metavar="PATH|URL", nargs="?", default="", help="one photo")
    command.add_argument("--job", default="", metavar="ID",
                         help="search the borderline photos of an analysis or audit in this data folder instead (its "
                              "id, or how it begins); a search that was interrupted goes on")
    command.add_argument("--target", default="", metavar="LABEL",
                         help="a label that is to become the top one (default: the other verdict on shoppable)")
    command.add_argument("--budget", type=int, default=flip.BUDGET, metavar="N",
                         help=f"most evaluations of the model (default: {flip.BUDGET})")
    command.add_argument("--out", type=Path, metavar="FILE",
                         help="also write the photo with the smallest edit (JPEG); with --job, a row for each photo "
                              "(CSV)")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    shared.add_models(command)
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if bool(options.source) == bool(options.job):
        raise Misuse("The command takes either one photo or --job with the id of a job.", "Give one of the two.")
    return _one(options) if options.source else _many(options)


def _one(options: argparse.Namespace) -> int:
    settings = shared.settings_of(options).model_copy(update={"workers": 1})
    with open_site(settings, say) as site:
        search = flip.flip_file(site, options.source, target=options.target, budget=options.budget)
        if options.out and search.flips:
            write_file(options.out, flip.edited_file(site, options.source, search.flips[0].edits))
    if options.json:
        show_json(search.to_dict())
        return GOOD
    show(search_words(search))
    for other in search.flips[1:]:
        show(f"or {flip_words(other)}: {change_words(other, search.target)}")
    for kind, reason in search.skipped:
        say(f"{KIND_NAMES[kind]}: {SKIPPED[reason]}")
    say(f"{search.evaluations} evaluations, {search.seconds:.1f} s")
    if options.out:
        say(f"wrote {options.out}" if search.flips else "No photo was written: no edit changes the verdict.")
    return GOOD


def _many(options: argparse.Namespace) -> int:
    if options.target or options.budget != flip.BUDGET:
        raise Misuse("--target and --budget are for one photo.", "Leave them out with --job.")
    with open_site(shared.settings_of(options), say) as site:
        job_id = whatif.named_job(site, options.job)
        if flip.flips_of(site, job_id).summary.borderline:
            flip.start_flips(site, job_id)
            try:
                watch(lambda: _progress(site, job_id), lambda: _stop(site, job_id))
            except KeyboardInterrupt:
                _show(site, job_id, options)
                raise
        return _show(site, job_id, options)


def _progress(site: Site, job_id: str) -> Progress:
    job = flip.flips_job(site, job_id)
    return Progress(bool(job and job.running), how_far(job) if job else "")


def _stop(site: Site, job_id: str) -> str:
    flip.cancel_flips(site, job_id)
    return "Stopped; the same command goes on from here. What was searched until now:"


def _show(site: Site, job_id: str, options: argparse.Namespace) -> int:
    flips = flip.flips_of(site, job_id)
    if flips.job and flips.job.state == "failed":
        raise WorkFailed(flips.job.message, flips.job.hint)
    if options.json:
        show_json(flips.summary.to_dict())
    else:
        show(*lines(flips.summary))
    for uri, message in flips.summary.failures:
        say(f"Left out: {uri}: {message}")
    if flips.summary.searched:
        say(AT_LEAST)
    if options.out:
        write_file(options.out, flip.flips_csv(site, job_id))
        say(f"wrote {options.out}")
    return SOME_FAILED if flips.summary.failures else GOOD
