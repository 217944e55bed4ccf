"""The three queues of pictures to review, and those to fix first."""

from __future__ import annotations

import bisect
import heapq
import itertools
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.audits.report.findings import (
    FINDING_WORDS,
    Finding,
    best_two,
    finding,
    is_analyzed,
    names_product,
    value_of,
    wrong_probability,
)
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD
from core.nouns.label_set import SetCoverage
from core.words.label_sets import queue_words
from core.words.labels import INTENT_WORDS
from core.words.numerals import verb

LIMIT = 200  # pictures kept of each queue
CURRENCIES = 50  # counted one by one


@dataclass(frozen=True)
class QueueItem:
    """One picture of a queue.

    Attributes
    ----------
    row : AuditRow
    finding : {"intent", "category", "ambiguous"}
    reason : str
        One sentence for people.
    best, second : tuple of str and float
        The two most probable labels with their scores.
    wrong : float
        Probability, from the scores, that an engine misreads the picture, in [0, 1].
    value : float or None
        The product's price.
    priority : float
        `value` times `wrong`; `wrong` alone where no picture of the audit has a price.
    """

    row: AuditRow
    finding: Finding
    reason: str
    best: tuple[str, float]
    second: tuple[str, float]
    wrong: float
    value: float | None
    priority: float


@dataclass(frozen=True)
class Queue:
    """The head of a queue, and the length of all of it.

    Attributes
    ----------
    total : int
        Number of pictures in the queue.
    value : float
        Sum of their prices in the most frequent currency.
    items : tuple of QueueItem
        The first `LIMIT`, in order.
    """

    total: int = 0
    value: float = 0.0
    items: tuple[QueueItem, ...] = ()


@dataclass(frozen=True)
class Queues:
    """Misclassified by intent, misclassified by category, and ambiguous: a picture is in one queue at most.

    Each is in the order of value, then of confidence: the surest misreadings, and the closest calls, first.

    Attributes
    ----------
    by_intent, by_category, ambiguous : Queue
    with_sets, without_sets : int
        Pictures whose verdict has a label set, by which `ambiguous` is found, and those where the margin decides.
    coverage : SetCoverage
        Of these label sets.
    """

    by_intent: Queue
    by_category: Queue
    ambiguous: Queue
    with_sets: int = 0
    without_sets: int = 0
    coverage: SetCoverage = SetCoverage()

    @property
    def each(self) -> tuple[Queue, Queue, Queue]:
        """The three queues."""
        return self.by_intent, self.by_category, self.ambiguous

    def with_rows(self, rows: Mapping[int, AuditRow]) -> Queues:
        """The same with these rows, by their numbers, in the place of the ones that were counted."""
        intent, category, ambiguous = (replace(queue, items=_with_rows(queue.items, rows)) for queue in self.each)
        return replace(self, by_intent=intent, by_category=category, ambiguous=ambiguous)

    @property
    def why_ambiguous(self) -> str:
        """Why pictures are in `ambiguous`, and how often label sets are right."""
        return queue_words(self.with_sets, self.without_sets, self.coverage)


@dataclass(frozen=True)
class FixFirst:
    """What to fix first.

    Attributes
    ----------
    items : tuple of QueueItem
        Highest priority first.
    total : int
        Number of pictures with a finding.
    priority_total : float
        Sum of their priorities: the value that an engine is expected to misread, or without prices the number of
        pictures.
    half : int
        How many of the first pictures hold half of it.
    listed_share : float
        Share of it that `items` hold.
    currency : str
        The most frequent one; prices in others count as they are, so a feed should have one.
    priced : bool
        False where no picture has a price: then all have the same value.
    """

    items: tuple[QueueItem, ...]
    total: int
    priority_total: float
    half: int
    listed_share: float
    currency: str
    priced: bool

    @property
    def sentence(self) -> str:
        """The finding in words."""
        if not self.total:
            return "Nothing to fix."
        what = "value at stake" if self.priced else "expected misreadings"
        if self.total == 1:
            return f"One photo holds all of the {what}."
        return f"{self.half:,} of {self.total:,} photos {verb(self.half, 'holds', 'hold')} half of the {what}."

    def with_rows(self, rows: Mapping[int, AuditRow]) -> FixFirst:
        """The same with these rows, by their numbers, in the place of the ones that were counted."""
        return replace(self, items=_with_rows(self.items, rows))

    def head(self, rows: int) -> FixFirst:
        """The same with its first items only.

        Parameters
        ----------
        rows : int
            Maximum number of items to keep.
        """
        items = self.items[:rows]
        listed = sum(item.priority for item in items) / self.priority_total if self.priority_total else 0.0
        return replace(self, items=items, listed_share=min(listed, 1.0))


class _Best:
    """The `limit` rows with the largest keys; earlier rows win ties."""

    def __init__(self, limit: int) -> None:
        self._limit, self._count = limit, itertools.count()
        self._heap: list[tuple[tuple[float, ...], int, AuditRow]] = []

    def add(self, key: tuple[float, ...], row: AuditRow) -> None:
        entry = (key, -next(self._count), row)
        if len(self._heap) < self._limit:
            heapq.heappush(self._heap, entry)
        elif self._limit:
            heapq.heappushpop(self._heap, entry)

    def items(self) -> tuple[QueueItem, ...]:
        return tuple(_item(entry[2]) for entry in sorted(self._heap, key=lambda entry: entry[:2], reverse=True))


