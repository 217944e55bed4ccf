"""The command `audit`: a shop, a feed or a folder in; a row for each picture or failure out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import audits, jobs
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, Progress, file_output, say, show, watch
from core.doors.opening import open_site
from core.doors.pairs import names, pairs
from core.errors import FetchFailed
from core.nouns.job import Job
from core.nouns.role import ROLES
from core.site import Site
from core.words.labels import ROLE_WORDS
from core.words.progress import how_far

STDOUT = "-"


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser(
        "audit", help="audit every picture of a shop page, sitemap, feed, folder or zip",
        description="Audit every picture of a source. Ctrl+C pauses; the same command with --resume continues.",
        epilog=EXIT_CODES)
    command.add_argument("source", metavar="SOURCE", help="a web address, a file or a folder")
    command.add_argument("--kind", choices=audits.SOURCE_KINDS, default="auto",
                         help="what the source is (default: detected from its name and content)")
    command.add_argument("--rules", metavar="PACK,PACK", default="",
                         help="marketplace rules to check, such as amazon,google; `all` for every pack")
    command.add_argument("--columns", metavar="FIELD=NAME,...", default="",
                         help="the names of a feed's columns, such as image=photo_url,price=cost; price=- reads no "
                              "price")
    command.add_argument("--preview", action="store_true",
                         help="print what the columns of a feed are taken for, with examples, and end")
    command.add_argument("--out", metavar="FILE", default=STDOUT,
                         help="report to write: .csv, .xlsx, .parquet, .jsonl or .html (default: CSV, printed)")
    command.add_argument("--resume", action="store_true",
                         help="continue the newest audit of this source that was paused or interrupted")
    command.add_argument("--render", action="store_true", help="open web pages in a browser, so that pictures that "
                         "scripts add are seen (needs a Chromium and requirements-render.txt)")
    command.add_argument("--limit", type=int, default=0, metavar="N", help="audit at most N pictures")
    shared.add_stages(command)
    shared.add_workers(command)
    command.add_argument("--run", dest="runner", choices=("local", "ray"), help="where worker processes run: on this "
                         "machine (default) or on the Ray cluster at RAY_ADDRESS (needs requirements-ray.txt)")
    shared.add_models(command)
    command.set_defaults(run=run)
    command = commands.add_parser(
        "role", help="say what a picture of an audit is for: product, banner, icon, person, content or unsure",
        description="Only products count in the opportunity, the queues and the marketplace rules. The correction is "
                    "kept and counts wherever the picture is met again.", epilog=EXIT_CODES)
    command.add_argument("job", metavar="JOB", help="the audit, as the last lines of `audit` name it")
    command.add_argument("number", metavar="NUMBER", type=int, help="the picture's number in the report")
    command.add_argument("role", metavar="ROLE", choices=ROLES, help=f"one of {', '.join(ROLES)}")
    command.set_defaults(run=run_role)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.out != STDOUT:
        audits.check_export(options.out)
    request = audits.AuditRequest(options.kind, names(options.rules), pairs(options.columns), options.limit,
                                   names(options.stages), options.render)
    with open_site(shared.settings_of(options), say) as site:
        if options.preview:
            _show_columns(audits.preview_columns(site, options.source, request.columns))
            return GOOD
        job_id = audits.resume_source(site, options.source) if options.resume else \
            audits.start(site, options.source, request)
        watch(lambda: _progress(audits.job(site, job_id)), lambda: _pause(site, job_id))
        job = audits.job(site, job_id)
        if job.state == "failed":
            raise FetchFailed(job.message, job.hint)
        if options.out == STDOUT:
            output = file_output()
            audits.export(site, job_id, output, "csv")
            output.flush()
        else:
            audits.export(site, job_id, Path(options.out))
        _summarize(site, job)
    return SOME_FAILED if job.failed else GOOD


def run_role(options: argparse.Namespace) -> int:
    """Run the command `role`."""
    with open_site(shared.settings_of(options), say) as site:
        row = audits.move_picture(site, options.job, options.number, options.role)
        say(f"{row.uri[:200]}: {ROLE_WORDS[row.role]}. {row.role_reason}")
    return GOOD


def _show_columns(preview: audits.FeedPreview) -> None:
    """A line for each column: the field that it was taken for, its name, its first value."""
    for column in preview.columns:
        example = column.examples[0][:100] if column.examples else ""
        show(f"{column.field or '-':10} {' '.join(column.name.split()) or '(no name)':30} {' '.join(example.split())}")
    say(preview.problem or f"{preview.pictures:,} pictures in the first {preview.rows:,} rows")
    for note in preview.notes:
        say(note)


def _pause(site: Site, job_id: str) -> str:
    jobs.pause(site, job_id)
    return "Paused. Run the same command with --resume to continue."


def _progress(job: Job) -> Progress:
    notice = f"{job.message} {job.hint} Ctrl+C pauses." if job.message else ""
    return Progress(job.running, how_far(job), notice)


def _summarize(site: Site, job: Job) -> None:
    """Counts, and for each reason of failures one picture as an example."""
    say(f"{job.done:,} analyzed, {job.failed:,} failed, {job.skipped:,} skipped")
    report = audits.read_report(site, job.job_id)
    if words := report.summary.counted:
        say(f"{words} Job {job.job_id}; `role` moves a photo.")
    if report.queues.ambiguous.total:
        say(f"Several labels possible: {report.queues.ambiguous.total:,}. {report.queues.why_ambiguous}")
    for error, count in audits.counts(site, job.job_id)["error"].items():
        row = next(iter(audits.rows(site, job.job_id, audits.RowFilter(error=error), limit=1)))
        say(f"  {count:,} {error}, for example {row.uri[:200]}: {row.message} {row.hint}")
