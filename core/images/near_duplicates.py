"""Near duplicates: groups of pictures whose perceptual hashes are close. Numbers only, no pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BITS = 64
_PAIRS = 4_000_000  # compared at a time: 32 MB
_SMALL = 64  # values of a bucket that is compared together with the other small ones


def near_duplicates(hashes: Sequence[str], *, distance: int = 4) -> list[list[int]]:
    """Group pictures whose hashes differ in at most `distance` bits.

    Parameters
    ----------
    hashes : sequence of str
        From `core.images.perceptual_hash`; "" belongs to no group.
    distance : int
        Bits, 0 to 15.

    Returns
    -------
    list of list of int
        Positions in `hashes`, groups of two and more, in order of their first member. A group is closed under
        "near to one member", so its ends may be further apart than `distance`.

    Notes
    -----
    Two hashes within d bits agree in at least one of d + 1 bands: only pictures that share a band are compared.

    Examples
    --------
    >>> near_duplicates(["00000000000000ff", "ffffffff00000000", "00000000000000fe", ""])
    [[0, 2]]
    """
    rows = [row for row, value in enumerate(hashes) if value]
    values = np.array([int(hashes[row], 16) for row in rows], np.uint64)
    unique, inverse = np.unique(values, return_inverse=True)
    groups = np.arange(len(unique))
    if distance > 0 and len(unique) > 1:
        groups = _joined(unique, min(distance, 15))
    members: dict[int, list[int]] = {}
    for row, group in zip(rows, groups[inverse].tolist(), strict=True):
        members.setdefault(group, []).append(row)
    return sorted(group for group in members.values() if len(group) > 1)


def _joined(values: np.ndarray, distance: int) -> np.ndarray:
    """The group of each value. Values that are in one group already are not compared again: a set of pictures that
    all look the same costs little more than one of pictures that all differ."""
    groups = np.arange(len(values))
    edges = np.linspace(0, BITS, distance + 2).astype(int)
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        band = (values >> np.uint64(start)) & np.uint64((1 << int(end - start)) - 1)
        order = np.argsort(band, kind="stable")
        cuts = np.flatnonzero(np.diff(band[order])) + 1
        sizes = np.diff([0, *cuts, len(order)])
        near = _neighbors(values, order, np.repeat(sizes, sizes), band, distance=distance)
        near = [(groups[first], groups[second]) for first, second in near]
        for bucket in np.split(order, cuts) if sizes.max() > _SMALL else ():
            for part in _parts(bucket) if len(bucket) > _SMALL else ():
                is_large = len(part) * len(bucket) > _PAIRS // 2
                if is_large and (groups[bucket] == groups[bucket[0]]).all():
                    break
                bits = np.bitwise_count(values[part][:, None] ^ values[bucket][None, :])
                first, second = np.nonzero(bits <= distance)
                first, second = groups[part[first]], groups[bucket[second]]
                near.append((first[first < second], second[first < second]))
                if is_large:
                    groups, near = _merged(groups, near), []
        groups = _merged(groups, near)
    return groups


def _neighbors(values: np.ndarray, order: np.ndarray, sizes: np.ndarray, band: np.ndarray, *,
               distance: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Near pairs of all small buckets: each row against the next one, the one after that, and so on, in one step."""
    small = order[sizes <= _SMALL]
    own, sorted_values = band[small], values[small]
    near = []
    for step in range(1, min(_SMALL, len(small))):
        same = own[:-step] == own[step:]
        if not same.any():
            break
        close = np.flatnonzero(same & (np.bitwise_count(sorted_values[:-step] ^ sorted_values[step:]) <= distance))
        near.append((small[close], small[close + step]))
    return near


def _parts(bucket: np.ndarray) -> list[np.ndarray]:
    """A bucket's rows in parts that are compared with all of it at a time; none where it holds one row only."""
    rows = max(1, _PAIRS // len(bucket))
    return [bucket[start:start + rows] for start in range(0, len(bucket), rows)] if len(bucket) > 1 else []


def _merged(groups: np.ndarray, near: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Groups after those of each pair became one."""
    if not near:
        return groups
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first, second = map(np.concatenate, zip(*near, strict=True))
    graph = coo_array((np.ones(len(first), bool), (first, second)), shape=(len(groups), len(groups)))
    merged: np.ndarray = connected_components(graph, directed=False)[1][groups]
    return merged
