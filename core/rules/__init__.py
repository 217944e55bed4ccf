"""Marketplace rules: measure a picture, check it against dated rule packs, draw the evidence, apply honest fixes.

`packs/` holds the rules as data, `measures/` the numbers they ask for; `check`, `evidence` and `fix` use both; `tasks`
runs in worker processes, `verbs` is what doors call. Checking is arithmetic and happens in the caller's process.
"""

from core.rules.rule_packs import FIXES, Pack, Rule, ViewDemand
from core.rules.verbs import FixedPicture, check_picture, draw_evidence, fix_picture, outcomes, packs

__all__ = [
    "FIXES", "FixedPicture", "Pack", "Rule", "ViewDemand", "check_picture", "draw_evidence", "fix_picture", "outcomes",
    "packs",
]
