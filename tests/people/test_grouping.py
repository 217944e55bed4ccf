"""Faces that point the same way are one person, two on one picture never are, and what stays stays."""

from __future__ import annotations

import numpy as np
import pytest

from core.people.grouping import Faces, group, joined_by_mistake


def around(center: int, count: int, spread: float = 0.02) -> np.ndarray:
    made = np.eye(32)[center] + np.random.default_rng(center).normal(0, spread, (count, 32))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def test_three_people_are_three_groups_in_any_order() -> None:
    vectors = np.concatenate([around(0, 5), around(1, 4), around(2, 1)])
    order = np.random.default_rng(3).permutation(10)
    placed = group(Faces(vectors[order], [f"p{row}" for row in order], [None] * 10), 0.6)
    whose = {int(row): person for row, (person, _) in zip(order, placed, strict=True)}
    groups = [{whose[row] for row in rows} for rows in (range(5), range(5, 9), range(9, 10))]
    assert all(len(found) == 1 for found in groups) and len(set.union(*groups)) == 3
    assert all(person < 0 and 0.6 <= score <= 1 + 1e-6 for person, score in placed)


def test_two_faces_on_one_picture_are_two_people() -> None:
    placed = group(Faces(around(0, 3), ["a", "a", "b"], [None] * 3), 0.6)
    assert placed[0][0] != placed[1][0]


def test_faces_that_stay_are_not_moved_and_new_ones_join_them() -> None:
    vectors = np.concatenate([around(0, 2), around(1, 2)])
    placed = group(Faces(vectors, ["", "a", "b", "c"], [7, None, 9, None]), 0.6)
    assert [person for person, _ in placed] == [7, 7, 9, 9]
    by_hand = group(Faces(vectors, ["a", "b", "c", "d"], [7, 7, 7, None]), 0.99)
    assert [person for person, _ in by_hand[:3]] == [7, 7, 7], "what a person put there stays, however unlike it is"


def test_nothing_joins_below_the_threshold() -> None:
    assert len({person for person, _ in group(Faces(around(0, 4, 0.3), "abcd", [None] * 4), 0.999)}) == 4


@pytest.mark.parametrize(("ids", "expected"), [(["a", "a", "b"], (1, 1)), (["a", "b", "c"], (0, 0)),
                                               (["", "", ""], (0, 0)), (["a", "a", "a"], (1, 3))])
def test_pairs_on_one_picture_say_how_often_two_are_taken_for_one(ids: list[str], expected: tuple[int, int]) -> None:
    vectors = np.concatenate([around(0, 2), around(1, 1)])
    assert joined_by_mistake(vectors, ids, 0.6) == expected
