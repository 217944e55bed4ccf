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
from core.errors import NotFound
from core.nouns.correction import CHOICES
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
    written = actions.add_parser("export", help="write all corrections as CSV", epilog=EXIT_CODES)
    written.add_argument("--out", type=Path, metavar="CORRECTIONS.csv", help="the file (default: standard output)")
    written.set_defaults(run=run_export)
    for action in (listed, written):
        action.add_argument("--about", default="", metavar="NAME",
                            help=f"only those of one of {', '.join(CHOICES)} (default: all)")
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
    with open_site(shared.settings_of(options), say) as site:
        data = corrections.export(site, options.about)
    if options.out:
        write_file(options.out, data)
    else:
        output = file_output()
        output.write(data)
        output.flush()
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
