"""The command `analyze`: files, folders or web addresses in; a line for each photo out."""

from __future__ import annotations

import argparse
from typing import Any

from core import analyze
from core.doors.cli import options as shared
from core.doors.cli.terminal import (
    EXIT_CODES,
    GOOD,
    SOME_FAILED,
    clear_progress,
    say,
    show,
    show_json,
    show_progress,
)
from core.doors.opening import open_site
from core.doors.pairs import names
from core.nouns.analysis import Analysis
from core.nouns.failure import Failure
from core.words.facts import values_of
from core.words.progress import how_far

HEADER = f"{'kind':13} {'decided by':15} {'top label':17} {'shoppable':10} {'sensitive':>9}  uri"


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("analyze", help="analyze photos: files, folders or web addresses",
                                  description="Analyze photos: who is in them, shopping intent, and whether they "
                                  "count as shoppable.", epilog=EXIT_CODES)
    command.add_argument("sources", nargs="+", metavar="PATH|FOLDER|URL", help="any number, in any mix")
    command.add_argument("--json", action="store_true", help="one JSON object per line instead of a table")
    command.add_argument("--cascade", choices=("full", "short"), default="full",
                         help="short skips the person search once a face is found (default: full)")
    shared.add_stages(command)
    command.add_argument("--again", action="store_true", help="analyze also photos whose results are known")
    shared.add_workers(command)
    shared.add_models(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; results are printed in the order of the sources."""
    failed = 0
    with open_site(shared.settings_of(options), say) as site:
        request = analyze.AnalysisOptions(options.cascade, names(options.stages))
        job_id = analyze.start(site, analyze.sources_from_paths(site, options.sources), request, again=options.again)
        if not options.json:
            show(HEADER)
        for result in analyze.in_order(site, job_id):
            failed += isinstance(result, Failure)
            clear_progress()
            if options.json:
                show_json(result.to_dict())
            else:
                show(_table_line(result))
            show_progress(how_far(analyze.find(site, job_id)))
        clear_progress()
        job = analyze.find(site, job_id)
    if not options.json:
        show(f"{job.done:,} analyzed, {failed:,} failed, {job.seconds:.1f} s")
    return SOME_FAILED if failed else GOOD


def _table_line(result: Analysis | Failure) -> str:
    if isinstance(result, Failure):
        return f"{'failed':13} {result.message} {result.hint}  {result.uri}"
    decided, intent = result.decided_by, result.intent
    by = f"{decided.stage} {decided.score:.2f}" if decided.stage != "none" else "nothing found"
    top = f"{intent.shopping.top} {float(intent.shopping.scores.max()):.2f}"
    shoppable = f"{'yes' if intent.shoppable else 'no':3} {intent.shoppable_score:.2f}"
    facts = "".join(f"  {name}: {values}" for name, values in values_of(result.facts).items())
    return f"{result.kind:13} {by:15} {top:17} {shoppable:10} {intent.sensitive_score:9.2f}  {result.uri}{facts}"
