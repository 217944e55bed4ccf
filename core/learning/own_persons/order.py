"""What is to be trained, and which of the dataset's photos teach and which are held out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import Misuse
from core.images.near_duplicates import near_duplicates
from core.models.manifest import Entry
from core.nouns.dataset import Sample
from core.words.numerals import count

FEWEST = 10  # photos in which people looked for persons
EVERY = 5  # of the groups of look-alikes, one is held out where nobody has split the set
MOST_STEPS = 20_000
HOW = "Make a dataset from label files of YOLO or COCO, or from corrected boxes: `dataset make boxes`."


@dataclass(frozen=True)
class Order:
    """A training.

    Attributes
    ----------
    name : str
        Of the new version.
    parent : Entry
        The version that it starts from; has an ultralytics checkpoint (.pt).
    dataset_id : str
    samples : tuple of Sample
        Those of the dataset.
    others : tuple of (str, str)
        The sha256 that the file must have ("" for any) and the path of other photos of the site: half are replayed, so
        that the model does not forget, and half tell what changes.
    steps, batch : int
    seed : int
    """

    name: str
    parent: Entry
    dataset_id: str
    samples: tuple[Sample, ...]
    others: tuple[tuple[str, str], ...] = ()
    steps: int = 300
    batch: int = 8
    seed: int = 0


def parts(samples: Iterable[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Photos that teach and photos that are held out, each once; no two of different parts look alike.

    Parameters
    ----------
    samples : iterable of Sample
        A set with a test part, or else with a validation part, keeps it; else groups of look-alikes are held out.

    Raises
    ------
    Misuse
        Too few photos, or no person in one of the parts.
    """
    boxed = sorted({sample.picture_id: sample for sample in samples if sample.boxed("persons") is not None}.values())
    if not any(sample.boxed("persons") for sample in boxed):
        raise Misuse(f"Training needs boxes of persons; this dataset has none in {count(len(boxed), 'photo')} that "
                     "people looked at.", HOW)
    if len(boxed) < FEWEST:
        raise Misuse(f"Training needs at least {FEWEST} photos in which people looked for persons; this dataset has "
                     f"{len(boxed)}.", "Box more photos; those with nobody count too.")
    training, held_out = split(boxed)
    for part, what in ((training, "that teach"), (held_out, "that are held out")):
        if not any(sample.boxed("persons") for sample in part):
            raise Misuse(f"No person is boxed in the {count(len(part), 'photo')} {what}.",
                         "Add boxed photos, or split the dataset another way: `dataset make --test 20 --seed 1`.")
    return training, held_out


def split(samples: list[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Samples that teach and samples that are held out: the test part, or else the validation part, or else every fifth
    group of look-alikes."""
    named = next((name for name in ("test", "validation") if any(sample.split == name for sample in samples)), "")
    if named:
        return ([sample for sample in samples if sample.split not in ("test", "validation")],
                [sample for sample in samples if sample.split == named])
    groups = _groups(samples)
    chosen = set(sorted(set(groups))[::EVERY])
    pairs = list(zip(samples, groups, strict=True))
    return ([sample for sample, group in pairs if group not in chosen],
            [sample for sample, group in pairs if group in chosen])


def check(order: Order) -> None:
    """Raises Misuse for a training that cannot work."""
    if not 1 <= order.steps <= MOST_STEPS or order.batch < 1 or order.seed < 0:
        raise Misuse(f"Steps are 1 to {MOST_STEPS:,}, photos of a step 1 or more, the seed 0 or more.", "Correct them.")
    parts(order.samples)


def _groups(samples: list[Sample]) -> list[str]:
    """A name for each photo; those that look alike have the same one."""
    names = [sample.picture_id for sample in samples]
    for group in near_duplicates([sample.hash for sample in samples]):
        for place in group:
            names[place] = samples[group[0]].picture_id
    return names
