"""What a user can ask of this room: make a version of a dataset, check it, list them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core import analyze, whatif
from core.datasets import checks, label_files, listing, splits, versions
from core.datasets.listing import MOST_LETTERS, Named
from core.datasets.looks import Progress, look_at
from core.datasets.shelf_boxes import of_shelves
from core.errors import Misuse, NotFound, Refused
from core.nouns.dataset import Dataset, DatasetCheck, Sample, Shares, content_hash, label_of
from core.site import Site

THUMBNAIL = "core.datasets.tasks:thumbnail"
NOT_SPLIT = Shares()
CORRECTIONS = "corrections"  # the source of all labels that people said, whichever job the pictures are of
BOXED = "boxes"  # the source of all faces and persons that people drew, deleted or confirmed
TAGGED = "tags"  # the source of all tags that people confirmed or added
SHELVES = "shelves"  # the source of all shelf photos whose boxes people drew or called no product
SAID: dict[str, tuple[Callable[[Site], list[Named]], str, str]] = {  # what people said of photos, or why there is none
    CORRECTIONS: (listing.of_corrections, "Nobody has corrected a photo yet.",
                  "Correct some on Analyze or in an audit."),
    BOXED: (listing.of_boxes, "Nobody has looked for faces or persons yet.", "Draw or delete boxes on a photo."),
    TAGGED: (listing.of_tags, "Nobody has confirmed or added a tag yet.", "Do so on the page Tags."),
    SHELVES: (of_shelves, "Nobody has changed a box on a photo of a shelf yet.",
              "Draw what was missed, or say what is no product, on the page Shelf."),
}
NO_LABEL, NO_FILE = "It has no label.", "Its file is not known here any more."


def make(site: Site, source: str, name: str = "", shares: Shares = NOT_SPLIT, *, local: bool = True,
         progress: Progress | None = None) -> Dataset:
    """Make a dataset, or a new version of one: its id is the hash of its content.

    Parameters
    ----------
    site : Site
    source : str
        A folder with a folder for each label, or with boxes in label files of YOLO or JSON of COCO; a CSV with the
        columns path and label (or tags), perhaps split, sensitive and boxes; the id of an analysis or audit (or how it
        begins), whose labels are what people said, else what the shop's categories mean; "corrections" for all labels
        that people said, "boxes" for all boxes, "tags" for all tags that people confirmed or added, "shelves" for all
        shelf photos on which people drew a missed product or called a box no product.
    name : str
        What people call it; that of the source by default.
    shares : Shares
        Of validation and test, for a source that has no splits.
    local : bool
        False for a visitor of another machine, who may name an analysis or audit only.
    progress : callable, optional
        Takes the files that are read, and all of them.

    Returns
    -------
    Dataset
        Kept under `datasets` in the data folder. Files that are gone or cannot be decoded, and pictures without a
        label, are left out with the reason.

    Raises
    ------
    NotFound, Misuse
        No such source, it has fewer than two labels and no boxes, or the shares do not fit it.
    Refused
        A folder or table, for a visitor of another machine.
    """
    splits.check_shares(shares)
    place = named_source(site, source.strip(), local=local)
    items = _listed(site, place)
    if shares and any(item.split for item in items):
        raise Misuse("The photos of this source are split already.", "Leave the shares for validation and test at 0.")
    samples, left_out = _samples(site, items, place, progress)
    labels = sorted({sample.label for sample in samples})
    if len(labels) < 2 and not any(sample.sensitive or sample.boxes for sample in samples):
        only = f"only {labels[0]!r}" if labels else "none"
        first = ": ".join(left_out[0]) if left_out else ""
        why = f" {len(left_out):,} were left out, the first one {first}" if left_out else ""
        raise Misuse(f"A dataset needs pictures of two labels; this one has {only}.{why}", "Add labeled pictures.")
    unique = tuple(sorted(set(splits.split(samples, shares) if shares else samples)))
    return versions.keep(site, Dataset(content_hash(unique), name.strip()[:MOST_LETTERS] or Path(place).name, place,
                                       datetime.now(UTC), unique, tuple(left_out)))


def check(site: Site, dataset_id: str, *, progress: Progress | None = None) -> DatasetCheck:
    """Look at every file of a dataset again, and at its labels; `progress` as for `make`.

    Raises
    ------
    NotFound
        No such dataset.
    Damaged
        Its manifest is not what its name says.
    """
    dataset = versions.read(site, dataset_id)
    looks = look_at(site, [sample.path for sample in dataset.samples], f"check {dataset_id}", progress)
    unreadable = [(sample.path, reason or "Its bytes have changed.") for sample, (picture_id, _, reason, _)
                  in zip(dataset.samples, looks, strict=True) if picture_id != sample.picture_id]
    leaks, near_labels = checks.look_alikes(dataset.samples)
    errors, scored = checks.doubted(site, dataset)
    return DatasetCheck(dataset_id, len(dataset.samples), dataset.labels, dataset.splits,
                        tuple(unreadable), dataset.left_out, checks.two_labels(dataset.samples), leaks, near_labels,
                        errors, scored, datetime.now(UTC).isoformat(timespec="seconds"))


def every(site: Site) -> list[Dataset]:
    """All datasets, the newest first."""
    return sorted((versions.read(site, dataset_id) for dataset_id in versions.ids(site)),
                  key=lambda dataset: dataset.created, reverse=True)


def thumbnail(site: Site, sample: Sample) -> bytes:
    """A sample as JPEG of at most 160 px; raises InputError where its file is gone, altered or unreadable."""
    try:
        return analyze.thumbnail(site, sample.picture_id)
    except NotFound:
        data: bytes = site.run(THUMBNAIL, sample.path, sample.picture_id)
        return data


def named_source(site: Site, source: str, *, local: bool) -> str:
    """What a dataset can be made from, by its full name: a path, or an analysis's or audit's id; errors of `make`."""
    if source in SAID:
        return source
    if local and os.path.exists(source):
        return os.path.abspath(source)
    if not local and not set(source) <= set("0123456789abcdef"):
        raise Refused("Folders and tables of the server are open to visitors of the same machine only.",
                      "Give the id of an analysis or audit.")
    try:
        return whatif.named_job(site, source)
    except NotFound:
        raise NotFound(f"{source[:200]!r} is no folder, no table and no id of an analysis or audit.",
                       "Check the name.") from None


def _listed(site: Site, place: str) -> list[Named]:
    """What a source names that `named_source` has found."""
    if place in SAID:
        read, *nothing = SAID[place]
        if not (said := read(site)):
            raise Misuse(*nothing)
        return said
    if not os.path.isabs(place):
        return listing.of_job(site, place)
    if (boxed := label_files.of_label_files(Path(place))) is not None:
        return list(boxed)
    return listing.of_folder(Path(place)) if os.path.isdir(place) else listing.of_table(Path(place))


def _samples(site: Site, found: Sequence[Named], place: str,
             progress: Progress | None) -> tuple[list[Sample], list[tuple[str, str]]]:
    """What of the named files are samples, and why the others are none."""
    left_out = [(item.name, problem) for item in found if (problem := _problem(item))]
    usable, samples = [item for item in found if not _problem(item)], []
    looks = look_at(site, [item.path for item in usable], f"make {place}", progress)
    for item, (picture_id, image_hash, reason, size_wh) in zip(usable, looks, strict=True):
        try:
            boxes = item.boxes.of(size_wh) if item.boxes and not reason else ()
        except Misuse as error:
            boxes, reason = (), error.message
        if reason:
            left_out.append((item.name, reason.replace(item.path, item.name)))
        else:
            samples.append(Sample(picture_id, item.label or label_of(boxes), item.split, item.path, image_hash,
                                  item.sensitive, boxes))
    return samples, left_out


def _problem(item: Named) -> str:
    """Why a named file cannot be a sample; "" where it may be one."""
    if item.problem or not (item.label or item.boxes):
        return item.problem or NO_LABEL
    return "" if item.path else NO_FILE
