"""The manifests of datasets: one file for each content, named by its hash."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from core.errors import Damaged, Misuse, NotFound
from core.images.files import write_whole
from core.nouns.dataset import Dataset, content_hash
from core.site import Site
from core.words.csv_cells import csv_bytes

COLUMNS = ("path", "label", "split", "picture_id")  # and "sensitive" and "boxes" where somebody said it


def keep(site: Site, dataset: Dataset) -> Dataset:
    """Write a manifest, whole or not at all. Content that is kept already keeps its time, and gets these paths."""
    path = _folder(site) / f"{dataset.dataset_id}.json"
    if path.is_file():
        dataset = Dataset(**{**vars(dataset), "created": read(site, dataset.dataset_id).created})
    write_whole(path, json.dumps(dataset.to_dict()), "The dataset")
    return dataset


def read(site: Site, dataset_id: str) -> Dataset:
    """One dataset; raises Damaged where its manifest does not have the content that its name says."""
    path = _folder(site) / f"{dataset_id}.json"
    try:
        seen = path.stat()
    except OSError:
        raise NotFound(f"There is no dataset {dataset_id[:40]!r}.", "`dataset list` names them.") from None
    return _read(path, (seen.st_mtime_ns, seen.st_size))


def ids(site: Site) -> list[str]:
    """The ids of all datasets."""
    return sorted(path.stem for path in _folder(site).glob("*.json"))


def named(site: Site, text: str) -> str:
    """The one id that begins with these digits; raises NotFound, or Misuse for several."""
    found = [dataset_id for dataset_id in ids(site) if text and dataset_id.startswith(text)]
    if not found:
        raise NotFound(f"There is no dataset {text[:40]!r}.", "Choose one from the list of datasets.")
    if len(found) > 1:
        raise Misuse(f"{len(found)} datasets begin with {text[:40]!r}.", "Write more digits.")
    return found[0]


def samples_csv(dataset: Dataset) -> bytes:
    """The samples as CSV, from which `make` makes the same dataset again where the files lie at their paths."""
    more = [name for name in ("sensitive", "boxes") if getattr(dataset, name)]
    return csv_bytes((*COLUMNS, *more),
                     ({**vars(sample), "boxes": sample.boxes_text()} for sample in dataset.samples))


@lru_cache(maxsize=16)
def _read(path: Path, stamp: tuple[int, int]) -> Dataset:
    """The same, kept until the file has changed: a page asks for all of them at every click."""
    try:
        dataset = Dataset.from_dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        raise _damaged(path) from None
    if content_hash(dataset.samples) != path.stem:
        raise _damaged(path)
    return dataset


def _folder(site: Site) -> Path:
    return site.settings.data_dir / "datasets"


def _damaged(path: Path) -> Damaged:
    return Damaged(f"The manifest {path.name} is damaged: its content is not what its name says.",
                   "Delete it and make the dataset again.")
