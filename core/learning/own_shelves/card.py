"""The card and the manifest's facts of a detector of products that a site trained further."""

from __future__ import annotations

from typing import Any

from core.learning.own_shelves.order import Order
from core.nouns.dataset import Dataset
from core.nouns.shelf_comparison import ShelfComparison
from core.words.shelf_comparison import comparison_lines

LIMITS = ("- What nobody corrected on a photo counts as {parent} saw it: what both missed stays missed.\n- The "
          "thresholds are those of {parent}; price tags teach as {parent} sees them.\n- Held-out photos come from the "
          "same shelves as those that taught: on other shops it may do worse.")


def command(order: Order) -> str:
    """What trains it again."""
    return f"python -m core train shelves --dataset {order.dataset_id[:12]} --steps {order.steps} --seed {order.seed}"


def facts(order: Order, dataset: Dataset, found: ShelfComparison, created: str) -> dict[str, Any]:
    """The entry for the manifest, without what `core.models.versions.register` adds.

    Parameters
    ----------
    order : Order
    dataset : Dataset
    found : ShelfComparison
    created : str
        UTC, ISO 8601.
    """
    parent = order.parent
    return {
        "role": "products", "origin": f"trained on this site from {parent.name} by core/learning/own_shelves",
        "license": parent.license, "labels": ["product", "price_tag"], "input": dict(parent.input),
        "thresholds": dict(parent.thresholds),
        "metrics": {"held_out_ap50": round(found.ap50_after.value or 0.0, 4),
                    "held_out_ap50_before": round(found.ap50_before.value or 0.0, 4)},
        "card": f"{order.name}.md",
        "training": {"dataset": dataset.dataset_id, "dataset_name": dataset.name, "pictures": found.trained,
                     "parent": parent.name, "parent_sha256": parent.sha256, "seed": order.seed,
                     "command": command(order), "created": created},
    }


def card(order: Order, dataset: Dataset, found: ShelfComparison) -> str:
    """Markdown; arguments as of `facts`."""
    parent = order.parent
    return "\n\n".join((
        f"# {order.name}",
        f"Products and price tags on shelves, trained on this site from {parent.name}.",
        "## Data",
        f"Dataset `{dataset.dataset_id}` ({dataset.name}): this site's own photos, under whatever terms it has them, "
        "and synthetic shelves of its packshots.",
        "## Training",
        f"`{command(order)}`\n\nAdamW at a tenth of the first training's rates, batches of {order.batch} random "
        "squares, half of them of replayed shelves; the average of the last steps is kept.",
        f"## Compared with {parent.name}",
        "\n".join(f"- {line}" for line in comparison_lines(found)),
        "## Limits",
        LIMITS.format(parent=parent.name),
    )) + "\n"
