"""What is to be trained, and which of the dataset's photos teach and which are held out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import Misuse
from core.learning.own_persons.order import MOST_STEPS, split
from core.models.manifest import Entry
from core.nouns.dataset import Sample
from core.words.numerals import count

FEWEST = 5  # corrected photos: one of them is held out
WHAT = "products"
HOW = ("Draw missed products on shelf photos, or call boxes no product; then make a dataset of them: "
       "`dataset make shelves`.")


@dataclass(frozen=True)
class Order:
    """A training.

    Attributes
    ----------
    name : str
        Of the new version.
    parent : Entry
        The version that it starts from.
    dataset_id : str
    samples : tuple of Sample
        Those of the dataset.
    packshots : tuple of str
        Files of the site's packshots, from which shelves are made that are replayed, so that the model does not
        forget.
    steps, batch : int
    seed : int
    """

    name: str
    parent: Entry
    dataset_id: str
    samples: tuple[Sample, ...]
    packshots: tuple[str, ...] = ()
    steps: int = 150
    batch: int = 8
    seed: int = 0


def parts(samples: Iterable[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Photos that teach and photos that are held out; no two of different parts look alike.

    Raises
    ------
    Misuse
        Too few photos, or no product in one of the parts.
    """
    boxed = sorted({sample.picture_id: sample for sample in samples if sample.boxed(WHAT) is not None}.values())
    if len(boxed) < FEWEST:
        raise Misuse(f"Training needs at least {FEWEST} shelf photos whose boxes people corrected; this dataset has "
                     f"{len(boxed)}.", HOW)
    training, held_out = split(boxed)
    for part, what in ((training, "that teach"), (held_out, "that are held out")):
        if not any(sample.boxed(WHAT) for sample in part):
            raise Misuse(f"No product is boxed in the {count(len(part), 'photo')} {what}.",
                         "Correct more photos, or split the dataset another way: `dataset make --test 20 --seed 1`.")
    return training, held_out


def check(order: Order) -> None:
    """Raises Misuse for a training that cannot work."""
    if not 1 <= order.steps <= MOST_STEPS or order.batch < 1 or order.seed < 0:
        raise Misuse(f"Steps are 1 to {MOST_STEPS:,}, photos of a step 1 or more, the seed 0 or more.", "Correct them.")
    parts(order.samples)
