"""The demo: one click analyzes, audits and studies the demo shop of `demo/shop`, offline and the same each time.

`verbs` is what doors call, `shop` knows the shop's files, `run` does the steps in the background by the public verbs of
other rooms, `highlights` chooses what a stakeholder sees of it.
"""

from core.demo.highlights import DemoPhoto, Highlights, RuleFinding, SalesEffect, ShopFinding
from core.demo.run import Demo
from core.demo.verbs import (
    audit_shop,
    cancel_demo,
    find_demo,
    highlight,
    open_demo,
    sample_highlight,
    sample_highlights,
    shop_photos,
)

__all__ = [
    "Demo", "DemoPhoto", "Highlights", "RuleFinding", "SalesEffect", "ShopFinding", "audit_shop", "cancel_demo",
    "find_demo", "highlight", "open_demo", "sample_highlight", "sample_highlights", "shop_photos",
]
