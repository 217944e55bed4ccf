"""Which photos teach and which are held out; off where none can be held out."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Misuse
from core.learning.own_shelves.order import FEWEST, Order, check, parts
from core.models import store
from core.nouns.box_set import BoxSet
from core.nouns.dataset import Sample
from core.settings import ROOT


def photo(number: int, products: int = 3, split: str = "") -> Sample:
    boxes = BoxSet((100, 100), tuple((10.0 * at, 0.0, 10.0 * at + 9, 20.0) for at in range(products)))
    return Sample(f"{number:064x}", "product", split, f"{number}.jpg", f"{number * 0x1111_2222_3333_4444 % 2**64:016x}",
                  boxes=(("products", boxes),))


def test_some_photos_are_held_out_and_a_split_is_kept() -> None:
    training, held_out = parts([photo(number) for number in range(1, 11)])
    assert held_out and training and not {one.picture_id for one in training} & {one.picture_id for one in held_out}
    split = [photo(number, split="test" if number == 3 else "train") for number in range(1, 7)]
    assert [one.path for one in parts(split)[1]] == ["3.jpg"]


def test_too_few_photos_or_no_product_are_told() -> None:
    with pytest.raises(Misuse, match=f"at least {FEWEST} shelf photos.*has 2"):
        parts([photo(1), photo(2)])
    with pytest.raises(Misuse, match="No product is boxed"):
        parts([photo(number, products=0) for number in range(1, 8)])
    order = Order("a", store.entry(ROOT / "models", "products"), "", tuple(photo(number) for number in range(1, 8)))
    check(order)
    with pytest.raises(Misuse, match="Steps are"):
        check(Order("a", order.parent, "", order.samples, steps=0))
    assert Path(order.parent.path).is_file()
