"""`train persons`: the model of persons in use trained further on a dataset with boxes, and how it compares."""

from __future__ import annotations

import argparse
from typing import Any

from core import datasets, learning
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import GOOD, say, show, show_json
from core.doors.opening import open_site
from core.errors import WorkFailed
from core.words.box_comparison import OTHERS, comparison_lines

STEPS = 300


def add_options(command: Any) -> None:
    """Add the options of persons to the command `train`."""
    command.add_argument("--steps", type=int, default=0, help="of persons and shelves: steps of training, each on 8 "
                         f"random views (default: {STEPS} of persons, 150 of shelves)")


def run(options: argparse.Namespace) -> int:
    """Run the command `train persons`."""
    with open_site(shared.settings_of(options), say) as site:
        job_id = learning.start_persons(site, datasets.named(site, options.dataset), name=options.name,
                                        steps=options.steps or STEPS, seed=options.seed)
        job = follow(site, job_id, "Stopped; there is no new version.")
        if job.state != "done" or job.failed:
            raise WorkFailed(job.message or "The training was canceled elsewhere.", job.hint or "Start it again.")
        name, curve = job.options["name"], learning.persons_curve(site, job_id)
        found = learning.persons_comparison(site, name)
    if options.json:
        show_json({"name": name, "job_id": job_id, "curve": curve, "comparison": found.to_dict()})
        return GOOD
    show(*(f"step {line['step']:6,}  loss {line['loss']:.3f}" for line in curve[::max(1, len(curve) // 10)]),
         *comparison_lines(found), OTHERS)
    say(f"{name} is registered. To use it: python -m core models promote {name}; to go back: python -m core models "
        "roll-back persons.")
    return GOOD
