"""The card of a head of tags that a site trained."""

from __future__ import annotations

from core.nouns.dataset import Dataset
from core.nouns.tag_comparison import TagComparison
from core.retrain.tags.order import Order
from core.words.tag_comparison import comparison_lines, value_rows

LIMITS = """- A small linear change of the head of {parent}; what its network does not see, no label can teach.
- Thresholds were chosen on this site's labeled photos: among other goods a tag may be right less often.
- Figures are of photos held out from the same source: on other shops it may do worse."""


def card(order: Order, dataset: Dataset, found: TagComparison) -> str:
    """Markdown."""
    rows = value_rows(found)
    table = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0]),
             *("| " + " | ".join(row.values()) + " |" for row in rows)] if rows else []
    return "\n".join((
        f"# {order.name}", "", f"Tags and attributes, trained on this site from {order.model.name}.", "",
        f"Dataset `{dataset.dataset_id}` ({dataset.name}). The photos are this site's own, under whatever terms it has "
        "them.", "", f"## Compared with {found.now}", "", *(f"- {line}" for line in comparison_lines(found)), "",
        *table, "", "## Limits", "", LIMITS.format(parent=order.model.name), ""))
