"""What people read of a dataset's checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from core.nouns.dataset import Dataset, DatasetCheck
from core.words.numerals import count

Item = TypeVar("Item")
SHOWN = 5  # examples of each finding
IMBALANCED = 10  # times the rarest label from which on it is worth a word


def dataset_line(dataset: Dataset) -> str:
    """One dataset in a list."""
    labels = ", ".join(f"{name} {number:,}" for name, number in dataset.labels.items())
    return (f"{dataset.dataset_id[:12]}  {dataset.created:%Y-%m-%d %H:%M} UTC  {dataset.name}: "
            f"{count(len(dataset.samples), 'photo')} ({labels})")


def findings(check: DatasetCheck) -> list[str]:
    """A line for each finding, with examples below; one line when nothing is wrong."""
    lines = [*_found(check.left_out, "left out", lambda item: f"{item[0]}: {item[1]}"),
             *_found(check.unreadable, "gone, altered or unreadable", lambda item: f"{item[0]}: {item[1]}")]
    for groups, what in ((check.two_labels, "with several labels"),
                         (check.leaks, "that look the same in several splits"),
                         (check.near_labels, "that look the same and have several labels")):
        if groups:
            lines.append(f"{count(len(groups), 'group')} of photos {what}:")
            lines += [f"  {' = '.join(group)}" for group in groups[:SHOWN]]
    if check.imbalance >= IMBALANCED:
        rarest = min(check.labels, key=check.labels.__getitem__)
        lines.append(f"Not balanced: the most frequent label has {check.imbalance:.0f} times the photos of {rarest!r}.")
    missing = [f"{split!r} has no {label!r}" for split, labels in check.splits.items() for label in check.labels
               if label not in labels]
    lines += [f"Labels are missing in splits: {'; '.join(missing[:SHOWN])}."] if missing else []
    lines += _found(check.label_errors, f"of {check.scored:,} analyzed ones with a label that is probably wrong",
                    lambda item: f"{item.path}: {item.label}, the model says {item.suggested} {item.score:.2f}")
    return lines or ["Nothing is wrong with it."]


def _found(items: Sequence[Item], what: str, line: Callable[[Item], str]) -> list[str]:
    return [f"{count(len(items), 'photo')} {what}:", *(f"  {line(item)}" for item in items[:SHOWN])] if items else []
