"""`train shelves`: the detector of products in use trained further on corrected shelf photos, and how it compares."""

from __future__ import annotations

import argparse

from core import datasets, learning
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import GOOD, say, show, show_json
from core.doors.opening import open_site
from core.errors import WorkFailed
from core.words.shelf_comparison import comparison_lines

STEPS = 150


def run(options: argparse.Namespace) -> int:
    """Run the command `train shelves`."""
    with open_site(shared.settings_of(options), say) as site:
        job_id = learning.start_shelves(site, datasets.named(site, options.dataset), name=options.name,
                                        steps=options.steps or STEPS, seed=options.seed)
        job = follow(site, job_id, "Stopped; there is no new version.")
        if job.state != "done" or job.failed:
            raise WorkFailed(job.message or "The training was canceled elsewhere.", job.hint or "Start it again.")
        name = job.options["name"]
        found = learning.shelves_comparison(site, name)
    if options.json:
        show_json({"name": name, "job_id": job_id, "comparison": found.to_dict()})
        return GOOD
    show(*comparison_lines(found))
    say(f"{name} is registered. To use it: python -m core models promote {name}; to go back: python -m core models "
        "roll-back products.")
    return GOOD
