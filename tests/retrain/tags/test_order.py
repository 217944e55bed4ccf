"""Labels are read by the taxonomy; what teaches nothing is said before a job begins."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.nouns.dataset import Sample
from core.retrain.tags.order import check, facts_of
from core.tags import bundled


def samples(*labels: str) -> list[Sample]:
    return [Sample(f"{number:064d}", label) for number, label in enumerate(labels)]


def test_a_label_names_one_kind_of_goods_and_attributes() -> None:
    assert facts_of("fashion; shoes; sandal; gender: women", bundled())[0] == {"tag": "sandal", "gender": "women"}
    assert facts_of("tag: sandal", bundled()) == ({"tag": "sandal"}, [])
    assert facts_of("shirt; jeans; pattern: striped", bundled())[0] == {"pattern": "striped"}, "two kinds: neither"
    assert facts_of("season: summer; gizmo", bundled()) == ({}, ["season: summer", "gizmo"])


@pytest.mark.parametrize(("labels", "words"), [
    (["sandal"] * 5 + ["boot"] * 4, "at least 10 photos .* this dataset has 9"),
    (["gizmo"] * 12, "has 0. Words that the taxonomy does not have: 'gizmo'"),
    (["sandal"] * 12, "two tags, and all 12 are 'sandal'")])
def test_what_no_head_can_learn_is_a_sentence(labels: list[str], words: str) -> None:
    with pytest.raises(Misuse, match=words):
        check(samples(*labels), bundled())
    check(samples(*["sandal"] * 6, *["boot"] * 6, "gizmo"), bundled())
