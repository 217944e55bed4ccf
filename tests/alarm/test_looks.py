"""A picture is compared with its own product's others and with all other products."""

import numpy as np

from core.alarm.looks import gallery_of, rivals
from tests.skus.made_up import made_up_look


def test_the_most_alike_of_own_and_of_others() -> None:
    looks = [made_up_look(seed) for seed in (1, 1, 2, 1, 3)]  # 0 looks like 1 (own) and 3 (of another product)
    gallery = gallery_of((np.stack([look.cells for look in looks]), np.stack([look.weights for look in looks]),
                          np.stack([look.color for look in looks])), np.array([0, 0, 0, 1, 2]), np.arange(5))
    own, other = rivals(gallery, 0)
    assert own and other and (own.view, other.view) == (1, 3)
    assert own.look == other.look and other.color > 0.99
    own, other = rivals(gallery, 4)
    assert own is None and other is not None and other.look < 0.15, "a product with one picture has no other"


def test_the_same_picture_under_two_products_is_no_likeness() -> None:
    looks = [made_up_look(seed) for seed in (1, 1)]
    gallery = gallery_of((np.stack([look.cells for look in looks]), np.stack([look.weights for look in looks]),
                          np.stack([look.color for look in looks])), np.array([0, 1]), np.array([7, 7]))
    assert rivals(gallery, 0) == (None, None)
