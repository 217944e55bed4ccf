"""What a user can ask of this room: make a version of a dataset, check it, list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from core import whatif
from core.datasets import checks, listing, versions
from core.datasets.listing import Named
from core.errors import Misuse, NotFound
from core.nouns.dataset import Dataset, DatasetCheck, Sample, content_hash
from core.site import Site

LOOK = "core.datasets.tasks:look"
BATCH = 32  # files that one task looks at
NO_LABEL, NO_FILE = "It has no label.", "Its file is not known here any more."


def make(site: Site, source: str, name: str = "") -> Dataset:
    """Make a dataset, or a new version of one: its id is the hash of its content.

    Parameters
    ----------
    site : Site
    source : str
        A folder with a folder for each label; a CSV with the columns path and label; or the id of an analysis or audit
        (or how it begins), whose labels are what people said, else what the shop's categories mean.
    name : str
        What people call it; that of the source by default.

    Returns
    -------
    Dataset
        Kept under `datasets` in the data folder. Files that are gone or cannot be decoded, and pictures without a
        label, are left out with the reason.

    Raises
    ------
    NotFound, Misuse
        No such source, or it has fewer than two labels.
    """
    path = Path(source)
    if path.is_dir():
        found = listing.of_folder(path)
    elif path.is_file():
        found = listing.of_table(path)
    else:
        found = listing.of_job(site, _job(site, source))
    samples, left_out = _samples(site, found)
    labels = sorted({sample.label for sample in samples})
    if len(labels) < 2:
        only = f"only {labels[0]!r}" if labels else "none"
        first = ": ".join(left_out[0]) if left_out else ""
        why = f" {len(left_out):,} were left out, the first one {first}" if left_out else ""
        raise Misuse(f"A dataset needs pictures of two labels; this one has {only}.{why}", "Add labeled pictures.")
    unique = tuple(sorted(set(samples)))
    return versions.keep(site, Dataset(content_hash(unique), name.strip() or path.name, str(source), datetime.now(UTC),
                                       unique, tuple(left_out)))


def check(site: Site, dataset_id: str) -> DatasetCheck:
    """Look at every file of a dataset again, and at its labels.

    Raises
    ------
    NotFound
        No such dataset.
    Damaged
        Its manifest is not what its name says.
    """
    dataset = versions.read(site, dataset_id)
    looks = _looks(site, [sample.path for sample in dataset.samples])
    unreadable = [(sample.path, reason or "Its bytes have changed.") for sample, (picture_id, _, reason)
                  in zip(dataset.samples, looks, strict=True) if picture_id != sample.picture_id]
    leaks, near_labels = checks.look_alikes(dataset.samples)
    errors, scored = checks.doubted(site, dataset)
    return DatasetCheck(dataset_id, len(dataset.samples), dataset.labels, checks.counts(dataset.samples),
                        tuple(unreadable), dataset.left_out, checks.two_labels(dataset.samples), leaks, near_labels,
                        errors, scored)


def every(site: Site) -> list[Dataset]:
    """All datasets, the newest first."""
    return sorted((versions.read(site, dataset_id) for dataset_id in versions.ids(site)),
                  key=lambda dataset: dataset.created, reverse=True)


def _job(site: Site, source: str) -> str:
    try:
        return whatif.named_job(site, source)
    except NotFound:
        raise NotFound(f"{source[:200]!r} is no folder, no table and no id of an analysis or audit.",
                       "Check the name.") from None


def _samples(site: Site, found: Sequence[Named]) -> tuple[list[Sample], list[tuple[str, str]]]:
    """What of the named files are samples, and why the others are none."""
    usable = [item for item in found if item.label and item.path]
    left_out = [(item.name, NO_FILE if item.label else NO_LABEL) for item in found if not (item.label and item.path)]
    samples = []
    for item, (picture_id, image_hash, reason) in zip(usable, _looks(site, [item.path for item in usable]),
                                                      strict=True):
        if reason:
            left_out.append((item.name, reason))
        else:
            samples.append(Sample(picture_id, item.label, item.split, item.path, image_hash))
    return samples, left_out


def _looks(site: Site, paths: Sequence[str]) -> list[tuple[str, str, str]]:
    """Of each file its picture id, perceptual hash and "", or why it is no picture."""
    tasks = [site.pool.submit(LOOK, list(paths[start:start + BATCH])) for start in range(0, len(paths), BATCH)]
    return [look for task in tasks for look in task.result()]
