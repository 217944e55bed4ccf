"""Words for models: their roles, states and measures."""

from __future__ import annotations

from core.nouns.model_card import ModelCard
from core.nouns.proportion import Share

ROLE_WORDS = {
    "intent": "Shopping intent", "faces": "Faces", "persons": "Persons", "text": "Text in photos", "colors": "Colors",
}
SLICE_WORDS = {"all": "All", "label": "Label", "background": "Background", "source": "Source", "size": "Size",
               "kind": "Photo type"}
NO_CARD = "This version has no card: nobody has written down what it was trained on and what it cannot do."
NO_MEASURES = ("No validation scores are stored for this version, so there is no calibration plot, no cost of "
               "thresholds and no label sets.")
NO_LABEL_SETS = "No label sets: they need validation scores of this very version, on sources that it never trained on."
NO_NETWORK = "This model is a table of numbers, not a network."
OPEN_SIDES = "Multiply-accumulates are not counted where a side of the input is open."
RELIABILITY = ("Each point is a tenth of the scores: how often the top label was right, with its 95 % interval. On the "
               "dashed line a score of 0.8 is right 8 times in 10; below it the model is too sure of itself.")
COVERAGE = ("For each source, the rule was calibrated on the other sources only. Intervals are 95 %, Wilson. A "
            "shop that is unlike the others can fall below the nominal coverage.")


def role_word(role: str) -> str:
    """A role, for people; an unknown one as it is."""
    return ROLE_WORDS.get(role, role)


def version_words(card: ModelCard) -> str:
    """Whether a version is in use."""
    if card.state != "ready":
        return "cannot be used"
    if card.current:
        return "in use"
    return "previous: a roll-back returns to it" if card.previous else "registered"


def share_words(share: Share) -> str:
    """A share with its interval and count: "88.0 % (84.0 to 91.1, n = 325)"."""
    if share.share is None:
        return "no pictures"
    return f"{interval_words(share)[:-1]}, n = {share.count:,})"


def interval_words(share: Share) -> str:
    """The same without the count: "88.0 % (84.0 to 91.1)"."""
    if share.share is None:
        return "no pictures"
    return f"{100 * share.share:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"


def size_words(size: int) -> str:
    """Bytes, for people."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def amount_words(amount: int | None) -> str:
    """A large count, shortened: 3.49 M."""
    if amount is None:
        return ""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if amount >= limit:
            return f"{amount / limit:.2f} {unit}"
    return str(amount)


def shape_words(shape: tuple[int, ...]) -> str:
    """A shape, with "?" for an open side: 1 × 7 × 7 × 1280."""
    return " × ".join("?" if side < 0 else str(side) for side in shape) or "scalar"


def short_layer(name: str) -> str:
    """The telling part of a layer's name: the last two steps of its path, of the first of fused operations."""
    return "/".join(name.partition(";")[0].split("/")[-2:])
