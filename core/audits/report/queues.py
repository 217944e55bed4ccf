"""The three queues of what to look at, and what to fix first."""

from __future__ import annotations

import bisect
import heapq
import itertools
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.audits.report.findings import (
    FINDING_WORDS,
    Conformal,
    Finding,
    best_two,
    finding,
    judged,
    names_product,
    value_of,
    wrong_probability,
)
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD
from core.words.labels import INTENT_WORDS

LIMIT = 200
CURRENCIES = 50  # distinct ones that are told apart


@dataclass(frozen=True)
class Item:
    """One picture of a queue.

    Attributes
    ----------
    row : AuditRow
    finding : {"intent", "category", "ambiguous"}
    reason : str
        One sentence for people.
    best, second : tuple of str and float
        The two best labels with their scores.
    wrong : float
        How probable it is, by the scores, that an engine misreads the picture, in [0, 1].
    value : float or None
        The product's price.
    priority : float
        Value (1 where nothing has a price) times `wrong`.
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
    """The head of a queue, and how long all of it is.

    Attributes
    ----------
    total : int
    value : float
        Prices of all its pictures added up, of those in the most frequent currency.
    items : tuple of Item
        The first ones in order.
    """

    total: int = 0
    value: float = 0.0
    items: tuple[Item, ...] = ()

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Queues:
    """The original tool's three uses: misclassified by intent, by category, and ambiguous; a picture is in one."""

    by_intent: Queue
    by_category: Queue
    ambiguous: Queue


@dataclass(frozen=True)
class FixFirst:
    """What to fix first.

    Attributes
    ----------
    items : tuple of Item
        Highest priority first.
    total : int
        All pictures with a finding.
    priority_total : float
        Their priorities added up: the value that is expected to be misread, or the number of pictures without prices.
    half : int
        So many of the first pictures hold half of it.
    listed_share : float
        Share of it that `items` hold.
    currency : str
        The most frequent one; prices in others are taken as they are, so a feed should have one.
    priced : bool
        False where nothing has a price: then every picture has the same value.
    """

    items: tuple[Item, ...]
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
            return "Nothing to fix was found."
        what = "value at stake" if self.priced else "expected misreadings"
        if self.total == 1:
            return f"One picture holds all of the {what}."
        holds = "pictures holds" if self.half == 1 else "pictures hold"
        return f"{self.half:,} of {self.total:,} {holds} half of the {what}."


class _Best:
    """The `limit` items with the largest keys, whatever their number; earlier rows win ties."""

    def __init__(self, limit: int) -> None:
        self._limit, self._count = limit, itertools.count()
        self._heap: list[tuple[tuple[float, ...], int, Item]] = []

    def add(self, key: tuple[float, ...], item: Item) -> None:
        entry = (key, -next(self._count), item)
        if len(self._heap) < self._limit:
            heapq.heappush(self._heap, entry)
        elif self._limit:
            heapq.heappushpop(self._heap, entry)

    def items(self) -> tuple[Item, ...]:
        return tuple(entry[2] for entry in sorted(self._heap, key=lambda entry: entry[:2], reverse=True))


class _Lists:
    """Queues and priorities of rows of one sort: those that name a product, or those that do not."""

    def __init__(self, limit: int) -> None:
        self.seen, self.total = 0, Counter[str]()
        self.value: dict[tuple[str, str], float] = {}  # finding and currency -> prices added up
        self.heads = {name: _Best(limit) for name in ("intent", "category", "ambiguous")}
        self.first_by_value, self.first_by_count = _Best(limit), _Best(limit)
        self.by_value, self.by_count = array("d"), array("d")  # 8 bytes a finding: the half needs all of them
        self.currencies: Counter[str] = Counter()

    @property
    def currency(self) -> str:
        return self.currencies.most_common(1)[0][0] if self.currencies else ""

    def add(self, row: AuditRow, conformal: Conformal | None) -> None:
        self.seen += 1
        value, currency = value_of(row), row.product.currency
        if value is not None and (currency in self.currencies or len(self.currencies) < CURRENCIES):
            self.currencies[currency] += 1
        found = finding(row, conformal)
        if not found:
            return
        item = _item(row, found)
        self.total[found] += 1
        if currency in self.currencies:
            self.value[found, currency] = self.value.get((found, currency), 0.0) + (value or 0.0)
        confidence = item.second[1] - item.best[1] if found == "ambiguous" else item.wrong
        self.heads[found].add((value or 0.0, confidence), item)
        self.first_by_value.add(((value or 0.0) * item.wrong, item.wrong), item)
        self.first_by_count.add((item.wrong,), item)
        self.by_value.append((value or 0.0) * item.wrong)
        self.by_count.append(item.wrong)


