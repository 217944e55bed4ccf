"""The card and the manifest's facts of a model of persons that a site trained further."""

from __future__ import annotations

from typing import Any

from core.learning.own_persons.order import Order
from core.nouns.box_comparison import BoxComparison
from core.nouns.dataset import Dataset
from core.words.box_comparison import OTHERS, comparison_lines

LIMITS = ("- The backbone is that of {parent}; neck and head moved by small steps. What the backbone does not see, no "
          "box can teach.\n- The threshold is that of {parent}.\n- Held-out photos come from the same places as those "
          "that taught: on other shops it may do worse. Measure it there: `python -m core models evaluate`.\n"
          "- {others}")


def command(order: Order) -> str:
    """What trains it again."""
    return (f"python -m core train persons --dataset {order.dataset_id[:12]} --steps {order.steps} --seed "
            f"{order.seed}")


def facts(order: Order, dataset: Dataset, found: BoxComparison, created: str) -> dict[str, Any]:
    """The entry for the manifest, without what `core.models.versions.register` adds.

    Parameters
    ----------
    order : Order
    dataset : Dataset
    found : BoxComparison
    created : str
        UTC, ISO 8601.
    """
    parent, ap = order.parent, found.measures_after.slices[0].ap
    return {
        "role": "persons", "origin": f"trained on this site from {parent.name} by core/learning/own_persons",
        "license": parent.license, "labels": ["person"], "input": dict(parent.input),
        "thresholds": dict(parent.thresholds),
        "metrics": {"held_out_ap50": round(ap.value or 0.0, 4),
                    "held_out_ap50_before": round(found.measures_before.slices[0].ap.value or 0.0, 4)},
        "card": f"{order.name}.md",
        "training": {"dataset": dataset.dataset_id, "dataset_name": dataset.name, "pictures": found.trained,
                     "parent": parent.name, "parent_sha256": parent.sha256, "seed": order.seed,
                     "command": command(order), "created": created},
    }


def card(order: Order, dataset: Dataset, found: BoxComparison) -> str:
    """Markdown; arguments as of `facts`."""
    parent = order.parent
    return "\n\n".join((
        f"# {order.name}",
        f"Persons and parts of a body, trained on this site from {parent.name}.",
        "## Data",
        f"Dataset `{dataset.dataset_id}` ({dataset.name}). The photos are this site's own, under whatever terms it has "
        f"them. On {found.replayed:,} other photos of the site it was to go on finding what {parent.name} finds.",
        "## Training",
        f"`{command(order)}`\n\nAdamW on neck and head, batches of {order.batch} random views; the average of the last "
        "steps is kept.",
        f"## Compared with {parent.name}",
        "\n".join(f"- {line}" for line in comparison_lines(found)),
        "## Limits",
        LIMITS.format(parent=parent.name, others=OTHERS),
    )) + "\n"
