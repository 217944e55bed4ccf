"""A head that learns a site's own goods: the head in use stays, and a small change of it is learned.

For each question (what it is; gender and the other attributes) the arithmetic is that of `core.retrain.fit`: the
answers that the site's photos have stand for themselves, all others together as the rest, so that a change is learned
for what was shown and everything else moves as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.retrain import fit
from core.retrain.tags import adapt
from core.vision.embedding.whitening import Whitening
from core.vision.intent.head import Shift, softmax
from core.vision.tags.head import TagHead
from core.vision.tags.thresholds import NEVER, threshold

TAG = "tag"
LEAST_NEW = 5  # photos of a tag that the head does not have
FAINT = 8.0  # how far below all others together a new tag begins, in logits
Say = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Lesson:
    """One question and what is known of it.

    Attributes
    ----------
    question : str
        "tag" or an attribute.
    values : tuple of str
        The answers that photos have.
    rows : ndarray of int64, shape (n,)
        Which photos have one.
    labels : ndarray of int64, shape (n,)
        Index of each in `values`.
    """

    question: str
    values: tuple[str, ...]
    rows: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, eq=False)
class Learned:
    """What came of a lesson.

    Attributes
    ----------
    lesson : Lesson
    before, after : ndarray of float64, shape (n, values + 1)
        Logits by the head in use, and by heads that did not see the photo; the last column is the rest.
    shift : Shift
    """

    lesson: Lesson
    before: np.ndarray
    after: np.ndarray
    shift: Shift


def lessons(facts: Iterable[dict[str, str]], head: TagHead) -> list[Lesson]:
    """The questions of which at least two answers are known, by the facts of N photos."""
    listed, found = list(facts), []
    for question in (TAG, *head.values):
        answers = sorted({said[question] for said in listed if question in said} & set(_words(head, question)))
        rows = [row for row, said in enumerate(listed) if said.get(question) in answers]
        if len(answers) >= 2:
            labels = [answers.index(listed[row][question]) for row in rows]
            found.append(Lesson(question, tuple(answers), np.array(rows), np.array(labels)))
    return found


def collapsed(head: TagHead, question: str, values: tuple[str, ...], features: np.ndarray) -> np.ndarray:
    """What the last layer reads of N pictures, and the calibrated logits of some answers and of the rest.

    Returns
    -------
    ndarray of float64, shape (N, D + H + values + 1)
    """
    read = head.read(features)
    logits = (read @ head.weights + head.bias)[:, head.columns(question)].astype(np.float64)
    logits /= head.temperatures[question]
    own = _places(head, question, values)
    others = np.setdiff1d(np.arange(logits.shape[1]), own)
    rest = np.logaddexp.reduce(logits[:, others], axis=1) if len(others) else np.full(len(logits), -30.0)
    return np.hstack([read, logits[:, own], rest[:, None]])


def learn(head: TagHead, lesson: Lesson, pictures: tuple[np.ndarray, np.ndarray], groups: list[str], *, seed: int,
          say: Say, change: Whitening | None = None) -> Learned | None:
    """Learn one question; None where no change does better than the head in use on photos held out.

    Parameters
    ----------
    head : TagHead
    lesson : Lesson
    pictures : (ndarray of float32, ndarray of float32), shapes (N, D) and (M, D)
        Features of the labeled photos, and of those that are replayed.
    groups : list of str
        Of the lesson's n photos and the M replayed ones: those of one group look alike.
    seed : int
    say : callable
    change : Whitening, optional
        Of the features, in which the head learns (`core.retrain.tags.adapt`).
    """
    labeled, replayed = (collapsed(head, lesson.question, lesson.values, part) for part in
                         (pictures[0][lesson.rows], pictures[1]))
    outputs = len(lesson.values) + 1
    before = labeled[:, -outputs:]
    if change is not None:
        labeled, replayed = (adapt.changed(rows, change, outputs) for rows in (labeled, replayed))
    data = fit.examples(labeled, lesson.labels, replayed, groups, seed=seed, outputs=outputs)
    logits, ridge = fit.cross_fitted(data, say)
    if not np.isfinite(ridge):
        return None
    shift = next(fit.fit(data, [ridge]))
    return Learned(lesson, before, logits[:len(labeled)],
                   shift if change is None else adapt.on_plain_features(shift, change))


@dataclass(frozen=True, eq=False)
class Course:
    """The questions of a training, and the photos.

    Attributes
    ----------
    head : TagHead
    lessons : list of Lesson
    pictures : (ndarray of float32, ndarray of float32), shapes (N, D) and (M, D)
        Features of the labeled photos, and of those that are replayed.
    groups : (list of str, list of str)
        Of these N and M.
    seed : int
    """

    head: TagHead
    lessons: list[Lesson]
    pictures: tuple[np.ndarray, np.ndarray]
    groups: tuple[list[str], list[str]]
    seed: int

    def teach(self, say: Say, change: Whitening | None = None) -> list[Learned | None]:
        """What came of each lesson, as `learn` says."""
        count = len(self.lessons)
        return [learn(self.head, lesson, self.pictures, [self.groups[0][row] for row in lesson.rows] + self.groups[1],
                      seed=self.seed, change=change,
                      say=lambda words, share, number=number: say(words, (number + share) / count))  # type: ignore[misc]
                for number, lesson in enumerate(self.lessons)]


def changed(head: TagHead, learned: Learned) -> TagHead:
    """The head with what was learned of one question: weights, and thresholds that the photos held out bear."""
    lesson, shift = learned.lesson, learned.shift
    columns = head.columns(lesson.question)
    own = columns.start + _places(head, lesson.question, lesson.values)
    others = np.setdiff1d(np.arange(columns.start, columns.stop), own)
    weights, bias, heat = head.weights.copy(), head.bias.copy(), head.temperatures[lesson.question]
    for places, row in ((own, slice(0, -1)), (others, slice(-1, None))):
        weights[:, places] += (heat * shift.weights[row].T).astype(np.float32)
        bias[places] += (heat * shift.bias[row]).astype(np.float32)
    scores = softmax(learned.after)
    thresholds = {(lesson.question, value): limit for place, value in enumerate(lesson.values)
                  if (limit := threshold(scores[:, place], lesson.labels == place)) <= 1}
    return replace(head, weights=weights, bias=bias, thresholds=head.thresholds | thresholds)


def with_new_tags(head: TagHead, tags: dict[str, tuple[str, ...]], typical: np.ndarray) -> TagHead:
    """The head with leaves for tags that it does not have; they begin far below all others.

    Parameters
    ----------
    head : TagHead
    tags : dict of str to tuple of str
        Tag -> its path from the root.
    typical : ndarray of float32, shape (N, D)
        Features of pictures that say where the others lie.
    """
    new = [tag for tag in tags if tag not in head.nodes]
    if not new:
        return head
    nodes = (*head.nodes[:-1], *new, head.nodes[-1])
    count, at = len(new), len(head.nodes) - 1
    below = np.insert(np.insert(head.below, [at] * count, 0, axis=0), [at] * count, 0, axis=1)
    for number, tag in enumerate(new):
        below[at + number, [nodes.index(name) for name in tags[tag] if name in nodes]] = 1
    logits = head.logits(typical)[:, head.columns(TAG)]
    level = float(np.logaddexp.reduce(logits, axis=1).mean()) - FAINT * head.temperatures[TAG]
    return replace(head, nodes=nodes, below=below,
                   weights=np.insert(head.weights, [at] * count, 0, axis=1),
                   bias=np.insert(head.bias, [at] * count, level),
                   thresholds=head.thresholds | {(TAG, tag): NEVER for tag in new})


def _words(head: TagHead, question: str) -> tuple[str, ...]:
    return head.nodes[:-1] if question == TAG else head.values[question]


def _places(head: TagHead, question: str, values: tuple[str, ...]) -> np.ndarray:
    words = _words(head, question)
    return np.array([words.index(value) for value in values])
