"""Near duplicates: groups of pictures whose perceptual hashes are close. Numbers only, no pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BITS = 64
_PAIRS = 4_000_000  # compared at a time: 32 MB


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
    parent = np.arange(len(unique))
    if distance > 0 and len(unique) > 1:
        for first, second in _near_pairs(unique, min(distance, 15)):
            _join(parent, first, second)
    members: dict[int, list[int]] = {}
    for row, index in zip(rows, inverse.tolist(), strict=True):
        members.setdefault(_root(parent, index), []).append(row)
    return sorted(group for group in members.values() if len(group) > 1)


def _near_pairs(values: np.ndarray, distance: int) -> list[tuple[int, int]]:
    edges = np.linspace(0, BITS, distance + 2).astype(int)
    pairs: list[tuple[int, int]] = []
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        band = (values >> np.uint64(start)) & np.uint64((1 << int(end - start)) - 1)
        order = np.argsort(band, kind="stable")
        cuts = np.flatnonzero(np.diff(band[order])) + 1
        for bucket in np.split(order, cuts):
            if len(bucket) > 1:
                pairs += _pairs_of(values, bucket, distance)
    return pairs


def _pairs_of(values: np.ndarray, bucket: np.ndarray, distance: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    rows = max(1, _PAIRS // len(bucket))
    for start in range(0, len(bucket), rows):
        part = bucket[start:start + rows]
        bits = np.bitwise_count(values[part][:, None] ^ values[bucket][None, :])
        for first, second in np.argwhere(bits <= distance):
            if start + first < second:
                pairs.append((int(part[first]), int(bucket[second])))
    return pairs


def _root(parent: np.ndarray, row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = int(parent[row])
    return row


def _join(parent: np.ndarray, first: int, second: int) -> None:
    first, second = _root(parent, first), _root(parent, second)
    if first != second:
        parent[max(first, second)] = min(first, second)
