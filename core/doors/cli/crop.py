"""The command `crop`: photos in; a file for each photo and aspect, or why a crop does not fit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import analyze, crops
from core.doors import pairs
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, SOME_FAILED, say, show, show_json, write_file
from core.doors.opening import open_site
from core.errors import Misuse
from core.nouns.crop import FORMATS, MODES
from core.nouns.failure import Failure
from core.site import Site
from core.words.crops import described_words


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = ("Crop photos so that faces and product stay inside: by aspect or by template, as files, as JSON, or as "
            "HTML with signed addresses. A crop that would cut a face or the product is not made; the reason is told.")
    command = commands.add_parser("crop", help="crop photos with the face and the product inside", description=text,
                                  epilog=EXIT_CODES)
    command.add_argument("sources", nargs="+", metavar="PATH|FOLDER|URL", help="any number, in any mix")
    command.add_argument("--aspect", default="", metavar="ASPECT,...", help="such as 3:1,1:1,4:5 (default: "
                         f"{','.join(crops.ASPECTS)}, or those of the templates)")
    command.add_argument("--template", default="", metavar="NAME,...", help="such as amazon,instagram; NAME@2 for its "
                         "second version")
    command.add_argument("--mode", choices=MODES, help="keep the largest crop, or zoom to the subject")
    command.add_argument("--width", type=int, metavar="N", help="of the file, in CSS pixels (default: the crop's own)")
    command.add_argument("--dpr", type=float, metavar="N", help="device pixels for one CSS pixel (default: 1)")
    command.add_argument("--format", choices=FORMATS[1:], help="default: jpeg, or the template's")
    command.add_argument("--quality", type=int, metavar="N", help="1 to 100 (default: 82, or the template's)")
    command.add_argument("--poi", default="", metavar="X:Y[:W:H]", help="what must stay, as shares of the photo's "
                         "sides, in place of faces and product")
    command.add_argument("--rescore", action="store_true", help="also say whether each crop keeps the photo's label")
    command.add_argument("--html", action="store_true", help="print a <picture> with signed addresses for each photo")
    command.add_argument("--out", type=Path, metavar="FOLDER", help="where the files go; without it none is written")
    command.add_argument("--json", action="store_true", help="one JSON object per photo instead of text")
    shared.add_workers(command)
    shared.add_models(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command; photos come in the order of the sources."""
    asked, failed = _asked(options), False
    if options.out:
        try:
            options.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misuse(f"{options.out} cannot be made: {error.strerror}.", "Choose another place.") from None
    with open_site(shared.settings_of(options), say) as site:
        for text in asked:
            crops.read_request(site, text)
        job_id = analyze.start(site, analyze.sources_from_paths(site, options.sources))
        for result in analyze.in_order(site, job_id):
            if isinstance(result, Failure):
                say(f"{result.uri}: {result.message} {result.hint}")
                failed = True
            else:
                failed |= _one(site, result.picture_id, result.uri, asked=asked, options=options)
    return SOME_FAILED if failed else GOOD


def _one(site: Site, picture_id: str, uri: str, *, asked: tuple[str, ...], options: argparse.Namespace) -> bool:
    """Crop one photo; True where a crop does not fit."""
    found = crops.described(site, picture_id, asked, poi=options.poi, rescore=options.rescore)
    if options.out:
        for row, data in crops.made_files(site, picture_id, uri, found["crops"], poi=options.poi):
            write_file(options.out / row["file"], data)
    if options.json:
        show_json({"uri": uri, **found})
    elif options.html:
        show(crops.html(site, picture_id, alt=""))
    else:
        show(uri, *(f"  {line}" for line in described_words(found["crops"])))
    return any(row["window"] is None for row in found["crops"])


def _asked(options: argparse.Namespace) -> tuple[str, ...]:
    """What is made of each photo, as texts of options."""
    names = ("mode", "width", "dpr", "format", "quality")
    rest = [f"{name}={getattr(options, name)}" for name in names if getattr(options, name) is not None]
    templates = [f"${name}$" for name in pairs.names(options.template)]
    aspects = [f"aspect={aspect}" for aspect in pairs.names(options.aspect or ("" if templates else crops.ASPECTS))]
    heads = [[template, *([aspect] if aspect else [])] for template in templates or [""] for aspect in aspects or [""]]
    return tuple(",".join([*filter(None, head), *rest]) for head in heads)
