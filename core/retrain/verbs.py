"""What a user can want of this room: train a version, see how it compares, promote it, roll back, judge a set again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import analyze, audits, datasets
from core.catalog import corrections
from core.errors import Misuse, NotFound
from core.jobs.board import open_board
from core.models import store, versions
from core.models.manifest import Entry, Manifest
from core.nouns.dataset import Sample
from core.nouns.job import Job
from core.nouns.product import Candidate
from core.nouns.shadow import Shadow
from core.retrain.order import HEADS, check
from core.retrain.work import learned_from, newest_correction, shadow_file
from core.site import Site

KIND, ROLE, STEM = "train", "intent", "own_intent"


@dataclass(frozen=True)
class Version:
    """A version of shopping intent.

    Attributes
    ----------
    name : str
    state : str
        "ready", or why it cannot be used.
    current, previous : bool
        In use; what a roll-back returns to.
    training : dict
        What it learned from, where a site trained it: "dataset", "parent", "seed", "command", "created", ...
    """

    name: str
    state: str
    current: bool
    previous: bool
    training: dict[str, Any]


def train(site: Site, dataset_id: str, *, head: str = "intent", name: str = "", job_id: str = "", seed: int = 0) -> str:
    """Begin to train a head of shopping intent on a dataset, in the background; the model in use stays in use.

    Parameters
    ----------
    site : Site
        Open, with its models.
    dataset_id : str
        Its labels are those of shopping intent, or it says which photos are sensitive. What is in its test split is not
        trained on.
    head : {"intent", "sensitive"}
        What is to be learned; the scores of the other head stay as they are to the last digit.
    name : str
        Of the new version; the next free one by default.
    job_id : str
        An analysis or audit: how many of its verdicts would change. All analyzed photos by default.
    seed : int
        Another one makes other folds.

    Returns
    -------
    str
        The job's id: `core.jobs` says how far it is and cancels it; what the network has seen is kept.

    Raises
    ------
    NotFound, Damaged
        No such dataset or job.
    Misuse
        Too few photos or labels, others than those of shopping intent, or no word on what is sensitive.
    SetupError
        The name is taken.
    """
    if head not in HEADS:
        raise Misuse(f"What can be trained is {' or '.join(HEADS)}, not {head[:40]!r}.", "Choose one of them.")
    samples = HEADS[head].learned(datasets.read(site, dataset_id).samples)
    return _start(site, dataset_id, samples, head=head, name=name, job=job_id, seed=seed)


def retrain(site: Site, *, name: str = "", job_id: str = "", seed: int = 0) -> str:
    """Begin to make a dataset of all corrected and confirmed labels and to train on it, as one job.

    Parameters
    ----------
    site, name, job_id, seed
        As for `train`.

    Returns
    -------
    str
        The job's id.

    Raises
    ------
    Misuse
        Too few corrections, or all of one label. Whether their files can be read, the job finds out.
    """
    with site.store.reading() as connection:
        said = corrections.counted(connection, "label")
    samples = [Sample(picture_id, label) for picture_id, label in said.items()]
    return _start(site, datasets.CORRECTIONS, samples, head="intent", name=name, job=job_id, seed=seed)


def new_corrections(site: Site) -> int:
    """How many labels were corrected or confirmed since the newest version that was trained here."""
    until = max((entry.training.get("corrections_until", 0) for entry in _entries(site).values()), default=0)
    with site.store.reading() as connection:
        return corrections.since(connection, "label", until)


def latest(site: Site) -> Job | None:
    """The newest training; None without one."""
    jobs = site.store.jobs(KIND)
    return site.part(open_board).job(jobs[0].job_id) if jobs else None


def wait(site: Site, train_job_id: str, timeout: float | None = None) -> Job:
    """Wait until a training has ended, or `timeout` seconds passed; raises NotFound."""
    return site.part(open_board).wait(train_job_id, timeout)


def model_versions(site: Site) -> list[Version]:
    """All versions of shopping intent, the newest first."""
    rows = versions.listing(versions.with_own_folder(site.settings, create=False).models_dir)
    return [Version(row["name"], row["state"], row["current"], row["previous"], row["training"])
            for row in reversed(rows) if row["role"] == ROLE]


def shadow(site: Site, name: str) -> Shadow:
    """How a version compares with the one that was in use when it was trained.

    Raises
    ------
    NotFound
        No such version, or one that was not trained here.
    SetupError
        The comparison is damaged.
    """
    return versions.read_comparison(_entry(site, name), shadow_file(name), Shadow.from_dict)


def promote(site: Site, name: str) -> Version:
    """Use a version from the next photo on, after verifying its files; stored verdicts stay as they are.

    Raises
    ------
    NotFound
        No such version of shopping intent.
    ModelMissing
        A file of it is gone or has changed; the model in use stays in use.
    Misuse
        The site's operator named a model, which stays in use whatever is promoted.
    """
    versions.check_follows(site.settings, ROLE)
    _entry(site, name)
    versions.promote(versions.with_own_folder(site.settings).models_dir, name)
    return _version(site, name)


def roll_back(site: Site) -> Version:
    """Return to the version that was in use before. Raises ModelMissing when there is none; else as `promote`."""
    return _version(site, versions.use_former(site.settings, ROLE))


def judge_again(site: Site, job_id: str, *, local: bool = True) -> str:
    """Start an analysis or audit again, by the model in use now; what was judged by it already is not judged again.

    Returns
    -------
    str
        The new job's id; the old job keeps its verdicts.

    Raises
    ------
    NotFound, Misuse, Refused
        As `core.audits.restart`; an unknown job, or one of another kind.
    """
    job = site.store.job(job_id)
    if job.kind == "analyze":
        return analyze.restart(site, job_id)
    if job.kind == "audit":
        return audits.restart(site, job_id, local=local)
    raise Misuse("This job has no analyzed photos.", "Choose an analysis or an audit.")


def _start(site: Site, source: str, samples: Sequence[Sample], **options: Any) -> str:
    """The job that trains on a source with these samples: the one under way, or a new one."""
    folder = versions.with_own_folder(site.settings).models_dir
    model = store.entry(folder, ROLE, site.settings.intent_model)
    head = options["head"]
    check([sample for sample in samples if sample.split != "test"], known=learned_from(site, model, head), head=head)
    if options["job"]:
        site.store.job(options["job"])
    under_way = latest(site)
    if under_way and under_way.running and (under_way.source, under_way.options.get("head")) == (source, head):
        return under_way.job_id
    if options["name"]:
        versions.require_free(folder, options["name"])
    options = {**options, "name": options["name"] or versions.next_name(folder, STEM),
               "model": site.settings.intent_model or model.name, "corrections_until": newest_correction(site)}
    return site.part(open_board).start(source, "dataset", options, kind=KIND,
                                       offers=[Candidate("training", origin="job")])


def _entries(site: Site) -> dict[str, Entry]:
    folder = versions.with_own_folder(site.settings, create=False).models_dir
    return {name: entry for name, entry in Manifest.read(folder).entries.items() if entry.role == ROLE}


def _entry(site: Site, name: str) -> Entry:
    entries = _entries(site)
    if name not in entries:
        raise NotFound(f"There is no version {name[:60]!r} of shopping intent.", f"There are {', '.join(entries)}.")
    return entries[name]


def _version(site: Site, name: str) -> Version:
    return next(version for version in model_versions(site) if version.name == name)
