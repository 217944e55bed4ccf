"""Which photos teach and which are held out, and one sentence for what cannot be trained on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import Misuse
from core.learning.own_persons.order import Order, check, parts
from core.models.manifest import Entry
from core.nouns.box_set import BoxSet
from core.nouns.dataset import Sample

BOX, NOBODY = (("persons", BoxSet((9, 9), ((0.0, 0.0, 5.0, 9.0),))),), (("persons", BoxSet((9, 9))),)
PARENT = Entry("persons_1", "persons", (), "", "")


def samples(count: int = 20, boxes=BOX) -> tuple[Sample, ...]:
    return tuple(Sample(f"{number:064x}", "person", "", f"{number}.jpg", f"{number * 0x0f0f3355aa:016x}"[-16:],
                        boxes=boxes)
                 for number in range(1, count + 1))


def test_a_fifth_is_held_out_and_look_alikes_stay_together() -> None:
    alike = (*samples(19), Sample("f" * 64, "person", "", "copy.jpg", samples(1)[0].hash, boxes=BOX))
    training, held_out = parts(alike)
    assert len(training) + len(held_out) == 20 and 2 <= len(held_out) <= 8
    sides = ["copy.jpg" in [sample.path for sample in part] for part in (training, held_out)]
    assert sides == ["1.jpg" in [sample.path for sample in part] for part in (training, held_out)]
    split = tuple(replace(sample, split="test" if number < 4 else "train") for number, sample in enumerate(samples()))
    assert len(parts(split)[1]) == 4, "a set that is split keeps its splits"
    assert parts((*samples(), *samples()))[0] == parts(samples())[0], "each photo once"


@pytest.mark.parametrize(("given", "words"), [
    (samples(1), "at least 10 photos in which people looked for persons; this dataset has 1"),
    (samples(20, ()), "has none in 0 photos"), (samples(20, NOBODY), "has none in 20 photos"),
    ((*samples(5), *(replace(sample, split="test", boxes=NOBODY) for sample in samples(20)[5:])),
     "No person is boxed in the 15 photos that are held out")])
def test_what_cannot_teach_is_refused(given, words) -> None:
    with pytest.raises(Misuse, match=words):
        parts(given)


def test_numbers_that_cannot_be_are_refused() -> None:
    for wrong in ({"steps": 0}, {"steps": 30_000}, {"batch": 0}, {"seed": -1}):
        with pytest.raises(Misuse, match="Steps are 1 to 20,000"):
            check(replace(Order("own_persons_1", PARENT, "", samples()), **wrong))
    check(Order("own_persons_1", PARENT, "", samples()))
