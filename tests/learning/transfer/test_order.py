"""Which photos teach and which are held out; a training that cannot work is refused before it begins."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.learning.transfer.order import check, parts
from core.nouns.dataset import Sample
from tests.learning.transfer.small import order


def made_up(count: int, labels: tuple[str, ...] = ("apparel", "other"), split: str = "") -> list[Sample]:
    return [Sample(f"{number:064x}", labels[number % len(labels)], split, f"{number}.jpg") for number in range(count)]


def test_look_alikes_stay_together_and_a_split_set_keeps_its_splits() -> None:
    found = made_up(24)
    training, validation, test = parts(found, [str(number // 2) for number in range(24)])
    assert test == validation and len(training) + len(validation) == 24
    assert {sample.path for sample in validation} == {"0.jpg", "1.jpg", "8.jpg", "9.jpg"}
    split = [*made_up(12, split="train"), *made_up(4, split="validation"), *made_up(2, split="test")]
    assert [len(part) for part in parts(split, [str(number) for number in range(18)])] == [12, 4, 2]


@pytest.mark.parametrize(("changes", "words"), [
    ({"backbone": "vgg"}, "mobilenet_v2"), ({"epochs": 0}, "1 or more"),
    ({"samples": tuple(made_up(9))}, "at least 10"), ({"samples": tuple(made_up(12, ("other",)))}, "all 12 are other"),
    ({"samples": tuple(made_up(12, ("cat", "dog")))}, "cat, dog")])
def test_what_cannot_be_trained_is_refused(changes: dict, words: str) -> None:
    with pytest.raises(Misuse, match=words):
        check(order(tuple(made_up(12)), **changes))


def test_without_two_labels_left_to_learn_from_it_is_refused() -> None:
    with pytest.raises(Misuse, match="fewer than two labels"):
        parts([*made_up(10, ("other",), "train"), *made_up(2, ("apparel",), "validation")], list("abcdefghijkl"))
