"""What a user can ask: train the detector of products on corrected shelf photos, see how it compares, use it."""

from __future__ import annotations

import importlib.util

from core import datasets
from core.errors import PackageMissing
from core.jobs.board import open_board
from core.learning.own_persons.verbs import persons_curve
from core.learning.own_persons.work import comparison_file
from core.learning.own_shelves.order import Order, check
from core.learning.own_shelves.work import ROLE
from core.models import store, versions
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.shelf_comparison import ShelfComparison
from core.site import Site

KIND, STEM = "train-shelves", "own_products"
shelves_curve = persons_curve  # both keep it in the folder of the job


def start_shelves(site: Site, dataset_id: str, *, name: str = "", steps: int = 150, batch: int = 8,
                  seed: int = 0) -> str:
    """Begin to train the detector of products in use further on corrected shelf photos; it stays in use.

    Parameters
    ----------
    site : Site
    dataset_id : str
        In which products are boxed, such as one made from "shelves".
    name : str
        Of the new version; the next free one by default.
    steps, batch, seed : int
        As of `core.learning.own_shelves.order.Order`.

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
        Without torch.
    SetupError
        The name is taken.
    """
    if importlib.util.find_spec("torch") is None:
        raise PackageMissing("Training a detector of products needs the package torch, which is not installed.",
                             "Run `pip install -r requirements.txt`.")
    folder = versions.with_own_folder(site.settings).models_dir
    parent, dataset = store.entry(folder, ROLE), datasets.read(site, dataset_id)
    options = {"name": name or versions.next_name(folder, STEM), "parent": parent.name, "steps": steps, "batch": batch,
               "seed": seed}
    check(Order(options["name"], parent, dataset_id, dataset.samples, steps=steps, batch=batch, seed=seed))
    under_way = latest_shelves(site)
    if under_way and under_way.running and under_way.source == dataset_id:
        return under_way.job_id
    if name:
        versions.require_free(folder, name)
    return site.part(open_board).start(dataset_id, "dataset", options, kind=KIND,
                                       offers=[Candidate("training", origin="job")])


def latest_shelves(site: Site) -> Job | None:
    """The newest training of the detector of products; None without one."""
    made = site.store.jobs(KIND)
    return site.part(open_board).job(made[0].job_id) if made else None


def shelves_comparison(site: Site, name: str) -> ShelfComparison:
    """How a version compares with the one that it was trained from.

    Raises
    ------
    NotFound
        No such version, or one that was not trained here.
    SetupError
        The comparison is damaged.
    """
    entry = versions.of_role(site.settings, ROLE, name)
    return versions.read_comparison(entry, comparison_file(name), ShelfComparison.from_dict)


def promote_shelves(site: Site, name: str) -> str:
    """Use a version for the shelf photos that are read from now on, after verifying its files.

    Raises
    ------
    NotFound
        No such version of the detector.
    ModelMissing
        A file of it is gone or has changed; the model in use stays in use.
    Misuse
        The site's operator named a detector, which stays in use whatever is promoted.
    """
    return versions.use(site.settings, ROLE, name)


def roll_back_shelves(site: Site) -> str:
    """Return to the version that was in use before. Raises ModelMissing when there is none; else as
    `promote_shelves`."""
    return versions.use_former(site.settings, ROLE)
