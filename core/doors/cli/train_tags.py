"""`train tags`: the head of tags on a site's own goods, and how the version compares."""

from __future__ import annotations

import argparse

from core import datasets, retrain
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import GOOD, say, show, show_json
from core.doors.opening import open_site
from core.errors import WorkFailed
from core.words.tag_comparison import comparison_lines, value_lines


def run(options: argparse.Namespace) -> int:
    """Run the command `train tags`; without a dataset on all tags that people confirmed or added."""
    with open_site(shared.settings_of(options), say) as site:
        dataset_id = datasets.named(site, options.dataset) if options.dataset else ""
        job_id = retrain.train_tags(site, dataset_id, name=options.name, seed=options.seed,
                                    adapt=options.adapt)
        job = follow(site, job_id, "Stopped. What the network has seen is kept for the next training.")
        if job.state != "done" or job.failed:
            raise WorkFailed(job.message or "The training was canceled elsewhere.", job.hint or "Start it again.")
        name = job.options["name"]
        found = retrain.tags_comparison(site, name)
    if options.json:
        show_json({"name": name, "job_id": job_id, "comparison": found.to_dict()})
        return GOOD
    show(*comparison_lines(found), *value_lines(found))
    say(f"{name} is registered. To use it: python -m core models promote {name}; to go back: python -m core models "
        "roll-back tags.")
    return GOOD
