"""The command `corrections`: what people said of photos, listed, written and read as a table."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core import corrections
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, file_output, say, show, show_json, write_file
from core.doors.opening import open_site
from core.errors import Misuse, NotFound
from core.nouns.correction import NAMES
from core.words.corrections import history_line
from core.words.numerals import count


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = "List what people said of photos, against a model's word or for it; write it as a table, or read one."
    command = commands.add_parser("corrections", help="what people corrected, as a list or table", description=text,
                                  epilog=EXIT_CODES)
    command.set_defaults(run=run_list)
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="all corrections, the oldest first", epilog=EXIT_CODES)
    listed.add_argument("--json", action="store_true", help="print one JSON object per line instead of text")
    listed.set_defaults(run=run_list)
    written = actions.add_parser("export", help="write all corrections as CSV, or corrected boxes to train with",
                                 epilog=EXIT_CODES)
    written.add_argument("--out", type=Path, metavar="PLACE",
                         help="the file (default: standard output); with --boxes a new or empty folder")
    written.add_argument("--boxes", action="store_true",
                         help="write the boxes of pictures whose faces or persons people corrected or confirmed, by "
                              "picture id")
    written.add_argument("--format", choices=corrections.FORMATS, default="yolo",
                         help="of the boxes: text files of YOLO, or JSON of COCO (default: yolo)")
    written.set_defaults(run=run_export)
    for action in (listed, written):
        action.add_argument("--about", default="", metavar="NAME",
                            help=f"only those of one of {', '.join(NAMES)} (default: all)")
    reads = actions.add_parser("import", help="read corrections from a CSV that `export` wrote", epilog=EXIT_CODES)
    reads.add_argument("table", type=Path, metavar="CORRECTIONS.csv", help="with the columns picture_id, name, value")
    reads.set_defaults(run=run_import)


def run_list(options: argparse.Namespace) -> int:
    """Run the action `list`."""
    with open_site(shared.settings_of(options), say) as site:
        words = corrections.every(site, options.about)
    for word in words:
        if options.json:
            show_json(asdict(word) | {"created": word.created.isoformat()})
        else:
            show(f"{word.picture_id[:12]}  {history_line(word)}")
    say(f"{count(len(words), 'correction')}.")
    return GOOD


def run_export(options: argparse.Namespace) -> int:
    """Run the action `export`."""
    if options.boxes:
        return _export_boxes(options)
    with open_site(shared.settings_of(options), say) as site:
        data = corrections.export(site, options.about)
    if options.out:
        write_file(options.out, data)
    else:
        output = file_output()
        output.write(data)
        output.flush()
    return GOOD


def _export_boxes(options: argparse.Namespace) -> int:
    folder: Path | None = options.out
    if folder is None or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise Misuse("Boxes are written to a new or empty folder.", "Name one with --out.")
    with open_site(shared.settings_of(options), say) as site:
        files = corrections.box_files(site, options.format, options.about)
    try:
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misuse(f"{folder} cannot be written: {error.strerror}.", "Choose another place.") from None
    for name, data in files.items():
        write_file(folder / name, data)
    say(f"{count(len(files), 'file')} written to {folder}.")
    return GOOD


def run_import(options: argparse.Namespace) -> int:
    """Run the action `import`."""
    try:
        data = options.table.read_bytes()
    except OSError as error:
        raise NotFound(f"{options.table} cannot be read: {error.strerror}.", "Check the name.") from None
    with open_site(shared.settings_of(options), say) as site:
        added, known = corrections.import_table(site, data)
    say(f"{count(added, 'correction')} imported, {known:,} known already.")
    return GOOD
