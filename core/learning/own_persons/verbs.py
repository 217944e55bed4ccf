"""What a user can ask: train the model of persons on boxes, see the curve and how the version compares, use it."""

from __future__ import annotations

import importlib.util
import json
from typing import Any

from core import datasets
from core.errors import PackageMissing, SetupError
from core.jobs.board import open_board
from core.learning.own_persons.order import Order, check
from core.learning.own_persons.work import comparison_file, folder_of
from core.models import store, versions
from core.nouns.box_comparison import BoxComparison
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.site import Site

KIND, STEM, ROLE = "train-persons", "own_persons", "persons"
PACKAGES = ("torch", "ultralytics")


def start_persons(site: Site, dataset_id: str, *, name: str = "", steps: int = 300, batch: int = 8,
                  seed: int = 0) -> str:
    """Begin to train the model of persons in use further on a dataset with boxes; it stays in use.

    Parameters
    ----------
    site : Site
    dataset_id : str
        In which persons are boxed.
    name : str
        Of the new version; the next free one by default.
    steps, batch, seed : int
        As of `core.learning.own_persons.order.Order`.

    Returns
    -------
    str
        The job's id, also of the same training under way. One that was killed goes on from its last state.

    Raises
    ------
    NotFound, Damaged
        No such dataset.
    Misuse
        Too few photos or no boxes, or numbers that cannot be.
    PackageMissing
        Without ultralytics.
    SetupError
        The name is taken, or the model in use has no checkpoint to start from.
    """
    for package in PACKAGES:
        if importlib.util.find_spec(package) is None:
            raise PackageMissing(f"Training a model of persons needs the package {package}, which is not installed.",
                                 "Run `pip install -r requirements.txt`.")
    folder = versions.with_own_folder(site.settings).models_dir
    parent = store.entry(folder, ROLE, site.settings.persons_model)
    if not any(item.path.suffix == ".pt" for item in parent.files):
        raise SetupError(f"{parent.name} has no ultralytics checkpoint (.pt), from which training could start.",
                         "Use a bundled model of persons, or one that was trained here.")
    dataset = datasets.read(site, dataset_id)
    options = {"name": name or versions.next_name(folder, STEM), "parent": parent.name, "steps": steps, "batch": batch,
               "seed": seed}
    check(Order(options["name"], parent, dataset_id, dataset.samples, steps=steps, batch=batch, seed=seed))
    under_way = latest_persons(site)
    if under_way and under_way.running and under_way.source == dataset_id:
        return under_way.job_id
    if name:
        versions.require_free(folder, name)
    return site.part(open_board).start(dataset_id, "dataset", options, kind=KIND,
                                       offers=[Candidate("training", origin="job")])


def latest_persons(site: Site) -> Job | None:
    """The newest training of persons; None without one."""
    made = site.store.jobs(KIND)
    return site.part(open_board).job(made[0].job_id) if made else None


def persons_curve(site: Site, job_id: str) -> list[dict[str, Any]]:
    """"step" and "loss" of every fifth step; none before the first state. Raises NotFound."""
    path = folder_of(site, site.store.job(job_id).job_id) / "curve.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def persons_comparison(site: Site, name: str) -> BoxComparison:
    """How a version compares with the one that it was trained from.

    Raises
    ------
    NotFound
        No such version, or one that was not trained here.
    SetupError
        The comparison is damaged.
    """
    entry = versions.of_role(site.settings, ROLE, name)
    return versions.read_comparison(entry, comparison_file(name), BoxComparison.from_dict)


def promote_persons(site: Site, name: str) -> str:
    """Use a version from the next photo on, after verifying its files; stored verdicts stay as they are.

    Raises
    ------
    NotFound
        No such version of persons.
    ModelMissing
        A file of it is gone or has changed; the model in use stays in use.
    Misuse
        The site's operator named a model, which stays in use whatever is promoted.
    """
    return versions.use(site.settings, ROLE, name)


def roll_back_persons(site: Site) -> str:
    """Return to the version that was in use before. Raises ModelMissing when there is none; else as
    `promote_persons`."""
    return versions.use_former(site.settings, ROLE)
