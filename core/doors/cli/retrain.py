"""The commands `train` and `retrain`: a new version of a head of shopping intent from labels, and how it compares."""

from __future__ import annotations

import argparse
from typing import Any

from core import datasets, retrain, whatif
from core.doors.cli import options as shared
from core.doors.cli import own_shelves, persons, train_tags, transfer
from core.doors.cli.following import follow
from core.doors.cli.terminal import EXIT_CODES, GOOD, say, show, show_json
from core.doors.opening import open_site
from core.errors import Misuse, WorkFailed
from core.site import Site
from core.words.shadow import picture_line, shadow_lines

SHOWN = 10  # photos that got better, and worse


def add_commands(commands: Any) -> None:
    """Describe the commands to the parser."""
    text = ("Train a head of shopping intent on a dataset: what the network sees of each photo is kept, so that only "
            "the last step is learned. Or train the head of tags on photos with tags, or the model of persons or the "
            "detector of products further on a dataset with boxes. The new version is compared with the one in use and "
            "promoted by nobody but `models promote`.")
    trained = commands.add_parser("train", help="train a version of a model on a dataset", description=text,
                                  epilog=EXIT_CODES)
    trained.add_argument("role", choices=[*retrain.HEADS, "tags", "persons", "shelves"], help="intent: the labels; "
                         "sensitive: restricted goods, by the dataset's column sensitive; tags: labels such as "
                         "'sneaker; gender: men'; persons: by its boxes; shelves: the detector of products, by its "
                         "boxes")
    trained.add_argument("--dataset", default="", metavar="HASH", help="a hash from `dataset list`, or how it begins; "
                         "of tags it can be left out: all tags that people confirmed or added")
    trained.add_argument("--adapt", default="", choices=retrain.ADAPTATIONS, help="of tags: learn first from the "
                         "catalog's photos without a label how its goods differ; used only where that gains on photos "
                         "held out")
    transfer.add_options(trained)
    persons.add_options(trained)
    trained.set_defaults(run=run_train)
    again = commands.add_parser("retrain", help="train on all corrected labels, and compare", epilog=EXIT_CODES,
                                description="Make a dataset of all corrected and confirmed labels, train the head of "
                                "shopping intent on it, and compare it with the version in use.")
    again.add_argument("--show", metavar="NAME", help="train nothing; show how this version compared")
    again.set_defaults(run=run_retrain)
    for command in (trained, again):
        command.add_argument("--name", default="", help="what to call the new version (default: own_intent_ and a "
                             "number)")
        command.add_argument("--job", default="", metavar="JOB", help="an analysis or audit: how many of its verdicts "
                             "would change (default: all analyzed photos)")
        command.add_argument("--seed", type=int, default=0, help="another seed makes other folds (default: 0)")
        command.add_argument("--json", action="store_true", help="print the comparison as JSON")
        shared.add_workers(command)


def run_train(options: argparse.Namespace) -> int:
    """Run the command `train`."""
    if options.role == "tags":
        return train_tags.run(options)
    if not options.dataset:
        raise Misuse("A dataset is needed.", "Give --dataset with a hash from `dataset list`.")
    if options.role == "persons":
        return persons.run(options)
    if options.role == "shelves":
        return own_shelves.run(options)
    if options.backbone or options.views:
        if options.role != "intent":
            raise Misuse("A public network learns the labels of shopping intent only.",
                         f"Leave --backbone and --views out to train the head for {options.role}.")
        return transfer.run(options)
    with open_site(shared.settings_of(options), say) as site:
        dataset_id = datasets.named(site, options.dataset)
        return _follow(site, retrain.train(site, dataset_id, head=options.role, **_wishes(site, options)), options)


def run_retrain(options: argparse.Namespace) -> int:
    """Run the command `retrain`."""
    with open_site(shared.settings_of(options), say) as site:
        if options.show:
            return _report(site, options.show, as_json=options.json)
        return _follow(site, retrain.retrain(site, **_wishes(site, options)), options)


def _wishes(site: Site, options: argparse.Namespace) -> dict[str, Any]:
    return {"name": options.name, "seed": options.seed,
            "job_id": whatif.named_job(site, options.job) if options.job else ""}


def _follow(site: Site, job_id: str, options: argparse.Namespace) -> int:
    job = follow(site, job_id, "Stopped. What the network has seen is kept for the next training.")
    if job.state != "done" or job.failed:
        raise WorkFailed(job.message or "The training was canceled elsewhere.", job.hint or "Start it again.")
    return _report(site, job.options["name"], as_json=options.json)


def _report(site: Site, name: str, *, as_json: bool) -> int:
    shadow = retrain.shadow(site, name)
    if as_json:
        show_json(shadow.to_dict())
        return GOOD
    show(f"{name}, from {shadow.now} and dataset {shadow.dataset_id[:12]}", *shadow_lines(shadow))
    for comparison in filter(None, (shadow.trained, shadow.held_out)):
        show(*(f"  better: {picture_line(item)}" for item in comparison.better[:SHOWN]),
             *(f"  worse:  {picture_line(item)}" for item in comparison.worse[:SHOWN]))
    say(f"To use it: python -m core models promote {name}; to go back: python -m core models roll-back intent.")
    return GOOD
