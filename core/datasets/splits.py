"""Which samples are for training, validation and test: by label, and look-alikes always together."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from core.errors import Misuse
from core.images.near_duplicates import near_duplicates
from core.nouns.dataset import SPLITS, Sample, Shares


def check_shares(shares: Shares) -> None:
    """Raises Misuse for shares that leave nothing for training."""
    if min(shares.validation, shares.test) < 0 or shares.validation + shares.test >= 100:
        raise Misuse(f"Shares for validation ({shares.validation} %) and test ({shares.test} %) have to leave some "
                     "photos for training.", "Give percents from 0 up that are less than 100 together.")


def split(samples: Iterable[Sample], shares: Shares) -> list[Sample]:
    """Split samples, so that each label has these shares as nearly as its look-alikes allow.

    Parameters
    ----------
    samples : iterable of Sample
        In any order.
    shares : Shares

    Returns
    -------
    list of Sample
        Files with the same bytes and near duplicates, whatever their labels, are in one split, so that nothing in the
        test was seen in training.

    Examples
    --------
    >>> samples = [Sample(f"{number:064}", "other") for number in range(10)]
    >>> Counter(sample.split for sample in split(samples, Shares(validation=20, test=10)))
    Counter({'train': 7, 'validation': 2, 'test': 1})
    """
    percents = (100 - shares.validation - shares.test, shares.validation, shares.test)
    targets = {name: percent / 100 for name, percent in zip(SPLITS, percents, strict=True) if percent}
    groups = _look_alikes(samples)
    totals = Counter(sample.label for group in groups for sample in group)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    result: list[Sample] = []
    for group in sorted(groups, key=lambda group: _draw(shares.seed, group[0])):
        label = group[0].label
        lacking = {name: target * totals[label] - counts[label][name] for name, target in targets.items()}
        chosen = max(lacking, key=lacking.__getitem__)
        for sample in group:
            counts[sample.label][chosen] += 1
            result.append(replace(sample, split=chosen))
    return result


def _draw(seed: int, sample: Sample) -> bytes:
    """A sample's place in the draw: by its content, so that it is the same on every machine."""
    return hashlib.sha256(f"{seed} {sample.picture_id}".encode()).digest()


def _look_alikes(samples: Iterable[Sample]) -> list[list[Sample]]:
    """Samples that look the same, in groups of one and more."""
    pictures: dict[str, list[Sample]] = {}
    for sample in sorted(samples):
        pictures.setdefault(sample.picture_id, []).append(sample)
    same_bytes = list(pictures.values())
    near = near_duplicates([group[0].hash for group in same_bytes])
    grouped = {row for rows in near for row in rows}
    near += [[row] for row in range(len(same_bytes)) if row not in grouped]
    return [[sample for row in rows for sample in same_bytes[row]] for rows in near]