class QueueTally:
    """Collects queues and priorities row by row; only the heads of the queues are kept.

    Parameters
    ----------
    limit : int
        Rows kept for each queue.
    conformal : Conformal, optional
        As in `core.audits.report.findings.finding`.
    """

    def __init__(self, limit: int = LIMIT, conformal: Conformal | None = None) -> None:
        self._named, self._unnamed, self._conformal = _Lists(limit), _Lists(limit), conformal

    def add(self, row: AuditRow) -> None:
        """Sort one row in; failures and pictures that are not for sale belong to no queue."""
        if judged(row) and len(row.scores) == len(INTENT_LABELS) and row.product.true_label != "negative":
            (self._named if names_product(row) else self._unnamed).add(row, self._conformal)

    def queues(self) -> Queues:
        """The three queues so far."""
        lists = self._lists()
        by_intent, by_category, ambiguous = (
            Queue(lists.total[name], round(lists.value.get((name, lists.currency), 0.0), 2), lists.heads[name].items())
            for name in ("intent", "category", "ambiguous"))
        return Queues(by_intent, by_category, ambiguous)

    def fix_first(self, limit: int = LIMIT) -> FixFirst:
        """The rows of highest priority so far; by value where anything has a price."""
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


def queues(rows: Iterable[AuditRow], *, limit: int = LIMIT, conformal: Conformal | None = None) -> Queues:
    """Sort an audit's pictures into what is misread and what is ambiguous.

    Parameters
    ----------
    rows : iterable of AuditRow
        Read once, in a stream. Where the source names products, only their pictures count.
    limit : int
        Rows kept for each queue.
    conformal : Conformal, optional
        As in `core.audits.report.findings.finding`.

    Returns
    -------
    Queues
        Each sorted by value, then by confidence: the surest misreadings, and the closest calls, first.
    """
    tally = QueueTally(limit, conformal)
    for row in rows:
        tally.add(row)
    return tally.queues()


def fix_first(rows: Iterable[AuditRow], limit: int = LIMIT, *, conformal: Conformal | None = None) -> FixFirst:
    """Order pictures with a finding by value times the probability that they are misread.

    Parameters
    ----------
    rows : iterable of AuditRow
        Read once, in a stream.
    limit : int
    conformal : Conformal, optional

    Returns
    -------
    FixFirst
    """
    tally = QueueTally(limit, conformal)
    for row in rows:
        tally.add(row)
    return tally.fix_first(limit)


def _item(row: AuditRow, found: Finding) -> Item:
    best, second = best_two(row)
    wrong, value = wrong_probability(row), value_of(row)
    return Item(row, found, _reason(row, found), best, second, wrong, value, (value or 0.0) * wrong)


def _reason(row: AuditRow, found: Finding) -> str:
    (first, first_score), (second, second_score) = best_two(row)
    first_words, second_words = INTENT_WORDS[first].lower(), INTENT_WORDS[second].lower()
    if found == "category":
        sold_as = INTENT_WORDS[row.product.true_label].lower()
        return f"{FINDING_WORDS[found]}: {first_words} {first_score:.2f}, sold as {sold_as}."
    if found == "ambiguous":
        return f"{FINDING_WORDS[found]}: {first_words} {first_score:.2f}, {second_words} {second_score:.2f}."
    if row.shoppable_score > RULE_THRESHOLD and row.sensitive_score >= RULE_THRESHOLD:
        return f"{FINDING_WORDS[found]}: blocked as sensitive ({row.sensitive_score:.2f})."
    needed = f"best product score {row.shoppable_score:.2f}; more than {RULE_THRESHOLD:.2f} is needed"
    return f"{FINDING_WORDS[found]}: {needed}."
