"""The command `people`: the switch, groups of faces, names, the gallery, and erasing all of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import people
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, say, show, show_json
from core.doors.opening import open_site
from core.errors import Misuse, WorkFailed
from core.site import Site
from core.words.people import ERASED, FORGOTTEN, mistakes_line, person_line, state_lines

Act = Callable[[Site, argparse.Namespace], int]


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    command = commands.add_parser("people", help="who is the same person in your photos; off until switched on",
                                  description="Group the faces of your own photos, name them, and erase all of it.",
                                  epilog=EXIT_CODES)
    parts = command.add_subparsers(title="what", metavar="WHAT")
    command.set_defaults(run=run, act=_list)
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    _add(parts, "list", _list, "the switch, what is stored, and all groups", json=True)
    _add(parts, "on", _on, "look closer at faces from now on", author=True)
    _add(parts, "off", _off, "look no closer; what is stored stays until erase", author=True)
    _add(parts, "group", _group, "look at new faces of the catalog and group them")
    _add(parts, "show", _show, "the faces of a person", person=True)
    name = _add(parts, "name", _name, "name a person", person=True)
    name.add_argument("name")
    merge = _add(parts, "merge", _merge, "put the faces of other groups into one", person=True)
    merge.add_argument("others", type=int, nargs="+", metavar="ID")
    split = _add(parts, "split", _split, "take faces out of a group into a new one", person=True)
    split.add_argument("faces", type=int, nargs="+", metavar="FACE")
    _add(parts, "forget", _forget, "delete a person with all numbers of the faces", person=True)
    erase = _add(parts, "erase", _erase, "delete everything that is known of faces, and switch it off")
    erase.add_argument("--yes", action="store_true", help="really erase")
    gallery = _add(parts, "gallery", _gallery,
                   "take photos of people who agreed: a folder for each person, called by the name")
    gallery.add_argument("folder", type=Path)
    for option, what in (("by", "who gave it"), ("on", "the day, such as 2026-01-31"), ("text", "what it covers")):
        gallery.add_argument(f"--consent-{option}", default="", metavar=option.upper(), help=f"consent: {what}")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        act: Act = options.act
        return act(site, options)


def _add(parts: Any, name: str, act: Act, text: str, **has: bool) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.",
                                                     epilog=EXIT_CODES)
    if has.get("person"):
        part.add_argument("person", type=int, metavar="ID", help="from the list")
    if has.get("author"):
        part.add_argument("--author", default="", help="who switches it")
    if has.get("json"):
        part.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    part.set_defaults(act=act)
    return part


def _list(site: Site, options: argparse.Namespace) -> int:
    state, found = people.state(site), [people.as_plain(person) for person in people.everybody(site)]
    if options.json:
        show_json({**asdict(state), "people": found})
        return GOOD
    show(*state_lines(asdict(state)), *map(person_line, found))
    if found:
        show(mistakes_line(*people.mistakes(site)))
    return GOOD


def _on(site: Site, options: argparse.Namespace) -> int:
    people.switch_on(site, options.author)
    show(*state_lines(asdict(people.state(site))))
    return GOOD


def _off(site: Site, options: argparse.Namespace) -> int:
    people.switch_off(site, options.author)
    show(*state_lines(asdict(people.state(site))))
    return GOOD


def _group(site: Site, options: argparse.Namespace) -> int:
    job = follow(site, people.start(site), "Stopped. What was looked at is kept for the next time.")
    if job.state != "done":
        raise WorkFailed(job.message or "Grouping was canceled elsewhere.", job.hint or "Start it again.")
    return _list(site, options)


def _show(site: Site, options: argparse.Namespace) -> int:
    show(*(f"{face.face_id:5d}  {face.score:.2f}  {face.picture_id[:12] or 'gallery'}"
           for face in people.faces_of(site, options.person)))
    return GOOD


def _name(site: Site, options: argparse.Namespace) -> int:
    people.name(site, options.person, options.name)
    return _list(site, options)


def _merge(site: Site, options: argparse.Namespace) -> int:
    people.merge(site, options.person, options.others)
    return _list(site, options)


def _split(site: Site, options: argparse.Namespace) -> int:
    say(f"The new group is {people.split(site, options.person, options.faces)}.")
    return _list(site, options)


def _forget(site: Site, options: argparse.Namespace) -> int:
    people.forget(site, options.person)
    say(FORGOTTEN)
    return GOOD


def _erase(site: Site, options: argparse.Namespace) -> int:
    if not options.yes:
        raise Misuse("This deletes every name, group and descriptor for good.", "Add --yes to do it.")
    people.erase(site)
    say(ERASED)
    return GOOD


def _gallery(site: Site, options: argparse.Namespace) -> int:
    consent = people.checked_consent(options.consent_by, options.consent_on, options.consent_text)
    brought = people.bring_folder(site, options.folder, consent)
    for one in brought:
        show(f"{one.name}: {one.faces} of {one.faces + len(one.failures)} photos used",
             *(f"  {failure.uri}: {failure.message} {failure.hint}" for failure in one.failures))
    return SOME_FAILED if any(one.failures for one in brought) else GOOD
