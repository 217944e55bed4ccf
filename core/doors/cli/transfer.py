"""`train intent --backbone`: a public network trained on a dataset, with its curves in a folder and in the terminal."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core import datasets, learning
from core.doors.cli import options as shared
from core.doors.cli.following import follow
from core.doors.cli.terminal import GOOD, say, show, show_json, write_file
from core.doors.opening import open_site
from core.errors import WorkFailed

NUMBERS = ("epochs", "fine_epochs", "seed")


def add_options(command: Any) -> None:
    """Add the options of transfer learning to the command `train`."""
    command.add_argument("--backbone", choices=learning.BACKBONES, help="train a public network by transfer learning "
                         "(Keras) instead of the head of the model in use")
    command.add_argument("--weights", default="", metavar="PATH", help="weights of the backbone without its classifier "
                         "(*_no_top.h5), or random (default: download those of ImageNet)")
    command.add_argument("--epochs", type=int, default=10, help="at most so many with the backbone as it is; training "
                         "stops when 3 in a row do not help (default: 10)")
    command.add_argument("--fine-epochs", type=int, default=10, help="then at most so many of the whole network "
                         "(default: 10)")
    command.add_argument("--views", type=Path, metavar="FILE", help="train nothing; write photos of the dataset and "
                         "random views of them, as transfer learning would draw them (JPEG)")


def run(options: argparse.Namespace) -> int:
    """Run the command `train` with `--backbone` or `--views`."""
    with open_site(shared.settings_of(options), say) as site:
        dataset_id = datasets.named(site, options.dataset)
        if options.views:
            write_file(options.views, learning.preview_views(site, dataset_id, options.seed))
            say(f"Wrote {options.views}.")
            return GOOD
        numbers = {name: getattr(options, name) for name in NUMBERS}
        job_id = learning.start_transfer(site, dataset_id, options.backbone, weights=options.weights,
                                         name=options.name, **numbers)
        job = follow(site, job_id, "Stopped; there is no new version.")
        lines = learning.curves(site, job_id)
    if job.state != "done" or job.failed:
        raise WorkFailed(job.message or "The training was canceled elsewhere.", job.hint or "Start it again.")
    if options.json:
        show_json({"name": job.options["name"], "job_id": job_id, "curves": lines})
        return GOOD
    show(*(f"epoch {line['epoch'] + 1:3} {line['phase']:4}  loss {line['loss']:.3f}  accuracy {line['accuracy']:.3f}  "
           f"held out: loss {line['val_loss']:.3f}  accuracy {line['val_accuracy']:.3f}" for line in lines))
    say(f"{job.options['name']} is registered: python -m core models show {job.options['name']}; to use it: python -m "
        f"core models promote {job.options['name']}.")
    return GOOD
