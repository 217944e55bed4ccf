"""The command `models export`: a model in other formats, and what each of them costs and keeps."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from core import export, models
from core.doors import pairs
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json, write_file
from core.errors import Misuse, WorkFailed
from core.nouns.export import FORMATS
from core.settings import read_settings
from core.site import Site
from core.words.explanation_benchmark import text_table
from core.words.export import basis, rows, verdicts


def add_export(changes: Any) -> None:
    """Describe the command to the parser of `models`."""
    text = ("Write an intent model, or a model of tags with its network, in other formats and measure each beside the "
            "original: size, time, agreement of the top labels, largest difference of a score and, where the dataset's "
            "labels are those of shopping intent or types of goods, accuracy.")
    command = changes.add_parser("export", help="write a model of shopping intent or tags in other formats, measured",
                                 description=text, epilog=EXIT_CODES)
    command.add_argument("name", metavar="NAME", help="a name from the list, a float .tflite with the contract, or the "
                         ".keras beside it")
    command.add_argument("--format", default=",".join(FORMATS), metavar="FORMAT,...", help="of f32, f16, dynamic (int8 "
                         "weights) and int8 (calibrated on photos) (default: all)")
    command.add_argument("--dataset", default="", metavar="HASH", help="whose photos calibrate and measure: a hash "
                         "from `dataset list`, or how it begins (default: the demo shop's photos)")
    command.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files and report.json go")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with Site(models.with_own_folder(read_settings(), create=False)) as site:
        job_id = export.start_export(site, options.name, pairs.names(options.format), options.dataset)
        job = follow(site, job_id, "Stopped; nothing was written.")
        if job.state != "done":
            raise WorkFailed(job.message or "The export was canceled elsewhere.", job.hint or "Start it again.")
        found = export.read_export(site, job_id)
        files = [export.exported_file(site, job_id, item.format) for item in found.variants if not item.failed]
        _copy(files, options.out)
    write_file(options.out / "report.json", (json.dumps(found.to_dict(), indent=1) + "\n").encode())
    if options.json:
        show_json(found.to_dict())
    else:
        show(*text_table(rows(found)), "", basis(found), *verdicts(found))
    say(f"Wrote {', '.join(file.name for file in files) or 'no model'} and report.json to {options.out}.")
    return GOOD


def _copy(files: list[Path], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            part = folder / f"{file.name}.part"
            shutil.copyfile(file, part)
            part.replace(folder / file.name)
    except OSError as error:
        raise Misuse(f"{folder} cannot be written: {error.strerror}.", "Choose another place, or make room.") from None
