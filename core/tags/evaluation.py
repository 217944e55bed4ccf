"""What the tags model says of photos whose tags people gave: right, missed, confused, shown together.

A label is one or more tags and attributes with semicolons between (`sneaker; bag; gender: men`). A photo has the tags
of its label with all their parents. A shown tag is right where the photo has it, and says nothing where the label is
more general (shoes, where sneaker is shown). Attributes are judged on photos whose label names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from core import cards
from core.nouns.proportion import Share, share_of
from core.nouns.tag_evaluation import Confused, TagEvaluation, TagMeasures, TagRight, Together
from core.site import Site
from core.tags.listing import TAG
from core.tags.vocabulary import Taxonomy, bundled

ROLE = "tags"
PAIRS = 500  # of tags in one photo that are listed
Pair = tuple[str, str]


@dataclass(frozen=True)
class Labeled:
    """What a label says, and what the model says of the photo.

    Attributes
    ----------
    exact : tuple of str
        The label's tags, without parents of others.
    facts : frozenset of (str, str)
        The label's tags with all parents, and its attributes.
    shown : frozenset of (str, str)
        What the model showed.
    top : str
        The likeliest type.
    source : str
    """

    exact: tuple[str, ...]
    facts: frozenset[Pair]
    shown: frozenset[Pair] = frozenset()
    top: str = ""
    source: str = ""


def evaluation(site: Site, model: str, dataset_id: str, split: str = "") -> TagEvaluation:
    """How a version of the tags model did on the photos of a dataset that it has seen so far.

    Parameters
    ----------
    site : Site
    model : str
        Name of a version. `core.cards.start_evaluation` has it look at the photos.
    dataset_id, split : str
        As there.

    Raises
    ------
    NotFound, Misuse, SetupError
        As `core.cards.start_evaluation`.
    """
    found = cards.seen(site, model, dataset_id, split)
    labels = {sample.label: read_label(sample.label) for sample in found.samples}
    unknown = Counter(word for sample in found.samples for word in labels[sample.label][1])
    known = [sample for sample in found.samples if labels[sample.label][0].facts]
    rows = [_with_answer(labels[sample.label][0], line, cards.source_of(sample, found.dataset.source))
            for sample in known if "facts" in (line := found.lines.get(sample.picture_id, {}))]
    failures = tuple((name, why) for name, why in found.failures)
    return TagEvaluation(found.model, found.dataset.dataset_id, found.split, len(known),
                         max(0, len(known) - len(rows) - len(failures)), len(found.samples) - len(known),
                         tuple(unknown.most_common(20)), measured(rows) if rows else None, failures)


def read_label(label: str, taxonomy: Taxonomy | None = None) -> tuple[Labeled, list[str]]:
    """What a label says, and its words that the taxonomy does not have.

    Examples
    --------
    >>> row, unknown = read_label("Trainer; gender: ladies; unicorn")
    >>> row.exact, sorted(row.facts), unknown
    (('sneaker',), [('gender', 'women'), ('tag', 'fashion'), ('tag', 'shoes'), ('tag', 'sneaker')], ['unicorn'])
    """
    taxonomy = taxonomy or bundled()
    tags, facts, unknown = dict[str, None](), set[Pair](), list[str]()
    for part in filter(None, (part.strip() for part in label.split(";"))):
        name, colon, value = (word.strip() for word in part.partition(":"))
        name = name.casefold() if colon else TAG
        word = value if colon else part
        found = (taxonomy.tag_of(word) if name == TAG else
                 taxonomy.value_of(name, word) if name in taxonomy.attributes else "")
        if not found:
            unknown.append(part)
        elif name == TAG:
            tags[found] = None
        else:
            facts.add((name, found))
    parents = {parent for tag in tags for parent in taxonomy.path(tag)[:-1]}
    facts |= {(TAG, tag) for tag in (*tags, *parents)}
    return Labeled(tuple(tag for tag in tags if tag not in parents), frozenset(facts)), unknown


def measured(rows: Sequence[Labeled], taxonomy: Taxonomy | None = None) -> TagMeasures:
    """The figures of photos that the model has looked at; at least one.

    Parameters
    ----------
    rows : sequence of Labeled
    taxonomy : Taxonomy, optional
        The product's by default.
    """
    taxonomy = taxonomy or bundled()
    judged = [{fact: is_right for fact in row.shown if (is_right := _right(fact, row, taxonomy)) is not None}
              for row in rows]
    support = Counter(fact for row in rows for fact in row.facts)
    said = Counter(fact for one in judged for fact in one)
    right = Counter(fact for one in judged for fact, is_true in one.items() if is_true)
    facts = sorted(support | said, key=lambda fact: (fact[0] != TAG, fact[0], -support[fact], -said[fact], fact[1]))
    tags = tuple(TagRight(*fact, support[fact], share_of(right[fact], said[fact]), share_of(right[fact], support[fact]))
                 for fact in facts)
    typed = [row for row in rows if len(row.exact) == 1 and len(taxonomy.path(row.exact[0])) > 2 and row.top]
    confusion = Counter((row.exact[0], row.top) for row in typed)
    return TagMeasures(
        len(rows), share_of(sum(right.values()), sum(said.values())),
        share_of(sum(right.values()), sum(support.values())),
        share_of(sum(row.exact[0] == row.top for row in typed), len(typed)), _by_source(rows, judged), tags,
        tuple(Confused(*pair, photos) for pair, photos in confusion.most_common()), _together(rows, taxonomy))


def _with_answer(row: Labeled, line: dict[str, object], source: str) -> Labeled:
    facts: Iterable[Sequence[str]] = line["facts"]  # type: ignore[assignment]
    return Labeled(row.exact, row.facts, frozenset((fact[0], fact[1]) for fact in facts), str(line["top"]), source)


def _right(fact: Pair, row: Labeled, taxonomy: Taxonomy) -> bool | None:
    """Whether the photo has it; None where its label does not say."""
    name, value = fact
    if fact in row.facts:
        return True
    if name != TAG:
        return False if any(other == name for other, _ in row.facts) else None
    if not row.exact:
        return None
    path = taxonomy.path(value) if value in taxonomy.tags else ()
    return None if any(tag in path for tag in row.exact) else False


def _by_source(rows: Sequence[Labeled], judged: Sequence[dict[Pair, bool]]) -> tuple[tuple[str, Share], ...]:
    names = sorted({row.source for row in rows})
    if len(names) < 2:
        return ()
    answers = {name: [right for row, one in zip(rows, judged, strict=True) if row.source == name
                      for right in one.values()] for name in names}
    return tuple((name, share_of(sum(found), len(found))) for name, found in answers.items())


def _together(rows: Sequence[Labeled], taxonomy: Taxonomy) -> tuple[Together, ...]:
    parents = {tag.parent for tag in taxonomy.tags.values() if tag.parent}
    labeled, shown, both = Counter[Pair](), Counter[Pair](), Counter[Pair]()
    for row in rows:
        own = [set(combinations(sorted(_word(fact) for fact in facts if fact[0] != TAG or fact[1] not in parents), 2))
               for facts in (row.facts, row.shown)]
        labeled.update(own[0])
        shown.update(own[1])
        both.update(own[0] & own[1])
    pairs = sorted(labeled | shown, key=lambda pair: (-labeled[pair], -shown[pair], pair))[:PAIRS]
    return tuple(Together(*pair, labeled[pair], shown[pair], both[pair]) for pair in pairs)


def _word(fact: Pair) -> str:
    return fact[1] if fact[0] == TAG else f"{fact[0]}: {fact[1]}"
