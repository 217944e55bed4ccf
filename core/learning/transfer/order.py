"""What is to be trained, and which of the dataset's photos teach, choose the epoch, and test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import Misuse
from core.nouns.dataset import Sample
from core.nouns.intent import INTENT_LABELS

BACKBONES = ("mobilenet_v2", "mobilenet_v3_small", "efficientnet_b0", "efficientnet_v2_b0", "resnet50")
FEWEST = 10  # labeled photos
EVERY = 6  # of the groups of look-alikes, one is held out where nobody has split the set
RANDOM = "random"  # in place of a weight file: start from nothing


@dataclass(frozen=True)
class Order:
    """A training.

    Attributes
    ----------
    name : str
        Of the new version.
    backbone : str
        One of `BACKBONES`.
    weights : str
        Path of its weights without the classifier; "" for those of ImageNet, which Keras downloads; `RANDOM`.
    dataset_id : str
    samples : tuple of Sample
    teacher : str
        The intent model whose *sensitive* is learned, since a dataset has labels of intent only.
    epochs, fine_epochs : int
        With the backbone as it is, and then with all of it at a small step, at most.
    patience : int
        Epochs without a smaller loss on the validation photos after which a phase ends.
    batch : int
        Photos of one step.
    seed : int
    """

    name: str
    backbone: str
    weights: str
    dataset_id: str
    samples: tuple[Sample, ...]
    teacher: str
    epochs: int = 10
    fine_epochs: int = 10
    patience: int = 3
    batch: int = 16
    seed: int = 0


def check(order: Order) -> None:
    """Raises Misuse for a training that cannot work."""
    if order.backbone not in BACKBONES:
        raise Misuse(f"The backbones are {', '.join(BACKBONES)}, not {order.backbone[:40]!r}.", "Choose one of them.")
    if min(order.epochs, order.patience, order.batch) < 1 or min(order.fine_epochs, order.seed) < 0:
        raise Misuse("Epochs, patience and the photos of a step are 1 or more, fine epochs and the seed 0 or more.",
                     "Correct them.")
    check_labels(order.samples)


def check_labels(samples: Sequence[Sample], unreadable: int = 0) -> None:
    """Raises Misuse for photos that no model of shopping intent can learn from."""
    labels, gone = sorted({item.label for item in samples}), f" {unreadable:,} could not be read." if unreadable else ""
    if unknown := [label for label in labels if label not in INTENT_LABELS]:
        raise Misuse(f"The labels of shopping intent are {', '.join(INTENT_LABELS)}; this dataset has "
                     f"{', '.join(unknown[:3])}.", "Make a dataset with these four labels.")
    if len(samples) < FEWEST:
        raise Misuse(f"Training needs at least {FEWEST} labeled photos, and there are {len(samples)}.{gone}",
                     "Label more photos.")
    if len(labels) < 2:
        raise Misuse(f"Training needs photos of two labels, and all {len(samples):,} are {labels[0]}.{gone}",
                     "Add photos of another label.")


def parts(samples: Sequence[Sample], groups: Sequence[str]) -> tuple[list[Sample], list[Sample], list[Sample]]:
    """Photos that teach, that choose the epoch, and that test; no two of different parts look alike.

    Parameters
    ----------
    samples : sequence of Sample
        A set that is split keeps its splits; what it lacks is held out of the training part.
    groups : sequence of str
        One name for each sample; those of one group look alike.

    Returns
    -------
    training, validation, test : list of Sample
        Where the set has no test part, the validation photos are given for both.
    """
    pairs = list(zip(samples, groups, strict=True))
    test = [item for item, _ in pairs if item.split == "test"]
    validation = [item for item, _ in pairs if item.split == "validation"]
    rest = [(item, group) for item, group in pairs if item.split not in ("test", "validation")]
    if not validation:
        chosen = set(sorted({group for _, group in rest})[::EVERY])
        validation = [item for item, group in rest if group in chosen]
        rest = [(item, group) for item, group in rest if group not in chosen]
    training = [item for item, _ in rest]
    if not validation or len({item.label for item in training}) < 2:
        raise Misuse("Once photos are held out to choose the epoch, fewer than two labels are left to learn from.",
                     "Add photos, or split the dataset: `dataset make --validation 15`.")
    return training, validation, test or validation
