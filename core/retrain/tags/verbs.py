"""What a user can want of this part: train the head of tags on a dataset, see how it compares, use it, go back."""

from __future__ import annotations

from core import datasets
from core.catalog import corrections
from core.errors import Misuse
from core.jobs.board import open_board
from core.models import store, versions
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.tag_comparison import TagComparison
from core.retrain.tags.order import FEWEST, WAYS, check
from core.retrain.tags.work import ROLE, comparison_file
from core.site import Site
from core.tags import bundled

KIND, STEM = "train-tags", "own_goods"


def train_tags(site: Site, dataset_id: str = "", *, name: str = "", seed: int = 0, adapt: str = "") -> str:
    """Begin to train the head of tags, in the background; the model in use stays in use.

    Parameters
    ----------
    site : Site
        Open, with its models.
    dataset_id : str
        Its labels are tags and attributes, such as "sneaker; gender: men"; "" for all tags that people confirmed or
        added. What is in its test split is not learned from.
    name : str
        Of the new version; the next free one by default.
    seed : int
        Another one makes other folds.
    adapt : str
        "whitening" or "contrastive": from photos without a label, used where that gains on photos held out.

    Returns
    -------
    str
        The job's id, also of the same training under way.

    Raises
    ------
    NotFound, Damaged
        No such dataset.
    Misuse
        Too few photos with tags of the taxonomy, or another way to adapt.
    SetupError
        The name is taken.
    """
    if adapt and adapt not in WAYS:
        raise Misuse(f"Features are adapted by {' or '.join(WAYS)}, not {adapt[:40]!r}.",
                     "Choose one, or leave it out.")
    folder = versions.with_own_folder(site.settings).models_dir
    source = dataset_id or datasets.TAGGED
    if dataset_id:
        check(datasets.read(site, dataset_id).samples, bundled())
    else:
        _check_judged(site)
    under_way = latest_tags(site)
    if under_way and under_way.running and under_way.source == source:
        return under_way.job_id
    if name:
        versions.require_free(folder, name)
    options = {"name": name or versions.next_name(folder, STEM), "model": store.entry(folder, ROLE).name, "seed": seed,
               "adapt": adapt}
    return site.part(open_board).start(source, "dataset", options, kind=KIND,
                                       offers=[Candidate("training", origin="job")])


def _check_judged(site: Site) -> None:
    with site.store.reading() as connection:
        judged = corrections.counted(connection, "tags")
    if len(judged) < FEWEST:
        raise Misuse(f"Training needs at least {FEWEST} photos whose tags people confirmed or added; there are "
                     f"{len(judged)}.", "Say on the page Tags what is right, or give a dataset of tags.")


def latest_tags(site: Site) -> Job | None:
    """The newest training of tags; None without one."""
    made = site.store.jobs(KIND)
    return site.part(open_board).job(made[0].job_id) if made else None


def tags_comparison(site: Site, name: str) -> TagComparison:
    """How a version compares with the one that it was trained from.

    Raises
    ------
    NotFound
        No such version, or one that was not trained here.
    SetupError
        The comparison is damaged.
    """
    entry = versions.of_role(site.settings, ROLE, name)
    return versions.read_comparison(entry, comparison_file(name), TagComparison.from_dict)


def promote_tags(site: Site, name: str) -> str:
    """Use a version from the next photo on, after verifying its files; stored tags stay as they are.

    Raises
    ------
    NotFound
        No such version of tags.
    ModelMissing
        A file of it is gone or has changed; the model in use stays in use.
    """
    return versions.use(site.settings, ROLE, name)


def roll_back_tags(site: Site) -> str:
    """Return to the version that was in use before; raises ModelMissing when there is none."""
    return versions.use_former(site.settings, ROLE)
