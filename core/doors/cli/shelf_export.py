"""The command `shelf-export`: a folder that reads photos of shelves without the dashboard, with a parity report."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import shelf
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, say, show, show_json
from core.doors.opening import open_site
from core.words.numerals import count


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("shelf-export", help="write a folder that reads shelves without the dashboard",
                                  description="Write the detector, the matcher, your index of products and a small "
                                  "program, run_shelf.py, into a folder that runs by itself, and check that it reads "
                                  "sample photos as the dashboard does.", epilog=EXIT_CODES)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="that is not there yet, or is empty")
    command.add_argument("--photo", type=Path, action="append", default=[], metavar="PATH",
                         help="read by the parity report; may be repeated (default: the demo's shelf and the newest "
                              "three of yours)")
    command.add_argument("--without-index", action="store_true",
                         help="leave the products out: facings are found and counted, not named")
    shared.add_words(command)
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    shared.add_products_model(command)
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        made = shelf.export(site, options.folder, photos=options.photo, with_index=not options.without_index,
                            words=options.words)
    if options.json:
        show_json({"folder": str(made.folder), "skus": made.skus, "agrees": made.agrees,
                   "photos": [asdict(one) | {"agrees": one.agrees} for one in made.parity]})
    else:
        show(f"{made.folder}: {count(made.skus, 'product')}. Run it: python run_shelf.py PHOTO... --json")
        show(*([f"  {one.photo}: {count(one.facings, 'facing')}, read alike" if one.agrees else
                f"  {one.photo}: DIFFERS. {' '.join(one.differences)}" for one in made.parity]
               or ["  No photo was at hand, so nothing was compared."]))
    return GOOD if made.agrees else SOME_FAILED
