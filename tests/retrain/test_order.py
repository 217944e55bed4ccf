"""Labels that no head can learn from are refused in one sentence."""

from __future__ import annotations

import pytest

from core.errors import Misuse
from core.nouns.dataset import Sample
from core.retrain.order import HEADS, check


def samples(*labels: str) -> list[Sample]:
    return [Sample(f"{number:064}", label) for number, label in enumerate(labels)]


def test_enough_photos_of_two_labels_pass() -> None:
    check(samples(*["apparel"] * 9, "other"))


@pytest.mark.parametrize(("labels", "sentence"), [
    ((), "at least 10 labeled photos outside the test split, and there are 0"),
    (("apparel", "other"), "and there are 2. 3 could not be read."),
    (("apparel",) * 12, "photos of two labels, and all 12 are apparel"),
    (("shoe",) * 12, "The labels of shopping intent are negative, apparel, home_decor, other; this dataset has shoe"),
])
def test_what_is_wrong_is_one_sentence(labels: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(Misuse, match=sentence) as caught:
        check(samples(*labels), unreadable=3 if len(labels) == 2 else 0)
    assert caught.value.hint


def test_sensitive_is_learned_from_photos_of_which_somebody_said_it() -> None:
    said = [Sample(f"{number:064}", "vodka", sensitive=word) for number, word in enumerate(["yes", "no", ""] * 8)]
    learned = HEADS["sensitive"].learned(said)
    assert [sample.label for sample in learned[:2]] == ["sensitive", "not sensitive"] and len(learned) == 16
    check(learned, head="sensitive")
    for wrong, sentence in (((), "No photo outside the test split of this dataset says whether it is sensitive"),
                            (learned[::2] * 2, "photos of two labels, and all 16 are sensitive")):
        with pytest.raises(Misuse, match=sentence):
            check(wrong, head="sensitive")
    assert HEADS["intent"].learned(said) == tuple(said)
