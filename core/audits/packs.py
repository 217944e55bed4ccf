"""Which marketplace rules there are, without opening what reads pictures."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from core.audits.report.view_demands import ViewDemand
from core.settings import ROOT

PACKS = ROOT / "core" / "rules" / "packs"


@dataclass(frozen=True)
class PackFacts:
    """What a reader wants to know of a rule pack before it is used.

    Attributes
    ----------
    name, title, source : str
        `source` is the address where the marketplace says it.
    checked : date
        When somebody last compared the pack with that page.
    rules : dict of str to str
        Rule -> what it asks, in a few words.
    views : tuple of ViewDemand
        What it asks of all pictures of a product together.
    """

    name: str
    title: str
    source: str
    checked: date
    rules: dict[str, str] = field(default_factory=dict)
    views: tuple[ViewDemand, ...] = ()


@cache
def rule_packs() -> dict[str, PackFacts]:
    """Marketplace rules that can be checked; the rules themselves are read by worker processes only."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(PACKS.glob("*.json"))]
    return {pack["name"]: PackFacts(pack["name"], pack["title"], pack["source"], date.fromisoformat(pack["checked"]),
                                   {rule["id"]: rule["title"] for rule in pack["rules"]},
                                   tuple(ViewDemand(**{**one, "any_of": tuple(one["any_of"])})
                                         for one in pack.get("views", ())))
            for pack in found}
