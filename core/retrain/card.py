"""The card of a version that a site trained: what it learned from, how it compares, what it cannot do."""

from __future__ import annotations

from collections import Counter

from core.models.manifest import Entry
from core.nouns.dataset import Dataset
from core.nouns.shadow import Shadow
from core.retrain.order import HEADS
from core.words.dataset import name_of
from core.words.shadow import HEAD_WORDS, shadow_lines

LIMITS = ("- The network is that of {parent}; only a shift of its scores was learned. What the network does not see, "
          "no correction can teach.\n- {other} is as in {parent}.\n- Figures are of photos like those of the "
          "dataset. Corrected photos are the hard ones of their shop: accuracy on them is lower than on all.\n"
          "- Intervals are 95 %: Wilson for shares, a paired bootstrap over photos that look alike for points.")


def card(entry: Entry, dataset: Dataset, shadow: Shadow, command: str) -> str:
    """Markdown.

    Parameters
    ----------
    entry : Entry
        The version that it started from.
    dataset : Dataset
    shadow : Shadow
    command : str
        What trains it again.
    """
    learned = HEADS[shadow.head].learned(dataset.samples)
    labels = ", ".join(f"{name_of(label)} {number:,}"
                       for label, number in sorted(Counter(sample.label for sample in learned).items()))
    other = "*Sensitive*" if shadow.head == "intent" else "Shopping intent, to the last digit,"
    parts = [
        f"# {shadow.candidate}",
        f"Shopping intent, its {HEAD_WORDS[shadow.head]} trained on this site from {entry.name}.",
        "## Data",
        f"Dataset `{dataset.dataset_id}` ({dataset.name}): {len(learned):,} photos: {labels}. The photos are "
        f"this site's own, under whatever terms it has them. {shadow.replayed:,} other photos of the site were "
        f"replayed: on them the version was to go on saying what {entry.name} says.",
        "## Training",
        f"`{command}`\n\nA shift of the logits, linear in what the head reads; ridge {shadow.ridge:g}, chosen by "
        f"cross-validation over groups of photos that look alike; temperature {shadow.temperature:g}.",
        f"## Compared with {entry.name}",
        "\n".join(f"- {line}" for line in shadow_lines(shadow)),
        "## Limits",
        LIMITS.format(parent=entry.name, other=other),
        "## License",
        f"The weights of {entry.name}: {entry.license}. What was learned here belongs to whoever runs this site.",
    ]
    return "\n\n".join(parts) + "\n"
