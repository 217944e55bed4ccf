"""The labeled pictures of a dataset as rows with a model's stored scores, and where each comes from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from core import datasets, explore
from core.cards.detector_measures import BoxRow
from core.cards.measures import Row
from core.catalog.tables import items
from core.errors import Misuse
from core.nouns.dataset import SPLITS, Dataset, Sample
from core.nouns.intent import INTENT_LABELS
from core.site import Site
from core.words.dataset import file_name

ALL = "all"
_PAGE = 500


def choose(site: Site, dataset_id: str, split: str = "", role: str = "intent") -> tuple[Dataset, str, list[Sample]]:
    """The samples to measure on.

    Parameters
    ----------
    site : Site
    dataset_id : str
        A hash, or how it begins.
    split : str
        One of the dataset's splits or "all"; by default test, else validation, else all.
    role : {"intent", "persons", "faces", "tags"}
        Of the models to measure.

    Returns
    -------
    dataset : Dataset
    split : str
        The one that is meant.
    samples : list of Sample
        Those with a shopping intent as label, those with any label (of tags), or those whose persons or faces people
        have boxed.

    Raises
    ------
    NotFound, Damaged
        As `core.datasets.read`.
    Misuse
        When the dataset lacks the split, or there are fewer than two shopping intents, or no boxes.
    """
    dataset = datasets.read(site, datasets.named(site, dataset_id))
    has = [name for name in SPLITS if name in dataset.splits]
    split = split or next((name for name in ("test", "validation") if name in has), ALL)
    if split not in (*has, ALL):
        raise Misuse(f"This dataset has no split {split[:40]!r}.", f"Choose one of {', '.join((*has, ALL))}.")
    inside = [sample for sample in dataset.samples if split in (ALL, sample.split)]
    if role == "tags":
        return dataset, split, _with_label(inside)
    if role != "intent":
        return dataset, split, _with_boxes(inside, role)
    samples = [sample for sample in inside if sample.label in INTENT_LABELS]
    labels = sorted({sample.label for sample in samples})
    if len(labels) < 2:
        only = f"only {labels[0]!r}" if labels else "none of them"
        raise Misuse(f"Intent models are measured on photos of at least two of the labels {', '.join(INTENT_LABELS)}; "
                     f"here {'is' if labels else 'are'} {only}.", "Make a dataset with photos of more of these labels.")
    return dataset, split, samples


def _with_label(samples: list[Sample]) -> list[Sample]:
    """Samples with a label; raises Misuse without one."""
    found = [sample for sample in samples if sample.label]
    if not found:
        raise Misuse("A model of tags is measured on photos with tags as labels; these have none.",
                     "Make a dataset of a table with the columns picture and tags: sneaker; gender: men.")
    return found


def _with_boxes(samples: list[Sample], role: str) -> list[Sample]:
    """Samples whose faces or persons are boxed, each picture once; raises Misuse without a box."""
    boxed = {sample.picture_id: sample for sample in samples if sample.boxed(role) is not None}
    if not any(sample.boxed(role) for sample in boxed.values()):
        none = f"there is nobody in {len(boxed):,} photos" if boxed else "nobody has drawn any"
        raise Misuse(f"A model for {role} is measured on photos with boxes of {role}; here {none}.",
                     "Make a dataset from label files of YOLO or COCO, or from corrected boxes: `dataset make boxes`.")
    return list(boxed.values())


def box_rows(dataset: Dataset, samples: Sequence[Sample], role: str, seen: dict[str, dict[str, Any]]) -> list[BoxRow]:
    """A row for each sample that a detector has seen, in the order of the samples.

    Parameters
    ----------
    dataset : Dataset
    samples : sequence of Sample
        From `choose`.
    role : {"persons", "faces"}
    seen : dict
        From `core.cards.scored.Scored.read`.
    """
    return [BoxRow(sample.picture_id, file_name(sample.path), source_of(sample, dataset.source), boxes.size_wh,
                   np.array(boxes.xyxy, float).reshape(-1, 4),
                   np.array(seen[sample.picture_id]["boxes"], float).reshape(-1, 5))
            for sample in samples
            if (boxes := sample.boxed(role)) is not None and "boxes" in seen.get(sample.picture_id, {})]


def rows_of(site: Site, dataset: Dataset, samples: Sequence[Sample], scored: dict[str, dict[str, Any]]) -> list[Row]:
    """A row for each sample that has scores, in the order of the samples.

    Parameters
    ----------
    site : Site
    dataset : Dataset
    samples : sequence of Sample
    scored : dict
        From `core.cards.scored.Scored.read`.
    """
    seen = [(sample, line) for sample in samples if "scores" in (line := scored.get(sample.picture_id, {}))]
    kinds = _kinds(site, [sample.picture_id for sample, _ in seen])
    return [Row(source_of(sample, dataset.source), line["background"], sample.label, "", tuple(line["scores"][:-1]),
                line["scores"][-1], explore.size_class(line["side"]), kinds.get(sample.picture_id, ""),
                sample.picture_id, file_name(sample.path)) for sample, line in seen]


def source_of(sample: Sample, place: str) -> str:
    """The folder that a sample comes from, below the folder or table of its dataset, without label and split.

    "" where there is no such folder, and for photos of an analysis or audit, which lie in one place.

    Examples
    --------
    >>> source_of(Sample("", "apparel", "train", "/sets/train/apparel/shop_a/1.jpg"), "/sets")
    'shop_a'
    >>> source_of(Sample("", "apparel", "", "/sets/shop_b/1.jpg"), "/sets/table.csv")
    'shop_b'
    >>> source_of(Sample("", "apparel", "", "/data/inbox/0123"), "5f6a")
    ''
    """
    folder, root = Path(sample.path).parent, Path(place)
    root = root.parent if root.suffix.lower() in (".csv", ".tsv", ".txt", ".json") else root
    if not root.is_absolute() or not folder.is_relative_to(root):
        return ""
    parts = [part for part in folder.relative_to(root).parts
             if part != sample.label and part.lower() not in ("images", "training", "valid", "val", "dev", "testing",
                                                              *SPLITS)]
    return "/".join(parts)


def _kinds(site: Site, picture_ids: list[str]) -> dict[str, str]:
    """Photo types of the pictures that were analyzed here."""
    kinds: dict[str, str] = {}
    for start in range(0, len(picture_ids), _PAGE):
        query = (select(items.c.picture_id, items.c.kind)
                 .where(items.c.picture_id.in_(picture_ids[start:start + _PAGE]), items.c.kind != ""))
        with site.store.reading() as connection:
            kinds.update((row.picture_id, row.kind) for row in connection.execute(query))
    return kinds
