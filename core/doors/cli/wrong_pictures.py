"""The command `wrong-pictures`: photos of an audit that probably show the wrong product, and answers to that."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import alarm
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, say, show, show_json
from core.doors.opening import open_site
from core.errors import Misuse
from core.nouns.alarm import ANSWERS
from core.site import Site
from core.words.numerals import count
from core.words.wrong_pictures import NOTHING, STATE_WORDS, alarm_line, not_looked_at


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser(
        "wrong-pictures", help="photos of an audit that probably show the wrong product",
        description="List photos of an audit that probably show the wrong product: one photo under two products, a "
                    "color against title or feed, lettering, barcode or looks of another product.", epilog=EXIT_CODES)
    command.add_argument("job", metavar="JOB", help="the audit, as the last lines of `audit` name it")
    command.add_argument("--look", action="store_true", help="first look at what was not looked at: colors, text, "
                         "the index of photos, barcodes and looks; nothing is fetched again")
    command.add_argument("--answer", nargs=2, default=[], metavar=("ALARM", "ANSWER"),
                         help=f"say of an alarm that it is {' or '.join(ANSWERS)}; {alarm.OPEN} takes that back")
    command.add_argument("--all", action="store_true", help="list answered alarms too")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.add_argument("--out", type=Path, metavar="FILE.csv", help="write the list as CSV instead")
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.out and options.out.suffix.lower() != ".csv":
        raise Misuse(f"--out takes a .csv file, not {options.out.name!r}.", "Name one, such as wrong.csv.")
    answers = ("", *ANSWERS) if options.all else ("",)
    with open_site(shared.settings_of(options), say) as site:
        failed = _look(site, options.job) if options.look else False
        if options.answer:
            said = alarm.answer(site, options.job, *options.answer)
            say(f"Remembered: {STATE_WORDS[said.answer].lower()}.")
        if options.out:
            _write(site, options, answers)
        elif not options.answer:
            _show(site, options, answers)
    return SOME_FAILED if failed else GOOD


def _look(site: Site, job_id: str) -> bool:
    ended = [follow(site, begun, "Stopped. What was found stays.") for begun in alarm.look(site, job_id)]
    for job in ended:
        if job.state != "done":
            say(f"{job.message or 'The job was canceled elsewhere.'} {job.hint}")
    return any(job.state != "done" or job.failed for job in ended)


def _write(site: Site, options: argparse.Namespace, answers: tuple[str, ...]) -> None:
    try:
        with options.out.open("wb") as file:
            number = alarm.write_table(site, options.job, file, answers=answers)
    except OSError as error:
        raise Misuse(f"{options.out} cannot be written: {error.strerror}.", "Choose another place.") from None
    say(f"{count(number, 'alarm')} written to {options.out}.")


def _show(site: Site, options: argparse.Namespace, answers: tuple[str, ...]) -> None:
    found = alarm.find(site, options.job)
    listed = [one for one in found.alarms if one.answer in answers]
    if options.json:
        show_json(replace(found, alarms=tuple(listed)).to_dict())
        return
    show(*map(alarm_line, listed))
    if not listed:
        say(NOTHING)
    lines = not_looked_at((part.name, part.looked_at, part.pictures) for part in found.parts)
    for line in lines:
        say(line)
    if lines:
        say("--look looks at the rest.")
