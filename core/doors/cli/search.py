"""The command `search`: find pictures of the catalog, count and export them, name a query, tag, move, crop them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from core import analyze, crops, search
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json
from core.doors.opening import open_site
from core.doors.pairs import names
from core.errors import Misuse, WorkFailed
from core.nouns.job import Job
from core.site import Site
from core.words.numerals import count
from core.words.search import STATES, field_word, found_words, not_read, value_name


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = ('Find pictures among all that were ever judged here, by a query such as \'person:yes color:red -text:any '
            'score>0.8 "summer sale"\' or by plain words such as "red bag with a model", which become a query that is '
            "printed. See docs/search.md.")
    command = commands.add_parser("search", help="find pictures of the catalog", description=text, epilog=EXIT_CODES)
    command.add_argument("query", nargs="?", default="", metavar="QUERY", help="a query or plain words (default: "
                         "everything)")
    command.add_argument("--set", default="", metavar="NAME", help="the query of a smart set, and QUERY as well")
    command.add_argument("--sort", default="-date", metavar="FIELD", help="a field, with a minus for the reverse: "
                         "--sort=-score (default: newest first)")
    command.add_argument("--offset", type=int, default=0, metavar="N", help="pass over the first N (default: 0)")
    command.add_argument("--limit", type=int, default=20, metavar="N", help="pictures to print (default: 20)")
    command.add_argument("--facets", action="store_true", help="count the pictures by each field as well")
    command.add_argument("--save", default="", metavar="NAME", help="save the query as a smart set")
    command.add_argument("--sets", action="store_true", help="list the smart sets, and search nothing")
    command.add_argument("--forget", default="", metavar="NAME", help="forget a smart set, and search nothing")
    command.add_argument("--state", default="", choices=["", *STATES], metavar="STATE", help="move all pictures found "
                         f"to a state: {', '.join(STATES)}")
    command.add_argument("--tag", default="", metavar="TAG,...", help="give all pictures found these tags")
    command.add_argument("--untag", default="", metavar="TAG,...", help="take these tags of people away")
    command.add_argument("--crop", action="append", default=[], metavar="OPTIONS", help="crop all pictures found as a "
                         "job: aspect=3:1,width=1024 or a template such as '$amazon$'; may come several times")
    command.add_argument("--judge", action="store_true", help="judge all pictures found again by the models in use, "
                         "from the files that are kept")
    command.add_argument("--stages", default="", metavar="STAGE,...", help="with --judge: also find "
                         f"{', '.join(analyze.OPTIONAL)}")
    command.add_argument("--out", type=Path, metavar="FILE", help="write all pictures found: .csv, .xlsx, .parquet, "
                         ".jsonl, .coco.zip or .yolo.zip (boxes), or .zip (the pictures)")
    command.add_argument("--author", default="", metavar="NAME", help="who tags, moves or saves")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    shared.add_workers(command)
    shared.add_models(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.limit < 0 or options.offset < 0:
        raise Misuse("--limit and --offset take numbers from 0 up.", "Correct them.")
    with open_site(shared.settings_of(options), say) as site:
        if options.sets or options.forget:
            return _sets(site, options)
        query = _query(site, options)
        if options.save:
            search.save_set(site, options.save, query, author=options.author)
            say(f"Saved as {options.save}.")
        _change(site, query, options)
        if options.out:
            written = search.export_set(site, query, options.out, _form(options.out), sort=options.sort)
            say(f"{count(written, 'picture')} written to {options.out}.")
            return GOOD
        found = search.search(site, query, sort=options.sort, offset=options.offset, limit=options.limit,
                              facets=options.facets or options.json)
    _print(found, options)
    return GOOD


def _change(site: Site, query: str, options: argparse.Namespace) -> None:
    """Do what was asked for with all pictures found as they are before the first change."""
    if options.stages and not options.judge:
        raise Misuse("--stages goes with --judge.", "Add --judge, or leave it out.")
    if not (options.state or options.tag or options.untag or options.crop or options.judge):
        return
    ids = search.picture_ids(site, query)
    if options.tag or options.untag:
        changed = search.tag(site, ids, add=names(options.tag), remove=names(options.untag), author=options.author)
        say(f"The tags of {count(changed, 'picture')} changed.")
    if options.state:
        moved = search.set_state(site, ids, options.state, author=options.author)
        say(f"{count(moved, 'picture')} moved to {STATES[options.state]}.")
    if options.judge:
        job_id = search.judge_again(site, ids, names(options.stages))
        _ended(follow(site, job_id, "Stopped. What was judged stays."))
        say(f"{count(len(ids), 'picture')} judged again.")
    if options.crop:
        job_id = crops.start_crops(site, options.crop, pictures=ids)
        _ended(follow(site, job_id, "Stopped. What was cropped stays."))
        made = sum(bool(row.file) for row in crops.crop_rows(site, job_id))
        say(f"{count(made, 'crop')} made: {crops.crop_archive(site, job_id)}")


def _ended(job: Job) -> None:
    if job.state != "done":
        raise WorkFailed(job.message or "The job was canceled elsewhere.", job.hint or "Begin it again.")


def _form(path: Path) -> str:
    """The format that a file's name stands for; the longest ending that is known counts."""
    endings = {f".{search.ENDINGS.get(form, form)}": form for form in search.EXPORTS}
    for ending in sorted(endings, key=len, reverse=True):
        if path.name.lower().endswith(ending):
            return endings[ending]
    raise Misuse(f"{path.name} has no ending that is known.", f"End it in one of {', '.join(endings)}.")


def _query(site: Site, options: argparse.Namespace) -> str:
    """The query of the command line, where plain words became one."""
    text = options.query
    if text and not search.is_query(text):
        phrase = search.read_phrase(site, text)
        if phrase.unread:
            near = "; ".join(f"{word}: {meant}?" for word, meant in phrase.near)
            raise Misuse(not_read(phrase.unread), f"Leave it out, or search for something like it. {near}".strip())
        text = phrase.query
        if text != options.query:
            say(f"Read as: {text}")
    try:
        search.parse(text)
    except search.QueryError as error:
        if sys.stderr.isatty():
            for line in search.marked(text, error).splitlines():
                say(line)
        raise
    return f"{search.find_set(site, options.set).query} {text}".strip() if options.set else text


def _print(found: search.Found, options: argparse.Namespace) -> None:
    if options.json:
        show_json(found.to_dict())
        return
    for note in found.notes:
        say(note)
    say(f"{found_words(found.total, found.everything)}.")
    for facet in found.facets:
        counts = ", ".join(f"{value_name(facet.field, value)} {number:,}" for value, number in facet.counts.items())
        more = f" and {facet.values - len(facet.counts):,} more" if facet.values > len(facet.counts) else ""
        show(f"{field_word(facet.field)}: {counts}{more}")
    for hit in found.hits:
        show("  ".join((hit.picture_id[:12], f"{hit.score('verdict'):.2f}", value_name("label", hit.value("label")),
                        value_name("type", hit.value("type")), STATES[hit.state], hit.name)))


def _sets(site: Site, options: argparse.Namespace) -> int:
    if options.forget:
        search.delete_set(site, options.forget)
        say(f"{options.forget} is forgotten.")
        return GOOD
    sets = search.smart_sets_of(site)
    if options.json:
        show_json([{"name": one.name, "query": one.query, "author": one.author} for one in sets])
    else:
        show(*(f"{one.name}: {one.query}" for one in sets))
        say(f"{count(len(sets), 'set')}.")
    return GOOD
