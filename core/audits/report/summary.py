"""The counts of an audit."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from core.audits.report.findings import is_analyzed
from core.nouns.analysis import KINDS
from core.nouns.audit_row import AuditRow
from core.nouns.intent import INTENT_LABELS
from core.nouns.proportion import Share, share_of
from core.nouns.role import ROLES
from core.words.labels import role_words
from core.words.numerals import count

CATEGORIES = 1000  # counted one by one, so that memory stays flat; any others are counted together
FURTHER = "(further categories)"
NO_CATEGORY = "(no category)"


@dataclass(frozen=True)
class Summary:
    """Counts of an audit.

    Attributes
    ----------
    rows, analyzed, failed : int
        `analyzed` are those with an analysis; `rows` is `analyzed` plus `failed`.
    roles : dict of str to int
        Analyzed pictures by what they are for; every role, also with 0. All further counts are of products only.
    kinds, intents : dict of str to int
        Analyzed pictures by photo type, and by top label of shopping intent; every label, also with 0.
    by_category : dict of str to dict of str to int
        Category of the source -> label -> analyzed pictures; the largest category first.
    failures : dict of str to int
        Name of the error -> rows, the most frequent first.
    failure_examples : dict of str to str
        Name of the error -> the first message with it.
    verdicts : dict of str to dict of str to int
        Rule pack -> "pass", "warn" or "fail" -> pictures.
    shoppable : Share
        Of the analyzed products' pictures, by the browser's rule.
    """

    rows: int = 0
    analyzed: int = 0
    failed: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    intents: dict[str, int] = field(default_factory=dict)
    by_category: dict[str, dict[str, int]] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    failure_examples: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, dict[str, int]] = field(default_factory=dict)
    shoppable: Share = share_of(0, 0)
    roles: dict[str, int] = field(default_factory=dict)

    @property
    def counted(self) -> str:
        """What the numbers of the report count, in words; "" where every picture is a product's."""
        others = [f"{number:,} {role_words(role, number)}" for role, number in self.roles.items()
                  if number and role != "product"]
        if not others:
            return ""
        products = self.roles.get("product", 0)
        return f"Counted: {count(products, 'product photo')}. Not counted: {', '.join(others)}."


class SummaryTally:
    """Counts rows one by one; its size does not grow with their number."""

    def __init__(self) -> None:
        self._judged = self._failed = 0
        self._cells: Counter[tuple[str, str, str, bool]] = Counter()  # category, kind, label, shoppable
        self._categories: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._verdicts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._roles: Counter[str] = Counter()

    def add(self, row: AuditRow) -> None:
        """Count one row."""
        if not is_analyzed(row):
            self._failed += 1
            self._failures[row.error or "NoVerdict"] += 1
            self._examples.setdefault(row.error or "NoVerdict", row.message)
            return
        self._judged += 1
        self._roles[row.role] += 1
        if row.role != "product":
            return
        category = row.product.category or NO_CATEGORY
        if category not in self._categories:
            if len(self._categories) < CATEGORIES:
                self._categories.add(category)
            else:
                category = FURTHER
        self._cells[category, row.kind, row.top_label, row.shoppable] += 1
        for pack, outcome in row.verdicts.items():
            self._verdicts[pack][outcome] += 1

    def result(self) -> Summary:
        """The counts so far."""
        kinds, intents, shoppable = Counter[str](), Counter[str](), 0
        by_category: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for (category, kind, label, is_shoppable), number in self._cells.items():
            kinds[kind] += number
            intents[label] += number
            shoppable += number * is_shoppable
            by_category[category][label] += number
        ordered = sorted(by_category.items(), key=lambda item: (-item[1].total(), item[0]))
        return Summary(
            rows=self._judged + self._failed, analyzed=self._judged, failed=self._failed,
            kinds={kind: kinds[kind] for kind in KINDS},
            intents={label: intents[label] for label in INTENT_LABELS},
            by_category={name: {label: counts[label] for label in INTENT_LABELS} for name, counts in ordered},
            failures=dict(sorted(self._failures.items(), key=lambda item: (-item[1], item[0]))),
            failure_examples=dict(self._examples),
            verdicts={pack: dict(counts) for pack, counts in sorted(self._verdicts.items())},
            shoppable=share_of(shoppable, self._roles["product"]),
            roles={role: self._roles[role] for role in ROLES},
        )
