"""The command `tag`: photos in; their tags out, with what a listing can say from them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import analyze, tags
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, say, show, show_json, write_file
from core.doors.opening import open_site
from core.nouns.failure import Failure
from core.words.tags import tagging_lines

FILES = {"google": tags.google_csv, "shopify": tags.shopify_csv}


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("tag", help="tag photos: what product they show", epilog=EXIT_CODES,
                                  description="Tag photos: type of product with its parents, gender, usage, pattern, "
                                  "material and color, each where it is sure enough.")
    command.add_argument("sources", nargs="+", metavar="PATH|FOLDER|URL", help="any number, in any mix")
    command.add_argument("--taxonomy", type=Path, metavar="FILE", help="your own tags in one YAML file (docs/tags.md)")
    command.add_argument("--each-product", action="store_true", help="also tag each of several products in a photo by "
                         "itself, with its place: clothes on persons, bags, loose goods")
    command.add_argument("--google", type=Path, metavar="FILE", help="write a supplemental feed for Google (CSV)")
    command.add_argument("--shopify", type=Path, metavar="FILE", help="write a product table for Shopify (CSV)")
    command.add_argument("--json", action="store_true", help="one JSON object per line instead of text")
    shared.add_workers(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; photos come in the order of the sources."""
    own = tags.read_taxonomy(options.taxonomy) if options.taxonomy else None
    failed, found = False, []
    with open_site(shared.settings_of(options), say) as site:
        job_id = tags.start(site, analyze.sources_from_paths(site, options.sources),
                            each_product=options.each_product)
        for result in tags.in_order(site, job_id, own):
            if isinstance(result, Failure):
                failed = True
            else:
                found.append((tags.product_name(result.uri), result))
            if options.json:
                show_json(result.to_dict())
            elif isinstance(result, Failure):
                show(f"{result.uri}: {result.message} {result.hint}")
            else:
                show(result.uri, *(f"  {line}" for line in tagging_lines(result.to_dict())))
    for name, write in FILES.items():
        if path := getattr(options, name):
            write_file(path, write(found))
    return SOME_FAILED if failed else GOOD
