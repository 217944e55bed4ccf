"""The command `own-tags`: tags of a site's own, each learned from a few photos that show it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from core import analyze, tags
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json
from core.doors.opening import open_site
from core.site import Site
from core.words.tags import own_tag_line


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("own-tags", help="teach tags of your own, each from 5 to 100 photos",
                                  description="Tags that the product does not know, learned from photos that show "
                                  "them: they are used from the next photo on.", epilog=EXIT_CODES)
    command.add_argument("--json", action="store_true", help="print the list as JSON instead of text")
    command.set_defaults(run=run, act=_list)
    parts = command.add_subparsers(title="what", metavar="WHAT")
    parts.add_parser("list", help="all of them", epilog=EXIT_CODES).set_defaults(act=_list)
    add = parts.add_parser("add", help="learn one, or learn it anew", epilog=EXIT_CODES)
    add.add_argument("name", help="such as: cargo pants")
    add.add_argument("examples", nargs="+", metavar="PATH|FOLDER|URL", help="photos of such goods, each by itself")
    add.add_argument("--below", default="", metavar="TAG", help="the tag of the taxonomy that it stands below")
    add.set_defaults(act=_add)
    remove = parts.add_parser("remove", help="use one no more", epilog=EXIT_CODES)
    remove.add_argument("name")
    remove.set_defaults(act=_remove)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        options.act(site, options)
        found = tags.own_tags(site)
    if options.json:
        show_json([asdict(tag) for tag in found])
    else:
        show(*(own_tag_line(asdict(tag)) for tag in found) if found else ["No tags of its own."])
    return GOOD


def _list(site: Site, options: argparse.Namespace) -> None:
    """Nothing to do before the list."""


def _add(site: Site, options: argparse.Namespace) -> None:
    sources = analyze.sources_from_paths(site, options.examples)
    say(f"Learned: {own_tag_line(asdict(tags.add_own_tag(site, options.name, sources, options.below)))}")


def _remove(site: Site, options: argparse.Namespace) -> None:
    tags.remove_own_tag(site, options.name)
