"""What is handed to the process that trains, what it gives back, and which labels no head can learn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.errors import Misuse
from core.models.manifest import Entry
from core.nouns.dataset import Sample
from core.nouns.intent import INTENT_LABELS
from core.nouns.label_set import LabelSets
from core.nouns.shadow import Shadow

FEWEST = 10  # labeled pictures


@dataclass(frozen=True)
class Head:
    """A head of an intent model, as it is trained here.

    Attributes
    ----------
    name : str
        "intent" or "sensitive".
    output : str
        Of the contract.
    labels : tuple of str
        In the order of the output's labels.
    """

    name: str
    output: str
    labels: tuple[str, ...]

    def learned(self, samples: Iterable[Sample]) -> tuple[Sample, ...]:
        """Samples under the labels of this head; without those that nobody called sensitive or not."""
        if self.name == "intent":
            return tuple(samples)
        words = {"no": self.labels[0], "yes": self.labels[1]}
        return tuple(replace(sample, label=words[sample.sensitive]) for sample in samples if sample.sensitive)


HEADS = {head.name: head for head in (Head("intent", "shopping_intent", INTENT_LABELS),
                                      Head("sensitive", "sensitive", ("not sensitive", "sensitive")))}


@dataclass(frozen=True)
class Order:
    """What to train.

    Attributes
    ----------
    database : str
        URL of the catalog, which has what the head reads of each picture, under `vectors`.
    vectors : str
    model : Entry
        The one in use.
    name : str
        Of the new version.
    dataset_id : str
    samples : tuple of Sample
        Labeled pictures; those of the split "test" are not trained on.
    ordinary : tuple of str
        Pictures without a label: one half is replayed, the other half shows what would change.
    known : frozenset of str
        Pictures that the model in use has learned from: they say nothing about how good it is.
    source : str
        The analysis or audit that the ordinary pictures are of; "" for all.
    representative : bool
        Whether the labeled pictures are like those that the site meets, so that scores can be calibrated on them.
        Corrected pictures are not: they are the hard ones.
    seed : int
    head : str
        One of `HEADS`.
    """

    database: str
    vectors: str
    model: Entry
    name: str
    dataset_id: str
    samples: tuple[Sample, ...]
    ordinary: tuple[str, ...]
    known: frozenset[str]
    source: str
    representative: bool
    seed: int
    head: str = "intent"


@dataclass(frozen=True, eq=False)
class Trained:
    """A candidate: its file, how it compares, and its label sets where they could be calibrated."""

    weights: bytes
    shadow: Shadow
    label_sets: LabelSets | None


def check(learned: Sequence[Sample], unreadable: int = 0, known: frozenset[str] = frozenset(),
          head: str = "intent") -> None:
    """Raises Misuse for labels that no head can learn from, or where all photos are `known` to the model in use."""
    gone, labels = f" {unreadable:,} could not be read." if unreadable else "", HEADS[head].labels
    unknown = sorted({sample.label for sample in learned} - set(labels))
    if unknown:
        raise Misuse(f"The labels of shopping intent are {', '.join(labels)}; this dataset has "
                     f"{', '.join(unknown[:3])}.", "Make a dataset with these four labels.")
    if head == "sensitive" and not learned and not unreadable:
        raise Misuse("No photo outside the test split of this dataset says whether it is sensitive.",
                     "Give its table the column sensitive, with yes or no, and make the dataset again.")
    if len(learned) < FEWEST:
        raise Misuse(f"Training needs at least {FEWEST} labeled photos outside the test split, and there are "
                     f"{len(learned)}.{gone}", "Correct or label more photos.")
    if len({sample.label for sample in learned}) < 2:
        raise Misuse(f"Training needs photos of two labels, and all {len(learned):,} are {learned[0].label}.{gone}",
                     "Confirm or correct photos of another label too.")
    if known.issuperset(sample.picture_id for sample in learned):
        raise Misuse("The model in use has learned from all of these photos already, so nothing could be compared.",
                     "Correct or label more photos first.")
