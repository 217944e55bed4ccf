"""What a marketplace's rule says of one picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels of the picture
Outcome = Literal["pass", "warn", "fail", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """One rule on one picture.

    Attributes
    ----------
    rule, title, pack : str
    outcome : {"pass", "warn", "fail", "unknown"}
        "unknown" where it could not be measured.
    measured, limit : str
        As people read them, with `unit` written out; "" where nothing was measured.
    unit : str
    reason : str
        One sentence.
    evidence : tuple of (left, top, right, bottom), or str
        Boxes in pixels of the picture, or the name of a mask: "background", "product", "margins"; "" without any.
    fix : str
        One of `FIXES` where `core.rules.fix` can mend it honestly, else "".
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
