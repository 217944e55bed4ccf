"""What a user can ask: train a public network on a dataset, see its curves, see what its views look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core import datasets
from core.errors import ModelMissing, Refused
from core.jobs.board import open_board
from core.learning.transfer.order import RANDOM, Order, check
from core.learning.transfer.work import folder_of
from core.models import store, versions
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.processes.pool import INTERACTIVE
from core.site import Site

KIND, STEM, SHEET = "transfer", "transfer_intent", "core.learning.transfer.tasks:sheet"
TIMES = 4  # of the limit of one picture: a fresh worker imports Keras first


def start_transfer(site: Site, dataset_id: str, backbone: str, *, weights: str = "", name: str = "",
                   local: bool = True, **numbers: int) -> str:
    """Begin to train in the background; the model in use stays in use.

    Parameters
    ----------
    site : Site
    dataset_id : str
        Its labels are those of shopping intent.
    backbone : str
        One of `BACKBONES`.
    weights : str
        Path of the backbone's weights without its classifier; "" to download those of ImageNet; "random" for none.
    name : str
        Of the new version; the next free one by default.
    local : bool
        False for a visitor of another machine, who may name no file.
    **numbers
        `epochs`, `fine_epochs`, `patience`, `batch`, `seed` of `core.learning.transfer.order.Order`.

    Returns
    -------
    str
        The job's id. A job that was killed goes on from its last epoch.

    Raises
    ------
    NotFound, Damaged
        No such dataset.
    Misuse
        An unknown backbone, other labels, too few photos, or a training on this dataset is under way.
    ModelMissing, SetupError
        No such weight file; a name that is taken; no model whose *sensitive* can be learned.
    """
    if weights not in ("", RANDOM):
        if not local:
            raise Refused("Files of the server are open to visitors of the same machine only.", "Leave weights out.")
        if not Path(weights).expanduser().is_file():
            raise ModelMissing(f"There is no weight file {weights}.", "Check the path of the weights.")
    folder = versions.with_own_folder(site.settings).models_dir
    teacher = site.settings.intent_model or store.entry(folder, "intent").name
    if name:
        versions.require_free(folder, name)
    options = {"name": name or versions.next_name(folder, STEM), "backbone": backbone, "weights": weights,
               "teacher": teacher, **numbers}
    check(Order(dataset_id=dataset_id, samples=datasets.read(site, dataset_id).samples, **options))
    return site.part(open_board).start(dataset_id, "dataset", options, kind=KIND,
                                       offers=[Candidate("training", origin="job")])


def latest_transfer(site: Site) -> Job | None:
    """The newest training of a public network; None without one."""
    made = site.store.jobs(KIND)
    return site.part(open_board).job(made[0].job_id) if made else None


def curves(site: Site, job_id: str) -> list[dict[str, Any]]:
    """The finished epochs of a training: "epoch", "phase" ("head", "fine"), "loss", "accuracy", "val_loss",
    "val_accuracy"; none before the first. Raises NotFound."""
    path = folder_of(site, site.store.job(job_id).job_id) / "curves.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


def preview_views(site: Site, dataset_id: str, seed: int = 0) -> bytes:
    """A JPEG with photos of a dataset, one a row, and random views of each as training would draw them."""
    samples = datasets.read(site, dataset_id).samples
    by_label = {sample.label: sample for sample in reversed(samples)}
    sheet: bytes = site.pool.submit(SHEET, list(by_label.values()), seed, priority=INTERACTIVE, times=TIMES).result()
    return sheet
