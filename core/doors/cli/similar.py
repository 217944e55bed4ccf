"""The command `similar`: pictures of the catalog that look like one, duplicates, and the index behind both."""

from __future__ import annotations

import argparse
import re
from typing import Any

from core import similar
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json
from core.doors.opening import open_site
from core.doors.pairs import names
from core.errors import Misuse, WorkFailed
from core.site import Site
from core.words.similar import NO_DUPLICATES, REMEMBERED, likeness_lines, pair_line, shared_line, state_line

_PICTURE_ID = re.compile("[0-9a-f]{64}")


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("similar", help="find pictures that look like one",
                                  description="Find pictures of the catalog that look like a picture or a part of it, "
                                              "and duplicates.", epilog=EXIT_CODES)
    command.add_argument("source", nargs="?", default="", metavar="PATH|URL|PICTURE_ID", help="one picture; it is not "
                         "added to the catalog")
    command.add_argument("--region", default="", metavar="L,T,R,B", help="compare a part only: left, top, right, "
                         "bottom as shares of width and height, such as 0.2,0.1,0.8,0.5")
    command.add_argument("--limit", type=int, default=similar.LIMIT, metavar="N",
                         help=f"most pictures to show (default: {similar.LIMIT})")
    command.add_argument("--cut-off", type=float, metavar="SCORE", help="least score of a hit, -1 to 1 (default: "
                         f"{similar.CUT_OFF:g}, in a catalog of fewer than 512 photos {similar.CUT_OFF_SMALL:g})")
    command.add_argument("--index", action="store_true", help="first make the index of the catalog, or add what is new")
    command.add_argument("--duplicates", action="store_true", help="list pairs of nearly the same picture, and "
                         "pictures that several products show")
    command.add_argument("--not-duplicate", nargs=2, default=[], metavar="PICTURE_ID", help="say that two pictures are "
                         "different; remembered for good")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if not (options.source or options.index or options.duplicates or options.not_duplicate):
        raise Misuse("The command takes a picture, --index, --duplicates or --not-duplicate.", "Give one of them.")
    region = _region(options.region)
    if region and not options.source:
        raise Misuse("--region is a part of a picture.", "Name the picture too.")
    with open_site(shared.settings_of(options), say) as site:
        if options.index:
            _make_index(site)
        if options.not_duplicate:
            similar.not_duplicate(site, *options.not_duplicate)
            say(REMEMBERED)
        if options.duplicates:
            _show_duplicates(site, options)
        if options.source:
            known = {"box": region, "limit": options.limit, "cut_off": options.cut_off}
            ask = similar.like_picture if _PICTURE_ID.fullmatch(options.source) else similar.like_file
            answer = ask(site, options.source, **known).to_dict()
            if options.json:
                show_json(answer)
            else:
                show(*likeness_lines(answer))
    return GOOD


def _make_index(site: Site) -> None:
    job_id = similar.start_index(site)
    job = follow(site, job_id, "Stopped. What the model has seen is kept for the next time.")
    if job.state != "done":
        raise WorkFailed(job.message or "The index was canceled elsewhere.", job.hint or "Make it again.")
    state = similar.index_state(site)
    say(state_line(state.pictures, state.indexed))


def _show_duplicates(site: Site, options: argparse.Namespace) -> None:
    answer = similar.duplicates_answer(site)
    if options.json:
        show_json(answer)
        return
    show(*map(pair_line, answer["pairs"]), *map(shared_line, answer["shared"]))
    if not answer["pairs"] and not answer["shared"]:
        say(NO_DUPLICATES)


def _region(text: str) -> tuple[float, ...] | None:
    if not text:
        return None
    try:
        return tuple(float(part) for part in names(text))
    except ValueError:
        raise Misuse(f"--region takes four numbers, not {text[:60]!r}.", "For example 0.2,0.1,0.8,0.5.") from None
