"""The command `audit`: a shop, a feed or a folder in; a row for each picture or failure out."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import audits
from core.doors.opening import open_site
from core.doors.pairs import names, pairs
from core.errors import FetchFailed
from core.nouns.job import ACTIVE, Job
from core.settings import Settings
from core.site import Site

LOOK_SECONDS = 0.25  # between two looks at the database
STDOUT = "-"


def add_command(commands: Any) -> argparse.ArgumentParser:
    """Describe the command to the parser.

    Parameters
    ----------
    commands : argparse's group of commands

    Returns
    -------
    ArgumentParser
        Of this command; the caller adds the options that several commands share.
    """
    command: argparse.ArgumentParser = commands.add_parser(
        "audit", help="judge all pictures of a shop's page, sitemap or feed, of a folder or a zip",
        description="Judge every picture of a source. Ctrl+C pauses; the same command with --resume goes on.",
        epilog="exit codes: 0 all good, 1 some pictures failed, 2 misuse or a set-up that cannot work")
    command.add_argument("source", metavar="SOURCE", help="an address, a file or a folder")
    command.add_argument("--kind", choices=audits.SOURCE_KINDS, default="auto",
                         help="what the source is (default: told from its name and content)")
    command.add_argument("--rules", metavar="PACK,PACK", default="", help="marketplace rules to check, such as "
                         "amazon,google; `all` for every pack")
    command.add_argument("--columns", metavar="FIELD=NAME,...", default="", help="what a feed's columns mean, such as "
                         "image=photo_url,price=cost")
    command.add_argument("--out", metavar="FILE", default=STDOUT,
                         help="what to write: .csv, .xlsx, .parquet, .jsonl or .html (default: CSV, printed)")
    command.add_argument("--resume", action="store_true", help="go on with the last audit of this source that was "
                         "paused or broke off")
    command.add_argument("--limit", type=int, default=0, metavar="N", help="judge at most N pictures")
    command.add_argument("--workers", type=int, metavar="N", help="worker processes (default: one for each core)")
    command.add_argument("--run", dest="runner", choices=("local", "ray"), help="where worker processes run: on this "
                         "machine (default) or on a Ray cluster, RAY_ADDRESS (needs requirements-ray.txt)")
    return command


def audit(options: argparse.Namespace, settings: Settings, say: Callable[[str], None]) -> bool:
    """Run the command.

    Parameters
    ----------
    options : Namespace
    settings : Settings
    say : callable
        Told in sentences what takes time.

    Returns
    -------
    bool
        True when every picture was judged.
    """
    if options.out != STDOUT:
        audits.check_export(options.out)
    request = audits.AuditRequest(options.kind, names(options.rules), pairs(options.columns), options.limit)
    with open_site(settings, say) as site:
        job_id = audits.resume_source(site, options.source) if options.resume else \
            audits.start(site, options.source, request)
        try:
            job = _watched(site, job_id, say)
        except KeyboardInterrupt:
            audits.pause(site, job_id)
            say("Paused. The same command with --resume goes on where it stopped.")
            raise
        if job.state == "failed":
            raise FetchFailed(job.message, job.hint)
        _write(site, job_id, options.out)
        say(f"{job.done:,} judged, {job.failed:,} failed, {job.skipped:,} skipped")
        for error, count in audits.counts(site, job_id)["error"].items():
            row = next(iter(audits.rows(site, job_id, audits.RowFilter(error=error), limit=1)))
            say(f"  {count:,} {error}, such as {row.uri[:200]}: {row.message} {row.hint}")
        return not job.failed


def _watched(site: Site, job_id: str, say: Callable[[str], None]) -> Job:
    """The job once it has ended; says what holds it up, and how far it is when somebody sits at the terminal."""
    told = ""
    while True:
        job = audits.job(site, job_id)
        if job.state in ACTIVE and job.message not in ("", told):
            told = job.message
            say(f"{told} {job.hint} Ctrl+C pauses.")
        if sys.stderr.isatty():
            print(f"\x1b[2K{_progress(job)}", end="\r", file=sys.stderr, flush=True)
        if job.state not in ACTIVE:
            break
        time.sleep(LOOK_SECONDS)
    if sys.stderr.isatty():
        print("\x1b[2K", end="\r", file=sys.stderr, flush=True)
    return job


def _progress(job: Job) -> str:
    total = f"{job.total:,}" if job.state != "listing" else f"{job.total:,} found so far"
    rest = "" if job.seconds_left is None else f", {time.strftime('%H:%M:%S', time.gmtime(job.seconds_left))} left"
    return f"{job.done + job.failed:,} of {total}, {job.failed:,} failed, {job.rate:.1f}/s{rest}"


def _write(site: Site, job_id: str, out: str) -> None:
    if out != STDOUT:
        audits.export(site, job_id, Path(out))
        return
    audits.export(site, job_id, sys.stdout.buffer, "csv")
    sys.stdout.flush()
