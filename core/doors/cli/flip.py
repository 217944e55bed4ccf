"""The command `flip`: the smallest repeatable edit that changes a photo's verdict."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import flip
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json, write_file
from core.doors.opening import open_site
from core.words.flip import KIND_NAMES, SKIPPED, change_words, flip_words, search_words


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("flip", help="find the smallest edit that changes a photo's verdict",
                                  description="Find the smallest edit that changes a photo's verdict.",
                                  epilog=EXIT_CODES)
    command.add_argument("source", metavar="PATH|URL", help="one photo")
    command.add_argument("--target", default="", metavar="LABEL",
                         help="a label that is to become the top one (default: the other verdict on shoppable)")
    command.add_argument("--budget", type=int, default=flip.BUDGET, metavar="N",
                         help=f"most evaluations of the model (default: {flip.BUDGET})")
    command.add_argument("--out", type=Path, metavar="EDITED.jpg", help="also write the photo with the smallest edit")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    shared.add_models(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
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
