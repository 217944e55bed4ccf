"""What the labels of a dataset say of tags, and what is handed to the process that learns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import Misuse
from core.models.manifest import Entry
from core.nouns.dataset import Sample
from core.nouns.tag_comparison import TagComparison
from core.tags import Taxonomy

TAG = "tag"
FEWEST = 10  # labeled photos
MOST = 3000  # photos that teach; more are left out, those with the last hashes
WAYS = ("whitening", "contrastive")  # to adapt features to the catalog: core/retrain/tags/adapt.py
HOW = "A label is one or more tags or attributes with semicolons between, such as: sneaker; gender: men."


@dataclass(frozen=True)
class Order:
    """What to learn.

    Attributes
    ----------
    database : str
        URL of the catalog, which has the features of each picture, under `vectors`.
    vectors : str
    model : Entry
        The one in use.
    name : str
        Of the new version.
    dataset_id : str
    samples : tuple of Sample
        Labeled pictures; those of the split "test" are not learned from.
    ordinary : tuple of str
        Pictures without a label: one half is replayed, the other half shows what would change.
    known : frozenset of str
        Pictures that the model in use has learned from: they say nothing about how good it is.
    seed : int
    adapt : str
        How the features are adapted to the catalog first (`WAYS`); "" for not at all.
    catalog : tuple of str
        Pictures without a label that it is learned from.
    """

    database: str
    vectors: str
    model: Entry
    name: str
    dataset_id: str
    samples: tuple[Sample, ...]
    ordinary: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()
    seed: int = 0
    adapt: str = ""
    catalog: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Trained:
    """A candidate: its file, and how it compares."""

    weights: bytes
    comparison: TagComparison


def facts_of(label: str, taxonomy: Taxonomy) -> tuple[dict[str, str], list[str]]:
    """What a label says.

    Returns
    -------
    facts : dict of str to str
        "tag" and attributes -> the word of the taxonomy. A photo of several goods has no "tag": one answer could not
        be right.
    unknown : list of str
        Words that the taxonomy does not have.

    Examples
    --------
    >>> from core.tags import bundled
    >>> facts_of("Trainer; gender: ladies; unicorn", bundled())
    ({'tag': 'sneaker', 'gender': 'women'}, ['unicorn'])
    """
    facts, unknown, kinds = dict[str, str](), list[str](), list[str]()
    for part in filter(None, (part.strip() for part in label.split(";"))):
        name, colon, value = (word.strip() for word in part.partition(":"))
        attribute = name.casefold() if colon else TAG
        if attribute != TAG:
            found = taxonomy.value_of(attribute, value) if attribute in taxonomy.attributes else ""
        else:
            found = taxonomy.tag_of(value if colon else part)
        if not found:
            unknown.append(part)
        elif attribute == TAG:
            kinds.append(found)
        else:
            facts[attribute] = found
    exact = [tag for tag in dict.fromkeys(kinds) if not any(tag in taxonomy.path(other)[:-1] for other in kinds)]
    return {**({TAG: exact[0]} if len(exact) == 1 else {}), **facts}, unknown


def check(samples: Iterable[Sample], taxonomy: Taxonomy) -> None:
    """Raises Misuse for labels that no head can learn from."""
    taught = [sample for sample in samples if sample.split != "test"]
    read = [facts_of(sample.label, taxonomy) for sample in taught]
    unknown = Counter(word for _, words in read for word in words)
    some = ", ".join(f"{word!r}" for word, _ in unknown.most_common(3))
    known = sum(bool(facts) for facts, _ in read)
    if known < FEWEST:
        why = f" Words that the taxonomy does not have: {some}." if unknown else ""
        raise Misuse(f"Training needs at least {FEWEST} photos outside the test split with a tag of the taxonomy; this "
                     f"dataset has {known}.{why}", HOW)
    values = {name: {facts[name] for facts, _ in read if name in facts} for facts, _ in read for name in facts}
    if all(len(found) < 2 for found in values.values()):
        only = next(iter(next(iter(values.values()))))
        raise Misuse(f"Training needs photos of two tags, and all {known:,} are {only!r}.",
                     "Add photos of other goods.")
