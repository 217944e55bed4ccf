"""The command `recognize`: what the optional stages find in pictures, or in the pictures of the catalog as a job."""

from __future__ import annotations

import argparse
from typing import Any

from core import analyze, whatif
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, Progress, say, show, show_json, watch
from core.doors.opening import open_site
from core.doors.pairs import names
from core.errors import Misuse, WorkFailed
from core.nouns.failure import Failure
from core.site import Site
from core.words.facts import fact_line
from core.words.progress import how_far


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("recognize", help="find colors, scenes, text and more in photos",
                                  description="Find what the optional stages know in photos, or run them over the "
                                              "catalog without fetching anything again.", epilog=EXIT_CODES)
    command.add_argument("sources", nargs="*", metavar="PATH|FOLDER|URL", help="any number, in any mix")
    command.add_argument("--stages", metavar="STAGE,STAGE", default="",
                         help=f"which of {', '.join(analyze.OPTIONAL)} (default: all that are on but "
                              "items, which takes long)")
    command.add_argument("--catalog", action="store_true", help="all pictures that were ever analyzed here")
    command.add_argument("--job", default="", metavar="ID", help="the pictures of an analysis or audit")
    command.add_argument("--json", action="store_true", help="one JSON object per line instead of text")
    shared.add_workers(command)
    shared.add_models(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if sum((bool(options.sources), options.catalog, bool(options.job))) != 1:
        raise Misuse("The command takes photos, --catalog or --job.", "Give one of the three.")
    with open_site(shared.settings_of(options), say) as site:
        stages = names(options.stages) or analyze.unnamed_stages(site)
        if options.sources:
            request = analyze.AnalysisOptions(stages=stages)
            return _show(site, analyze.start(site, analyze.sources_from_paths(site, options.sources), request), options)
        source = ("catalog",) if options.catalog else (whatif.named_job(site, options.job),)
        return _run_job(site, analyze.recognize(site, stages, *source))


def _show(site: Site, job_id: str, options: argparse.Namespace) -> int:
    failed = 0
    for result in analyze.in_order(site, job_id):
        failed += isinstance(result, Failure)
        if options.json:
            show_json(result.to_dict() if isinstance(result, Failure) else result.recognized())
        elif isinstance(result, Failure):
            show(f"{result.uri}: {result.message} {result.hint}")
        else:
            show(result.uri, *(f"  {fact_line(fact)}" for fact in result.facts))
    return SOME_FAILED if failed else GOOD


def _run_job(site: Site, job_id: str) -> int:
    watch(lambda: _progress(site, job_id), lambda: _stop(site, job_id))
    job = analyze.find(site, job_id)
    if job.state != "done":
        raise WorkFailed(job.message or "The job was canceled elsewhere.", job.hint or "Begin it again.")
    show(how_far(job))
    return SOME_FAILED if job.failed else GOOD


def _progress(site: Site, job_id: str) -> Progress:
    job = analyze.find(site, job_id)
    return Progress(job.running, how_far(job))


def _stop(site: Site, job_id: str) -> str:
    analyze.cancel(site, job_id)
    return "Stopped. What was found stays."
