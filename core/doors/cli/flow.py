"""The command `flow`: how a job's photos flow through the chain, and what other thresholds would change."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import whatif
from core.doors.cli import options as shared
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json, write_file
from core.doors.opening import open_site
from core.nouns.thresholds import THRESHOLD_NAMES
from core.words.explanation_benchmark import text_table
from core.words.numerals import count
from core.words.whatif import counts_table, finding, links_table


def add_commands(commands: Any) -> None:
    """Describe the command to the parser."""
    text = "Show how an analysis or audit's photos flow through the chain, and what other thresholds would change."
    command = commands.add_parser("flow", help="how a job's photos flow through the chain, at any thresholds",
                                  description=text, epilog=EXIT_CODES)
    command.add_argument("job", metavar="JOB", help="the id of an analysis or audit in this data folder (or how it "
                         "begins)")
    command.add_argument("--thresholds", default="", metavar="NAME=VALUE,...",
                         help=f"other thresholds, of {', '.join(THRESHOLD_NAMES)}; no model runs again")
    command.add_argument("--select", default="", metavar="STEP", help="the photos of one step (kind.product_only) or "
                         "link (face.no_face-person.person) for --out (default: all)")
    command.add_argument("--out", type=Path, metavar="PHOTOS.csv", help="write the photos and their scores")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    with open_site(shared.settings_of(options), say) as site:
        answer = whatif.answer(site, whatif.named_job(site, options.job), options.thresholds)
        if options.out:
            scores = whatif.stored_scores(site, answer["job_id"])
            thresholds = whatif.thresholds_of_text(scores, options.thresholds)
            rows = whatif.selected(scores, options.select, thresholds)
            write_file(options.out, whatif.flow_csv(scores, rows))
            say(f"Wrote {count(len(rows), 'photo')} to {options.out}.")
    if options.json:
        show_json(answer)
        return GOOD
    show(*_lines(links_table(answer["flow"]["links"])))
    if options.thresholds:
        show("", *_lines(counts_table(answer["counts"])), "", finding(answer["changed"], answer["pictures"]))
    return GOOD


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return text_table([{title: str(cell) for title, cell in row.items()} for row in rows])
