"""Near duplicates are those that comparing all pairs would find, and are found much faster."""

from __future__ import annotations

import random
import time
import tracemalloc

import numpy as np
import pytest

from core.images.near_duplicates import near_duplicates


def test_groups_are_those_that_comparing_all_pairs_would_find() -> None:
    draw = random.Random(4)
    values = [draw.getrandbits(64) for _ in range(300)]
    for _ in range(200):
        value = draw.choice(values)
        for bit in draw.sample(range(64), draw.randint(0, 6)):
            value ^= 1 << bit
        values.append(value)
    for distance in (0, 3, 4):
        groups = near_duplicates([f"{value:016x}" for value in values], distance=distance)
        together = {row: number for number, group in enumerate(groups) for row in group}
        for first in range(len(values)):
            for second in range(first):
                if (values[first] ^ values[second]).bit_count() <= distance:
                    assert together[first] == together[second]
        for group in groups:
            assert all(any((values[row] ^ values[other]).bit_count() <= distance for other in group if other != row)
                       for row in group)
    assert near_duplicates([]) == [] and near_duplicates(["", ""]) == [] and near_duplicates(["0f" * 8]) == []


def test_a_hundred_thousand_hashes_take_seconds() -> None:
    draw = np.random.default_rng(1)
    values = draw.integers(0, 2**63, 100_000, np.uint64)
    values[50_000:50_100] = values[:100] ^ np.uint64(5)
    start = time.perf_counter()
    groups = near_duplicates([f"{value:016x}" for value in values.tolist()])
    assert [[row, row + 50_000] for row in range(100)] == groups[:100] and len(groups) == 100
    assert time.perf_counter() - start < 100, "five billion pairs take longer"


def test_pictures_that_all_look_alike_are_one_group_without_a_list_of_their_pairs() -> None:
    draw = np.random.default_rng(2)
    flips = np.uint64(1) << draw.integers(0, 64, (20_000, 3), np.uint64)
    values = np.uint64(0x0F0F_3C3C_AAAA_0001) ^ np.bitwise_xor.reduce(flips, axis=1)
    tracemalloc.start()
    assert near_duplicates([f"{value:016x}" for value in values.tolist()]) == [list(range(20_000))]
    assert tracemalloc.get_traced_memory()[1] < 500_000_000, "two hundred million pairs take gigabytes"
    tracemalloc.stop()


def test_a_group_may_be_wider_than_the_distance_when_each_member_is_near_another() -> None:
    chain = [f"{(1 << bits) - 1:016x}" for bits in (0, 4, 8, 40)]
    assert near_duplicates(chain) == [[0, 1, 2]]
    assert near_duplicates(chain, distance=3) == []


@pytest.mark.parametrize("distance", [0, 1, 15])
def test_equal_hashes_are_always_together(distance: int) -> None:
    assert near_duplicates(["00ff00ff00ff00ff", "ffffffff00000000", "00ff00ff00ff00ff"], distance=distance) == [[0, 2]]


def test_pictures_without_a_hash_are_left_out_and_positions_stay() -> None:
    assert near_duplicates(["", "0f" * 8, "", "0f" * 8]) == [[1, 3]]
