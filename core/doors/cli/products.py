"""The command `products`: import a catalog, list it, build its index, and see which products look alike."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from core import shelf, skus
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, say, show, show_json
from core.doors.opening import open_site
from core.doors.pairs import pairs
from core.errors import WorkFailed
from core.nouns.product import Product
from core.site import Site
from core.words.products import NO_TWINS, newcomer_line, problem_line, product_line, state_line, twin_line
from core.words.shelf import NO_NEWCOMERS, gain_line

Act = Callable[[Site, argparse.Namespace], int]


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("products", help="import a catalog and match photos to its SKUs",
                                  description="Import products with a packshot each, index how they look, and list "
                                              "those that look alike.", epilog=EXIT_CODES)
    parts = command.add_subparsers(title="what", metavar="WHAT", required=True)
    command.set_defaults(run=run)
    source = _add(parts, "import", _import, "bring products from a feed, a table, a shop's address or a folder of "
                  "packshots (the SKU is the file's or subfolder's name)")
    source.add_argument("source", metavar="SOURCE", help="a web address, a file or a folder")
    source.add_argument("--columns", metavar="FIELD=NAME,...", default="",
                        help="the names of a table's columns, such as image=photo,size=content")
    shared.add_workers(source)
    listed = _add(parts, "list", _list, "the products of the catalog")
    listed.add_argument("--text", default="", metavar="TEXT",
                        help="only those whose SKU, title, brand or GTIN holds it")
    listed.add_argument("--limit", type=int, default=100, metavar="N", help="how many (default: 100)")
    listed.add_argument("--start", type=int, default=0, metavar="N", help="from which on (default: 0)")
    shared.add_workers(_add(parts, "index", _index, "look at what is new and build the index"))
    twins = _add(parts, "twins", _twins, "pairs of products that the index can hardly tell apart, and what would")
    twins.add_argument("--limit", type=int, default=100, metavar="N", help="most pairs (default: 100)")
    _add(parts, "gain", _gain, "what learning the confirmed facings of shelf photos would bring, before it is done")
    new = _add(parts, "new", _new, "facings of shelf photos that are in no catalog and look alike")
    new.add_argument("--look", action="store_true", help="first look at what was not looked at")
    new.add_argument("--make", nargs=3, default=[], metavar=("GROUP", "SKU", "TITLE"), help="make a group a product")
    new.add_argument("--say", nargs=2, default=[], metavar=("GROUP", "SKU"),
                     help="say what a group is: the SKU of a product, or not-a-product")
    shared.add_workers(new)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        act: Act = options.act
        return act(site, options)


def _add(parts: Any, name: str, act: Act, text: str) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.",
                                                     epilog=EXIT_CODES)
    part.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    part.set_defaults(act=act)
    return part


def _import(site: Site, options: argparse.Namespace) -> int:
    job_id = skus.import_products(site, options.source, columns=pairs(options.columns))
    job = follow(site, job_id, "Stopped. Products that were brought stay.")
    if job.state == "failed":
        raise WorkFailed(job.message, job.hint)
    came = skus.imported(site, job_id)
    skus.check_products(came)
    if options.json:
        show_json(skus.imported_answer(came))
    else:
        say(f"{came.products:,} products with {came.pictures:,} pictures.")
        show(*map(problem_line, came.problems))
    return SOME_FAILED if came.problems else GOOD


def _list(site: Site, options: argparse.Namespace) -> int:
    found = skus.products(site, text=options.text, limit=options.limit, start=options.start)
    if options.json:
        show_json(skus.products_answer(site, found))
    else:
        show(state_line(skus.index_state(site)), *map(product_line, found))
    return GOOD


def _index(site: Site, options: argparse.Namespace) -> int:
    job = follow(site, skus.start_index(site), "Stopped. What was looked at is kept for the next time.")
    if job.state != "done":
        raise WorkFailed(job.message or "The index was canceled elsewhere.", job.hint or "Start it again.")
    if options.json:
        show_json(skus.products_answer(site, [])["index"])
    else:
        show(state_line(skus.index_state(site)))
    return GOOD


def _new(site: Site, options: argparse.Namespace) -> int:
    if options.look:
        follow(site, shelf.look_for_newcomers(site), "Stopped. What was looked at is kept for the next time.")
    if options.make:
        key, sku, title = options.make
        say(f"{shelf.make_newcomer(site, key, Product(sku=sku, title=title)):,} facings are {sku} now.")
    if options.say:
        say(f"Said of {shelf.answer_newcomer(site, *options.say):,} facings.")
    found = shelf.new_products(site)
    if options.json:
        show_json({"groups": [one.to_dict() for one in found]})
    elif not options.make and not options.say:
        show(*(map(newcomer_line, found) if found else [NO_NEWCOMERS]))
    return GOOD


def _gain(site: Site, options: argparse.Namespace) -> int:
    found = shelf.gain(site)
    if options.json:
        show_json(asdict(found) | {"change": round(found.change, 4)})
    else:
        show(gain_line(found))
    return GOOD


def _twins(site: Site, options: argparse.Namespace) -> int:
    found = skus.twins(site, limit=options.limit)
    if options.json:
        show_json({"twins": [asdict(pair) for pair in found]})
    else:
        show(*(map(twin_line, found) if found else [NO_TWINS]))
    return GOOD
