"""What a process of its own does for this part: learn the questions one by one, compare, and write the head."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from core.catalog import vectors
from core.catalog.store import Store
from core.errors import Misuse
from core.images.near_duplicates import near_duplicates
from core.nouns.dataset import Sample
from core.nouns.proportion import share_of
from core.nouns.shadow import Comparison
from core.nouns.tag_comparison import Adaptation, TagComparison, ValueRight
from core.retrain.compare import compare, interval
from core.retrain.tags import adapt
from core.retrain.tags.learn import LEAST_NEW, Course, Learned, Lesson, changed, collapsed, lessons, with_new_tags
from core.retrain.tags.order import MOST, TAG, Order, Trained, check, facts_of
from core.tags import bundled
from core.vision.tags.head import TagHead, read_head, write_head

Progress = Callable[[str, float], None]


class Answers:
    """The answers of a question and the rest, as labels of `core.retrain.compare`."""

    def __init__(self, values: tuple[str, ...]) -> None:
        self.labels = (*values, "another")

    def tops(self, scores: np.ndarray) -> np.ndarray:
        """Index of the likeliest: ndarray of int64, shape (N,), of scores of shape (N, K)."""
        found: np.ndarray = scores.argmax(axis=1)
        return found


def train(order: Order, *, progress: Progress) -> Trained:
    """Learn, compare, and make the file.

    Raises
    ------
    Misuse
        Labels that no head can learn from, or no question of which a change does better than the model in use.
    """
    progress("Reading what the model saw", 0.0)
    seen, left_out = _seen(order), list[tuple[str, str]]()
    taught, tested = _usable(order, seen, left_out)
    check(taught, bundled())
    facts = [facts_of(sample.label, bundled())[0] for sample in taught]
    features = _stack(seen, [sample.picture_id for sample in taught])
    ordinary = [name for name in order.ordinary if name in seen]
    replayed, shown = (_stack(seen, part) for part in (ordinary[::2], ordinary[1::2]))
    before = with_new_tags(read_head(order.model.path), _new_tags(facts), features)
    head, groups = before, _groups(taught)
    course = Course(before, lessons(facts, before), (features, replayed), (groups, ordinary[::2]), order.seed)
    results, adaptation = course.teach(partial(_part, progress, (0.0, 0.5 if order.adapt else 1.0))), None
    if order.adapt:
        others, adaptation = adapted(order, seen, (course, results), taught, say=partial(_part, progress, (0.5, 1.0)))
        results = results if adaptation.off else others
    found = [result for result in results if result is not None]
    for result in found:
        head = changed(head, result)
    if not found:
        raise Misuse("No change did better than the model in use on photos held out, so there is no new version.",
                     "Label or correct more photos; those that look alike help each other.")
    comparison = TagComparison(
        order.model.name, order.name, order.dataset_id,
        tuple((one.lesson.question, _compared(part, logits, taught, groups))
              for one in found for part, logits in _unknown(one, taught, order.known)),
        tuple(_held_out(tested, seen, (before, head), [one.lesson for one in found])),
        tuple(row for one in found for row in _values(one, head)),
        tuple(lesson.question for lesson, result in zip(course.lessons, results, strict=True) if result is None),
        len(shown), int((_tops(before, shown) != _tops(head, shown)).sum()) if len(shown) else 0, tuple(left_out),
        adaptation)
    return Trained(_file(head), comparison)


def _part(progress: Progress, span: tuple[float, float], words: str, share: float) -> None:
    progress(words, span[0] + (span[1] - span[0]) * share)


def adapted(order: Order, seen: dict[str, np.ndarray], plain: tuple[Course, list[Learned | None]],
            samples: list[Sample], *, say: Progress) -> tuple[list[Learned | None], Adaptation]:
    """What came of each lesson in adapted features, and how it compares on photos held out.

    Parameters
    ----------
    order : Order
        Its `adapt`, `catalog`, `known` and `seed` count.
    seen : dict of str to ndarray of float32, shape (D,)
        Features of pictures.
    plain : (Course, list of Learned or None)
        The lessons, and what came of them in plain features.
    samples : list of Sample
        The photos that the lessons' rows are of.
    say : callable
    """
    (course, results), names = plain, [name for name in order.catalog if name in seen]
    nothing = partial(Adaptation, order.adapt, len(names), share_of(0, 0), share_of(0, 0), 0.0, 0.0)
    if len(names) < adapt.FEWEST:
        return results, nothing(f"it needs {adapt.FEWEST} photos without a label in the catalog")
    change = adapt.learned(order.adapt, course.head.read(_stack(seen, names)), seed=order.seed,
                           say=partial(_part, say, (0.0, 0.5)))
    others = course.teach(partial(_part, say, (0.5, 1.0)), change)
    right, groups = list[np.ndarray](), list[str]()
    for pair in zip(results, others, strict=True):
        for known in [one for one in pair if one is not None][:1]:
            rows, labels = known.lesson.rows, known.lesson.labels
            new = np.array([samples[row].picture_id not in order.known for row in rows])
            right.append(np.array([(known.before if one is None else one.after).argmax(axis=1) == labels
                                   for one in pair])[:, new])
            groups += [course.groups[0][row] for row in rows[new]]
    if not groups:
        return results, nothing("no labeled photo is new to the model in use")
    was, now = np.hstack(right)
    low, high = (100 * side for side in interval(now.astype(float) - was, groups))
    found = Adaptation(order.adapt, len(names), share_of(int(was.sum()), len(was)), share_of(int(now.sum()), len(now)),
                       round(low, 2), round(high, 2), "" if low > 0 else "the interval does not lie above zero")
    return others, found


def _seen(order: Order) -> dict[str, np.ndarray]:
    catalog = Store(order.database)
    try:
        with catalog.reading() as connection:
            return vectors.of_pictures(connection, [*(sample.picture_id for sample in order.samples),
                                                    *order.ordinary, *order.catalog], order.vectors)
    finally:
        catalog.close()


def _usable(order: Order, seen: dict[str, np.ndarray], left_out: list[tuple[str, str]]
            ) -> tuple[list[Sample], list[Sample]]:
    """Samples that teach, and those of the test split; the others go to `left_out` with the reason."""
    kept = list[Sample]()
    for sample in sorted({sample.picture_id: sample for sample in order.samples}.values()):
        facts, unknown = facts_of(sample.label, bundled())
        if sample.picture_id not in seen:
            left_out.append((sample.path, "It cannot be read."))
        elif not facts:
            left_out.append((sample.path, f"The taxonomy does not have {', '.join(unknown)[:60]!r}." if unknown else
                             "It has several kinds of goods."))
        else:
            kept.append(sample)
    taught = [sample for sample in kept if sample.split != "test"]
    left_out += [(sample.path, f"At most {MOST:,} photos teach.") for sample in taught[MOST:]]
    return taught[:MOST], [sample for sample in kept if sample.split == "test"]


def _new_tags(facts: list[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    said = [one[TAG] for one in facts if TAG in one]
    return {tag: bundled().path(tag) for tag in sorted(set(said)) if said.count(tag) >= LEAST_NEW}


def _groups(samples: list[Sample]) -> list[str]:
    """A name for each photo; those that look alike have the same one."""
    names = [sample.picture_id for sample in samples]
    for group in near_duplicates([sample.hash for sample in samples]):
        for place in group:
            names[place] = samples[group[0]].picture_id
    return names


def _stack(seen: dict[str, np.ndarray], names: list[str]) -> np.ndarray:
    width = len(next(iter(seen.values()), ()))
    return np.array([seen[name] for name in names], np.float32).reshape(-1, width)


def _unknown(learned: Learned, samples: list[Sample], known: frozenset[str]
             ) -> Iterator[tuple[Lesson, tuple[np.ndarray, np.ndarray]]]:
    """The lesson with the photos alone that the model in use has not learned from, and their logits; or nothing."""
    lesson = learned.lesson
    kept = np.array([samples[row].picture_id not in known for row in lesson.rows])
    if kept.any():
        yield (Lesson(lesson.question, lesson.values, lesson.rows[kept], lesson.labels[kept]),
               (learned.before[kept], learned.after[kept]))


def _compared(lesson: Lesson, logits: tuple[np.ndarray, np.ndarray], samples: list[Sample], groups: list[str]
              ) -> Comparison:
    rows = [Sample(samples[row].picture_id, lesson.values[label], path=samples[row].path)
            for row, label in zip(lesson.rows, lesson.labels, strict=True)]
    names = {samples[row].picture_id: groups[row] for row in lesson.rows}
    return compare(rows, names, logits, Answers(lesson.values))


def _held_out(tested: list[Sample], seen: dict[str, np.ndarray], heads: tuple[TagHead, TagHead],
              taught: list[Lesson]) -> list[tuple[str, Comparison]]:
    """The comparison on the test split, of its photos whose answer was learned."""
    found, facts = [], [facts_of(sample.label, bundled())[0] for sample in tested]
    features = _stack(seen, [sample.picture_id for sample in tested])
    for lesson in taught:
        rows = [row for row, said in enumerate(facts) if said.get(lesson.question) in lesson.values]
        if rows:
            own = Lesson(lesson.question, lesson.values, np.array(rows),
                         np.array([lesson.values.index(facts[row][lesson.question]) for row in rows]))
            was, now = (collapsed(one, lesson.question, lesson.values, features[rows])[:, -len(lesson.values) - 1:]
                        for one in heads)
            found.append((lesson.question, _compared(own, (was, now), tested, _groups(tested))))
    return found


def _values(learned: Learned, head: TagHead) -> list[ValueRight]:
    lesson, rows = learned.lesson, []
    tops = [part.argmax(axis=1) for part in (learned.before, learned.after)]
    for place, value in enumerate(lesson.values):
        own = lesson.labels == place
        hits = [int((own & (top == place)).sum()) for top in tops]
        precise = [share_of(hit, int((top == place).sum())) for hit, top in zip(hits, tops, strict=True)]
        recalled = [share_of(hit, int(own.sum())) for hit in hits]
        rows.append(ValueRight(lesson.question, value, int(own.sum()), precise[0], precise[1], recalled[0], recalled[1],
                               round(head.thresholds[lesson.question, value], 4)))
    return rows


def _tops(head: TagHead, features: np.ndarray) -> np.ndarray:
    found: np.ndarray = head.logits(features)[:, head.columns(TAG)].argmax(axis=1)
    return found


def _file(head: TagHead) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "head.npz"
        write_head(path, head)
        read_head(path)
        return path.read_bytes()
