"""One picture of an audit as tables, reports and exports show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.nouns.fact import Fact
from core.nouns.product import Product
from core.nouns.role import OFFERED


@dataclass(frozen=True)
class AuditRow:
    """One picture of an audit with everything that tables, reports and exports show; no pixels, no boxes.

    Attributes
    ----------
    number : int
        Position in the source, from 1.
    uri, origin : str
        As in `Candidate`.
    product : Product
    picture_id, kind, top_label : str
        "" for a failure.
    label_set : tuple of str
        The labels that remain possible, the most probable first; empty for a failure, and where the verdict is older
        than label sets or its model has none.
    scores : tuple of float
        Over `core.nouns.intent.INTENT_LABELS`; empty for a failure.
    shoppable : bool
    shoppable_score, sensitive_score : float
    width, height : int
        Pixels; 0 for a failure.
    measures : dict
        A `core.nouns.measures.Measures` as plain values; empty without rules.
    verdicts : dict of str to str
        Rule pack -> "pass", "warn" or "fail".
    facts : tuple of Fact
        What stages found beside the rest, such as colors.
    smallest_edit : str
        The smallest edit that changes the verdict, in words; "" where none was searched or none is enough.
    score_after_edit : float or None
        The score after it.
    error, message, hint : str
        Of a failure; "" otherwise.
    role, role_reason : str
        What the picture is for, one of `core.nouns.role.ROLES`, and why, in a sentence.
    """

    number: int
    uri: str
    origin: str = ""
    product: Product = Product()
    picture_id: str = ""
    kind: str = ""
    top_label: str = ""
    label_set: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    shoppable: bool = False
    shoppable_score: float = 0.0
    sensitive_score: float = 0.0
    width: int = 0
    height: int = 0
    measures: dict[str, Any] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    smallest_edit: str = ""
    score_after_edit: float | None = None
    error: str = ""
    message: str = ""
    hint: str = ""
    role: str = "product"
    role_reason: str = OFFERED.reason
