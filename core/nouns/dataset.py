"""Datasets as versions: labeled pictures, named by what they hold."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXED

Boxes = tuple[tuple[str, BoxSet], ...]

SPLITS = ("train", "validation", "test")
FORM = "merchlens dataset 1"  # changes with what the hash is made of
NOTHING = "nothing"  # the label of a picture in which people boxed nothing


@dataclass(frozen=True, order=True)
class Sample:
    """One labeled picture.

    Attributes
    ----------
    picture_id : str
        sha256 of its file.
    label : str
    split : str
        One of `SPLITS`; "" where nobody has split the set.
    path : str
        Where the file lies.
    hash : str
        Perceptual hash, 16 hex digits; "" for a picture of one color.
    sensitive : str
        "yes" or "no": whether it shows restricted goods; "" where nobody has said.
    boxes : tuple of (str, BoxSet)
        "faces", "persons", "products" -> all of them in the picture; what nobody has looked for is not there.
    """

    picture_id: str
    label: str
    split: str = ""
    path: str = field(default="", compare=False)
    hash: str = field(default="", compare=False)
    sensitive: str = ""
    boxes: Boxes = ()

    def boxed(self, name: str) -> BoxSet | None:
        """All boxes of "faces", "persons" or "products"; None where nobody has looked for them."""
        return dict(self.boxes).get(name)

    def boxes_text(self) -> str:
        """The boxes as JSON, the same for the same boxes; "" without any set."""
        return json.dumps({name: asdict(boxes) for name, boxes in self.boxes}) if self.boxes else ""

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Sample:
        """From the plain values of a manifest."""
        return Sample(**{**values, "boxes": read_boxes(values.get("boxes", ()))})


def read_boxes(pairs: Iterable[tuple[str, dict[str, Any]]]) -> Boxes:
    """Sets of boxes from the plain values of a manifest or table."""
    return tuple(sorted((name, BoxSet((values["size_wh"][0], values["size_wh"][1]), tuple(map(tuple, values["xyxy"]))))
                        for name, values in pairs))


def label_of(boxes: Boxes) -> str:
    """What a picture shows by its boxes.

    Examples
    --------
    >>> label_of((("faces", BoxSet((9, 9), ((0, 0, 2, 2),))), ("persons", BoxSet((9, 9), ((0, 0, 9, 9),)))))
    'face and person'
    >>> label_of((("persons", BoxSet((9, 9))),))
    'nothing'
    """
    return " and ".join(BOXED[name] for name, found in boxes if found) or NOTHING


@dataclass(frozen=True)
class Shares:
    """How to split a dataset; the rest is for training.

    Attributes
    ----------
    validation, test : int
        Percent of each label's samples; 0 leaves the split out.
    seed : int
        The same seed splits the same content in the same way on every machine.
    """

    validation: int = 0
    test: int = 0
    seed: int = 0

    def __bool__(self) -> bool:
        return bool(self.validation or self.test)


@dataclass(frozen=True)
class Dataset:
    """A version of a dataset.

    Attributes
    ----------
    dataset_id : str
        `content_hash` of the samples.
    name, source : str
        What people call it, and what it was made from.
    created : datetime
        UTC, when this content was first seen.
    samples : tuple of Sample
        Sorted; the same picture with the same label and split is one sample.
    left_out : tuple of (str, str)
        Path or picture id of what the source named too, and why it is no sample.
    """

    dataset_id: str
    name: str
    source: str
    created: datetime
    samples: tuple[Sample, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def labels(self) -> dict[str, int]:
        """Label -> number of samples, in alphabetical order."""
        return dict(sorted(Counter(sample.label for sample in self.samples).items()))

    @property
    def sensitive(self) -> dict[str, int]:
        """"no", "yes" -> number of samples that show restricted goods or not; empty where nobody has said."""
        return dict(sorted(Counter(sample.sensitive for sample in self.samples if sample.sensitive).items()))

    @property
    def boxes(self) -> dict[str, tuple[int, int]]:
        """Faces, persons -> pictures in which people looked for them, and boxes; empty for a set without boxes."""
        sets = {name: [found for sample in self.samples if (found := sample.boxed(name)) is not None] for name in BOXED}
        return {name: (len(found), sum(map(len, found))) for name, found in sets.items() if found}

    @property
    def splits(self) -> dict[str, dict[str, int]]:
        """Split -> label -> number of samples; empty where no sample has a split."""
        counts = {split: Counter(sample.label for sample in self.samples if sample.split == split)
                  for split in ("", *SPLITS)}
        by_split = {split: dict(sorted(labels.items())) for split, labels in counts.items() if labels}
        return by_split if any(by_split) else {}

    def summary(self) -> dict[str, Any]:
        """What a list says of it: all but the samples, which are counted."""
        return {"dataset_id": self.dataset_id, "name": self.name, "source": self.source,
                "created": self.created.isoformat(), "samples": len(self.samples), "labels": self.labels,
                "splits": self.splits, "sensitive": self.sensitive, "boxes": self.boxes,
                "left_out": len(self.left_out)}

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "created": self.created.isoformat()}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Dataset:
        """Inverse of `to_dict`."""
        return Dataset(values["dataset_id"], values["name"], values["source"],
                       datetime.fromisoformat(values["created"]),
                       tuple(map(Sample.from_dict, values["samples"])),
                       tuple((path, reason) for path, reason in values["left_out"]))


def content_hash(samples: Iterable[Sample]) -> str:
    """The hash that names a dataset: sha256 over the bytes' hashes, labels, splits, what is sensitive, and boxes.

    Paths, names, order and repeated samples do not count: the same content has the same hash on every machine.

    Examples
    --------
    >>> one, two = Sample("a" * 64, "apparel", path="here.jpg"), Sample("b" * 64, "other")
    >>> content_hash([one, two]) == content_hash([two, one, Sample("a" * 64, "apparel", path="there.jpg")])
    True
    """
    digest = hashlib.sha256(FORM.encode())
    for sample in sorted(set(samples)):
        said = [sample.sensitive and f"sensitive {sample.sensitive}", sample.boxes_text()]
        for part in (sample.picture_id, sample.label, sample.split, *filter(None, said)):  # without, the same hash
            data = part.encode()
            digest.update(len(data).to_bytes(8) + data)  # no text runs into the next one
    return digest.hexdigest()


@dataclass(frozen=True)
class LabelError:
    """A sample whose label is probably wrong.

    Attributes
    ----------
    picture_id, path, label : str
    suggested : str
        The label that the model is confident of.
    score : float
        Of the suggested label, in [0, 1].
    """

    picture_id: str
    path: str
    label: str
    suggested: str
    score: float


@dataclass(frozen=True)
class DatasetCheck:
    """What is wrong with a dataset.

    Attributes
    ----------
    dataset_id : str
    samples : int
    labels : dict of str to int
        Samples of each label.
    splits : dict of str to dict of str to int
        Split -> label -> samples; empty where the set is not split.
    unreadable : tuple of (str, str)
        Path and reason of files that are gone, altered or cannot be decoded now.
    left_out : tuple of (str, str)
        As of the dataset.
    two_labels : tuple of tuple of str
        Paths of one picture that has several labels.
    leaks : tuple of tuple of str
        Paths of pictures that look the same in several splits.
    near_labels : tuple of tuple of str
        Paths of pictures that look the same and have several labels.
    label_errors : tuple of LabelError
        The surest first.
    scored : int
        Samples with stored scores, among which label errors were looked for.
    checked : str
        When, ISO 8601 in UTC.
    """

    dataset_id: str
    samples: int
    labels: dict[str, int]
    splits: dict[str, dict[str, int]]
    unreadable: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    two_labels: tuple[tuple[str, ...], ...]
    leaks: tuple[tuple[str, ...], ...]
    near_labels: tuple[tuple[str, ...], ...]
    label_errors: tuple[LabelError, ...]
    scored: int
    checked: str = ""

    @property
    def imbalance(self) -> float:
        """Samples of the most frequent label for each one of the rarest."""
        return max(self.labels.values()) / min(self.labels.values())

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "imbalance": round(self.imbalance, 2)}
