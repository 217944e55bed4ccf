"""What people read of a dataset's checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from core.nouns.correction import BOXED
from core.nouns.dataset import Dataset, DatasetCheck
from core.nouns.intent import INTENT_LABELS
from core.words.labels import INTENT_WORDS
from core.words.numerals import count

Item = TypeVar("Item")
SHOWN = 5  # examples of each finding
IMBALANCED = 10  # times the rarest label from which on it is worth a word
SPLIT_WORDS = {"train": "training", "validation": "validation", "test": "test", "": "no split"}
GROUP_WORDS = {"two_labels": "with several labels or boxes that differ",
               "leaks": "that look the same in several splits",
               "near_labels": "that look the same and have several labels"}
GONE = "gone, altered or unreadable"
NO_DATASETS = ("A dataset is a list of labeled photos under the hash of its content, so that a model can name what it "
               "learned from.")
LABELS_OF_JOBS = ("A photo's label is what people said, else what the shop's category means; a photo that has neither "
                  "is left out. Correct labels in the view Review on Explore.")
BOXES_OF_PEOPLE = ("All photos whose faces or persons people drew, deleted or confirmed in the view Correct, to "
                   "measure and to train detectors.")
NOT_CHECKED = ("The checks read every file again. They look for files that are gone or altered, photos that look the "
               "same in several splits or with several labels, rare labels, and labels that are probably wrong.")
NOTHING_WRONG = "Nothing is wrong with it."
NONE_SCORED = "Labels were not compared with the model: none of these photos was analyzed here with an intent as label."


def made_line(dataset: Dataset) -> str:
    """How large a dataset is, and how much was left out."""
    left_out = f"; {count(len(dataset.left_out), 'photo')} left out" if dataset.left_out else ""
    labels = count(len(dataset.labels), "label")
    return f"{count(len(dataset.samples), 'photo')} of {labels}{boxes_words(dataset)}{left_out}"


def boxes_words(dataset: Dataset) -> str:
    """The boxes of a dataset: ", 254 persons boxed in 128 photos"; "" without any."""
    return "".join(f", {count(boxes, BOXED[name])} boxed in {count(photos, 'photo')}"
                   for name, (photos, boxes) in dataset.boxes.items())


def name_of(label: str) -> str:
    """A label as people read it: an intent by its word, any other as it is."""
    return INTENT_WORDS[label] if label in INTENT_LABELS else label


def source_words(source: str, *, local: bool) -> str:
    """What a dataset was made from: an analysis or audit by its id, all corrections or corrected boxes, or a folder or
    table; these by their path if `local`."""
    if source == "corrections":
        return "all corrections"
    if source == "boxes":
        return "all corrected boxes"
    if not Path(source).is_absolute():
        return f"analysis or audit {source}"
    return source if local else file_name(source)


def file_name(path: str) -> str:
    """The last part of a path on the server; anything else, such as an address, as it is.

    Examples
    --------
    >>> file_name("/srv/shop/a.jpg"), file_name("https://shop.example/a.jpg")
    ('a.jpg', 'https://shop.example/a.jpg')
    """
    return Path(path).name if Path(path).is_absolute() else path


def without_folders(dataset: Dataset) -> Dataset:
    """A dataset as visitors of other machines read it: names of files, no folders of the server."""
    return replace(dataset, source=file_name(dataset.source), left_out=_named(dataset.left_out),
                   samples=tuple(replace(sample, path=file_name(sample.path)) for sample in dataset.samples))


def check_without_folders(check: DatasetCheck) -> DatasetCheck:
    """The checks of a dataset as visitors of other machines read them."""
    def names(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(map(file_name, group)) for group in groups)

    return replace(check, unreadable=_named(check.unreadable), left_out=_named(check.left_out),
                   two_labels=names(check.two_labels), leaks=names(check.leaks), near_labels=names(check.near_labels),
                   label_errors=tuple(replace(error, path=file_name(error.path)) for error in check.label_errors))


def balance(check: DatasetCheck) -> list[str]:
    """What is wrong with the numbers of photos: a rare label, and labels that a split lacks."""
    lines = []
    if check.imbalance >= IMBALANCED:
        rarest = min(check.labels, key=check.labels.__getitem__)
        lines.append(f"Not balanced: the most frequent label has {check.imbalance:.0f} times the photos of "
                     f"{name_of(rarest)}.")
    missing = [f"{SPLIT_WORDS[split]} has no {name_of(label)}" for split, labels in check.splits.items()
               for label in check.labels if label not in labels]
    return lines + ([f"Labels are missing in splits: {'; '.join(missing[:SHOWN])}."] if missing else [])


def dataset_line(dataset: Dataset) -> str:
    """One dataset in a list."""
    labels = ", ".join(f"{name} {number:,}" for name, number in dataset.labels.items())
    return (f"{dataset.dataset_id[:12]}  {dataset.created:%Y-%m-%d %H:%M} UTC  {dataset.name}: "
            f"{count(len(dataset.samples), 'photo')} ({labels}){boxes_words(dataset)}")


def label_error_words(check: DatasetCheck) -> str:
    """What a count of probable label errors is about."""
    return f"of {check.scored:,} analyzed ones with a label that is probably wrong"


def findings(check: DatasetCheck) -> list[str]:
    """A line for each finding, with examples below; one line when nothing is wrong."""
    lines = [*_found(check.left_out, "left out", lambda item: f"{item[0]}: {item[1]}"),
             *_found(check.unreadable, GONE, lambda item: f"{item[0]}: {item[1]}")]
    for finding, what in GROUP_WORDS.items():
        if groups := getattr(check, finding):
            lines.append(f"{count(len(groups), 'group')} of photos {what}:")
            lines += [f"  {' = '.join(group)}" for group in groups[:SHOWN]]
    lines += balance(check)
    lines += _found(check.label_errors, label_error_words(check),
                    lambda item: f"{item.path}: {item.label}, the model says {item.suggested} {item.score:.2f}")
    return lines or [NOTHING_WRONG]


def _named(items: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((file_name(path), reason.replace(path, file_name(path))) for path, reason in items)


def _found(items: Sequence[Item], what: str, line: Callable[[Item], str]) -> list[str]:
    return [f"{count(len(items), 'photo')} {what}:", *(f"  {line(item)}" for item in items[:SHOWN])] if items else []
