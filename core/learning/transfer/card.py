"""The card and the manifest's facts of a model that a site trained from a public backbone."""

from __future__ import annotations

from typing import Any

from core.learning.transfer.order import RANDOM, Order
from core.nouns.dataset import Dataset
from core.nouns.intent import INTENT_LABELS, RULE_THRESHOLD
from core.nouns.proportion import Share
from core.words.labels import INTENT_WORDS
from core.words.model_card import share_words
from core.words.numerals import count


def command(order: Order) -> str:
    """What trains it again."""
    weights = f" --weights {order.weights}" if order.weights else ""
    return (f"python -m core train intent --dataset {order.dataset_id[:12]} --backbone {order.backbone}{weights} "
            f"--epochs {order.epochs} --fine-epochs {order.fine_epochs} --seed {order.seed}")


def facts(order: Order, dataset: Dataset, found: dict[str, Any], created: str) -> dict[str, Any]:
    """The entry for the manifest, without what `core.models.versions.register` adds.

    Parameters
    ----------
    order : Order
    dataset : Dataset
    found : dict
        From `core.learning.transfer.tasks.train`.
    created : str
        UTC, ISO 8601.
    """
    return {
        "role": "intent",
        "origin": f"trained on this site by transfer learning from {order.backbone} ({_start(order)})",
        "license": "of whoever runs this site; the backbone's weights have their own terms",
        "labels": {"shopping_intent": list(INTENT_LABELS), "sensitive": ["negative", "positive"]},
        "input": {"size_wh": [224, 224], "mean": [127.5] * 3, "std": [127.5] * 3},
        "thresholds": {"shoppable": RULE_THRESHOLD, "sensitive": RULE_THRESHOLD},
        "metrics": {"held_out_accuracy": _share(found["accuracy"])},
        "card": f"{order.name}.md",
        "training": {"dataset": dataset.dataset_id, "dataset_name": dataset.name,
                     "pictures": found["photos"]["training"], "backbone": order.backbone,
                     "sensitive_of": order.teacher, "seed": order.seed, "command": command(order), "created": created},
    }


def card(order: Order, dataset: Dataset, found: dict[str, Any]) -> str:
    """Markdown; arguments as of `facts`."""
    labels = ", ".join(f"{INTENT_WORDS[label]} {number:,}" for label, number in dataset.labels.items())
    photos, change = found["photos"], found["change"]
    by_label = "\n".join(f"- {INTENT_WORDS[label]}: {share_words(share)}" for label, share in found["by_label"].items())
    whose = f"{photos['test']:,} photos of the dataset's test part" if photos["test"] else (
        f"the {photos['validation']:,} photos that chose the epoch, so a little too good")
    lost = f" {count(len(found['left_out']), 'photo')} could not be read." if found["left_out"] else ""
    return "\n\n".join((
        f"# {order.name}",
        f"Shopping intent: {order.backbone} ({_start(order)}), average pooling, two outputs, 224 px, float16 weights.",
        "## Data",
        f"Dataset `{dataset.dataset_id}` ({dataset.name}): {labels}. {photos['training']:,} taught, "
        f"{photos['validation']:,} chose the epoch.{lost} The photos are this site's own.",
        "## Training",
        f"`{command(order)}`\n\nAt most {order.epochs} epochs of the outputs alone, then {order.fine_epochs} of all "
        f"layers at a small step; {found['epochs']} were done, and epoch {found['best'] + 1} is kept. Photos of rare "
        "labels count more; every epoch draws new views.",
        "## How well it does",
        f"Right top labels: {share_words(found['accuracy'])}, on {whose}. {order.teacher} on the same photos: "
        f"{share_words(change.before)}; change {100 * change.difference:.1f} points "
        f"({100 * change.low:.1f} to {100 * change.high:.1f}).\n\n{by_label}",
        "## Limits",
        f"- *Sensitive* was learned from what {order.teacher} says of these photos, not from labels.\n- Scores are not "
        "calibrated, and there are no label sets.\n- The photos that were held out are of the same shops as those that "
        "taught: on other shops it does worse. Measure it there: `python -m core models evaluate`.",
    )) + "\n"


def _start(order: Order) -> str:
    if order.weights == RANDOM:
        return "from random weights"
    return "weights from a file of the operator" if order.weights else "ImageNet weights of keras.applications"


def _share(share: Share) -> dict[str, Any]:
    return {"n": share.count, "count": share.hits, "share": round(share.share or 0.0, 4),
            "interval": [round(share.low, 4), round(share.high, 4)]}
