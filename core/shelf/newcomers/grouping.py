"""Facings that look alike, in groups: which of them probably show one product that the catalog lacks.

Two facings are alike from a likeness of parts and of colors on that were set by hand; `python -m benchmarks.newcomers`
measures them on synthetic shelves. Groups grow from the most alike pair, and two groups join only
where most of their pairs that were compared are alike, so that no chain of small differences joins two products.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.vision.skus.look import SCALE, Look, likeness

LOOK, COLOR = 0.62, 0.8  # least likeness of parts and of colors of two facings of one product
NEAREST = 48  # facings that each is compared with by all parts
AGREE = 0.5  # least share of the compared pairs of two groups that are alike
LEAST_FACINGS, LEAST_PHOTOS = 3, 2  # of a proposal: one of the two


def groups_of(looks: Sequence[Look]) -> list[list[int]]:
    """Groups of looks that are alike, each with at least two members, the largest first.

    Parameters
    ----------
    looks : sequence of Look
    """
    return joined(len(looks), compared(looks), (LOOK, COLOR))


def joined(count: int, pairs: Mapping[tuple[int, int], tuple[float, float]], least: tuple[float, float]
           ) -> list[list[int]]:
    """Groups of `count` looks.

    Parameters
    ----------
    count : int
    pairs : mapping of (int, int) to (float, float)
        Of `compared`.
    least : (float, float)
        Likeness of parts and of colors from which on two are alike.
    """
    alike = {pair: look if look >= least[0] and color >= least[1] else 0.0 for pair, (look, color) in pairs.items()}
    group_of, members = list(range(count)), {place: [place] for place in range(count)}
    for one, two in sorted((pair for pair in alike if alike[pair] > 0), key=lambda pair: (-alike[pair], pair)):
        first, second = group_of[one], group_of[two]
        if first == second:
            continue
        between = [alike[pair] for a in members[first] for b in members[second]
                   if (pair := (min(a, b), max(a, b))) in alike]
        if sum(score > 0 for score in between) >= AGREE * len(between):
            for member in members[second]:
                group_of[member] = first
            members[first] += members.pop(second)
    found = [sorted(group) for group in members.values() if len(group) > 1]
    return sorted(found, key=lambda group: (-len(group), group))


def is_proposal(photos: Sequence[str]) -> bool:
    """Whether facings on these photos, one for each, are enough for a proposal.

    Examples
    --------
    >>> is_proposal(["a", "b"]), is_proposal(["a", "a"]), is_proposal(["a", "a", "a"])
    (True, False, True)
    """
    return len(set(photos)) >= LEAST_PHOTOS or len(photos) >= LEAST_FACINGS


def compared(looks: Sequence[Look]) -> dict[tuple[int, int], tuple[float, float]]:
    """Places of two looks -> how alike their parts and their colors are; each is compared with the nearest ones.

    Parameters
    ----------
    looks : sequence of Look
    """
    if len(looks) < 2:
        return {}
    cells = np.stack([look.cells for look in looks])
    weights = np.stack([look.weights for look in looks])
    colors = np.stack([look.color for look in looks])
    means = np.stack([(own.astype(np.float32) * share[:, None]).sum(axis=0)
                      for own, share in zip(cells, weights, strict=True)])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6)
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for place in range(len(looks)):
        near = means @ means[place]
        near[place] = -2
        others = np.sort(np.argsort(-near, kind="stable")[:min(NEAREST, len(looks) - 1)])
        scores = likeness((cells[others].astype(np.float32) / SCALE, weights[others]),
                          (cells[place].astype(np.float32) / SCALE, weights[place]))
        shades = colors[others] @ colors[place]
        for other, score, shade in zip(others.tolist(), scores.tolist(), shades.tolist(), strict=True):
            found[min(place, other), max(place, other)] = score, shade
    return found
