"""What a marketplace's rule says of one picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from core.nouns.measures import Box

Outcome = Literal["pass", "warn", "fail", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """One rule on one picture.

    Attributes
    ----------
    rule, title, pack : str
    outcome : {"pass", "warn", "fail", "unknown"}
        "unknown" where the picture does not tell.
    measured, limit : str
        As people read them, with `unit` written out; "" where there is no value.
    unit : str
    reason : str
        One sentence.
    evidence : tuple of (left, top, right, bottom), or str
        Boxes in pixels of the picture, or the name of a mask: "background", "product", "margins"; "" without any.
    fix : str
        One of `core.rules.FIXES` where an honest automatic fix exists, else "".
    days_left : int or None
        Until the rule comes into force.
    """

    rule: str
    title: str
    pack: str
    outcome: Outcome
    measured: str
    limit: str
    unit: str
    reason: str
    evidence: tuple[Box, ...] | str = ""
    fix: str = ""
    days_left: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        values = asdict(self)
        if not isinstance(self.evidence, str):
            values["evidence"] = [list(box) for box in self.evidence]
        return values

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Verdict:
        """Inverse of `to_dict`."""
        evidence = values.get("evidence", "")
        if not isinstance(evidence, str):
            evidence = tuple((box[0], box[1], box[2], box[3]) for box in evidence)
        return Verdict(**{**values, "evidence": evidence})
