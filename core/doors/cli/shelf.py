"""The command `shelf`: photos of shelves in; which product stands where, and how many there are."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import analyze, shelf
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, make_folder, say, show, show_json, write_file
from core.doors.opening import open_site
from core.nouns.failure import Failure
from core.nouns.shelf import ShelfReading
from core.site import Site
from core.words.shelf import NO_PRODUCTS, PLAN_WORDS, lines


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("shelf", help="read photos of shelves: which product stands where, how many",
                                  description="Find the products on photos of shelves, match each with your products "
                                  "(python -m core products import), count them, and see gaps.", epilog=EXIT_CODES)
    command.add_argument("sources", nargs="+", metavar="PATH|FOLDER|URL", help="any number, in any mix")
    command.add_argument("--name", default="", help="what you call the shelf; photos of one shelf can be compared")
    command.add_argument("--planogram", type=Path, metavar="FILE",
                         help="CSV of what should stand there: sku, facings, row")
    command.add_argument("--csv", type=Path, metavar="FILE", help="write the counts as CSV")
    command.add_argument("--masks", type=Path, metavar="FOLDER",
                         help="write which pixels show which facing: shelf-N.png with its number (16 bits), and "
                              "shelf-N.jpg to look at, N being the reading's id")
    shared.add_words(command)
    command.add_argument("--json", action="store_true", help="one JSON object per line instead of text")
    shared.add_products_model(command)
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; photos come in the order of the sources."""
    plan = shelf.read_planogram_file(options.planogram) if options.planogram else []
    with open_site(shared.settings_of(options), say) as site:
        job_id = shelf.start(site, analyze.sources_from_paths(site, options.sources), options.name,
                             words=options.words)
        follow(site, job_id, "Canceled. What was read is kept.")
        found = shelf.results(site, job_id)
        if options.masks:
            _write_masks(site, [one for one in found if isinstance(one, ShelfReading)], options.masks)
    for one in found:
        if isinstance(one, Failure):
            show_json(one.to_dict()) if options.json else show(f"{one.uri}: {one.message} {one.hint}")
            continue
        plain = shelf.as_plain(one, plan)
        show_json(plain) if options.json else show(one.uri, *lines(one, plain["counts"]), *_planned(plain))
    readings = [one for one in found if isinstance(one, ShelfReading)]
    if readings and not options.json and not any("index" in one.models for one in readings):
        say(NO_PRODUCTS)
    if options.csv:
        write_file(options.csv, shelf.counts_csv(readings))
    return SOME_FAILED if len(readings) < len(found) else GOOD


def _write_masks(site: Site, readings: list[ShelfReading], folder: Path) -> None:
    make_folder(folder)
    for one in readings:
        made = shelf.masks(site, one.reading_id)
        write_file(folder / f"shelf-{one.reading_id}.png", made.labels)
        write_file(folder / f"shelf-{one.reading_id}.jpg", made.overlay)


def _planned(plain: dict[str, Any]) -> list[str]:
    return [f"  {PLAN_WORDS[line['outcome']]}: {line['sku']}, {line['there']} of {line['planned']}"
            for line in plain.get("planogram", ())]