class _Lists:
    """Queues and priorities either of the rows that name a product, or of those that do not."""

    def __init__(self, limit: int) -> None:
        self.seen, self.total = 0, Counter[str]()
        self.value: dict[tuple[str, str], float] = {}  # finding and currency -> sum of prices
        self.heads = {name: _Best(limit) for name in ("intent", "category", "ambiguous")}
        self.first_by_value, self.first_by_count = _Best(limit), _Best(limit)
        self.by_value, self.by_count = array("d"), array("d")  # 8 bytes a finding: `half` needs all of them
        self.currencies: Counter[str] = Counter()
        self.with_sets, self.first_with_set = 0, ""

    @property
    def currency(self) -> str:
        return self.currencies.most_common(1)[0][0] if self.currencies else ""

    def add(self, row: AuditRow) -> None:
        self.seen += 1
        if row.label_set:
            self.with_sets += 1
            self.first_with_set = self.first_with_set or row.picture_id
        value, currency = value_of(row), row.product.currency
        if value is not None and (currency in self.currencies or len(self.currencies) < CURRENCIES):
            self.currencies[currency] += 1
        kind = finding(row)
        if not kind:
            return
        self.total[kind] += 1
        wrong, price = wrong_probability(row), value or 0.0
        if currency in self.currencies:
            self.value[kind, currency] = self.value.get((kind, currency), 0.0) + price
        self.heads[kind].add((price, -_margin(row) if kind == "ambiguous" else wrong), row)
        self.first_by_value.add((price * wrong, wrong), row)
        self.first_by_count.add((wrong,), row)
        self.by_value.append(price * wrong)
        self.by_count.append(wrong)


class QueueTally:
    """Collects queues and priorities row by row; only the heads of the queues are kept.

    Parameters
    ----------
    limit : int
        Maximum number of rows to keep for each queue.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._named, self._unnamed = _Lists(limit), _Lists(limit)

    def add(self, row: AuditRow) -> None:
        """Sort in one row, unless it is a failure, no product's picture, or not for sale."""
        is_counted = row.role == "product" and row.product.true_label != "negative"
        if is_counted and is_analyzed(row) and len(row.scores) == len(INTENT_LABELS):
            (self._named if names_product(row) else self._unnamed).add(row)

    def queues(self, coverage_of: Callable[[str], SetCoverage] = lambda picture_id: SetCoverage()) -> Queues:
        """The three queues so far; `coverage_of` tells the coverage from a picture that was judged with a label set."""
        lists = self._lists()
        by_intent, by_category, ambiguous = (
            Queue(lists.total[name], round(lists.value.get((name, lists.currency), 0.0), 2), lists.heads[name].items())
            for name in ("intent", "category", "ambiguous"))
        coverage = coverage_of(lists.first_with_set) if lists.first_with_set else SetCoverage()
        return Queues(by_intent, by_category, ambiguous, lists.with_sets, lists.seen - lists.with_sets, coverage)

    def fix_first(self, limit: int = LIMIT) -> FixFirst:
        """The items of highest priority so far; by value where any picture has a price."""
        lists = self._lists()
        priced = bool(lists.currencies)
        items = (lists.first_by_value if priced else lists.first_by_count).items()[:limit]
        if not priced:
            items = tuple(replace(item, priority=item.wrong) for item in items)
        running = list(itertools.accumulate(sorted(lists.by_value if priced else lists.by_count, reverse=True)))
        total = running[-1] if running else 0.0
        half = min(bisect.bisect_left(running, total / 2) + 1, len(running))
        listed = running[len(items) - 1] / total if items and total else 0.0
        return FixFirst(items, len(running), round(total, 4), half, listed, lists.currency, priced)

    def _lists(self) -> _Lists:
        return self._named if self._named.seen else self._unnamed


def _with_rows(items: tuple[QueueItem, ...], rows: Mapping[int, AuditRow]) -> tuple[QueueItem, ...]:
    return tuple(replace(item, row=rows.get(item.row.number, item.row)) for item in items)


def _margin(row: AuditRow) -> float:
    """How far the two best labels are apart."""
    second, best = sorted(row.scores)[-2:]
    return best - second


def _item(row: AuditRow) -> QueueItem:
    best, second = best_two(row)
    kind, wrong, value = finding(row), wrong_probability(row), value_of(row)
    return QueueItem(row, kind, _reason(row, kind), best, second, wrong, value, (value or 0.0) * wrong)


def _reason(row: AuditRow, kind: Finding) -> str:
    (best, best_score), (second, second_score) = best_two(row)
    seen_as = f"{INTENT_WORDS[best].lower()} {best_score:.2f}"
    if kind == "category":
        return f"Seen as {seen_as}, sold as {INTENT_WORDS[row.product.true_label].lower()}."
    if kind == "ambiguous":
        return f"{FINDING_WORDS[kind]}: {seen_as}, {INTENT_WORDS[second].lower()} {second_score:.2f}."
    if row.shoppable_score > RULE_THRESHOLD and row.sensitive_score >= RULE_THRESHOLD:
        return f"{FINDING_WORDS[kind]}: blocked as sensitive ({row.sensitive_score:.2f})."
    return f"{FINDING_WORDS[kind]}: its best product score is {row.shoppable_score:.2f}, the threshold " \
           f"{RULE_THRESHOLD:.2f}."
