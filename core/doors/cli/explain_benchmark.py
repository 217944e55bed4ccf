"""The command `explain-benchmark`: how good each explanation method is on a set of pictures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import explain
from core.doors.cli import options as shared
from core.doors.cli.terminal import (
    EXIT_CODES,
    GOOD,
    SOME_FAILED,
    Progress,
    make_folder,
    say,
    show,
    show_json,
    watch,
    write_file,
)
from core.doors.opening import open_site
from core.errors import WorkFailed
from core.site import Site
from core.words.explanation_benchmark import MEANING, differences, finding, table, text_table
from core.words.progress import how_far


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = "Measure how well each explanation method shows what the score rests on, over a set of pictures."
    command = commands.add_parser("explain-benchmark", help="measure explanation methods on a set of pictures",
                                  description=text, epilog=EXIT_CODES)
    command.add_argument("source", metavar="FOLDER|JOB",
                         help="a folder of pictures, or the id of an analysis in this data folder (or how it begins)")
    command.add_argument("--methods", default=explain.DEFAULT_METHOD, metavar="METHOD,METHOD",
                         help=f"of {', '.join(explain.METHODS)}; `all` for all (default: {explain.DEFAULT_METHOD})")
    command.add_argument("--label", default=explain.TOP, choices=(explain.TOP, *explain.EXPLAINABLE),
                         help="the label to explain; `top` is each picture's own top label (default: top)")
    command.add_argument("--limit", type=int, default=0, metavar="N",
                         help="measure N pictures, drawn with a fixed seed (default: all)")
    command.add_argument("--out", type=Path, metavar="DIR",
                         help="write rows.csv (a row for each picture and method) and chart.html into DIR")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    shared.add_models(command)
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    names = tuple(explain.METHODS) if options.methods == "all" else tuple(
        name.strip() for name in options.methods.split(",") if name.strip())
    request = explain.BenchmarkRequest(names, options.label, options.limit)
    with open_site(shared.settings_of(options), say) as site:
        job_id = explain.start_benchmark(site, options.source, request)
        try:
            watch(lambda: _progress(site, job_id), lambda: _stop(site, job_id))
        except KeyboardInterrupt:
            _show(site, job_id, options)
            raise
        job = explain.benchmark_job(site, job_id)
        if job.state == "failed":
            raise WorkFailed(job.message, job.hint)
        return _show(site, job_id, options)


def _progress(site: Site, job_id: str) -> Progress:
    job = explain.benchmark_job(site, job_id)
    return Progress(job.running, how_far(job))


def _stop(site: Site, job_id: str) -> str:
    explain.cancel_benchmark(site, job_id)
    return "Stopped. What was measured until now:"


def _show(site: Site, job_id: str, options: argparse.Namespace) -> int:
    result = explain.benchmark(site, job_id).result
    if options.json:
        show_json(result.to_dict())
    elif result.methods:
        show(*text_table(table(result)), "", "Differences on the same photo", *text_table(differences(result)), "",
             MEANING, finding(result))
    for uri, message in result.failures:
        say(f"Left out: {uri}: {message}")
    say(f"{result.pictures:,} measured, {len(result.failures):,} left out")
    if options.out:
        _write(site, job_id, options.out)
    return SOME_FAILED if result.failures else GOOD


def _write(site: Site, job_id: str, folder: Path) -> None:
    make_folder(folder)
    write_file(folder / "rows.csv", explain.benchmark_csv(site, job_id))
    write_file(folder / "chart.html", explain.benchmark_html(site, job_id))
    say(f"Wrote {folder / 'rows.csv'} and {folder / 'chart.html'}.")
