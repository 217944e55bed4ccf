"""What people read for thresholds, changed verdicts and the flow of a set of photos, once for pages and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.words.labels import INTENT_WORDS, KIND_WORDS
from core.words.numerals import count

THRESHOLD_WORDS = {"face": "Face", "person": "Person", "shoppable": "Shoppable", "sensitive": "Sensitive"}
THRESHOLD_TIPS = {
    "face": "A face counts when the second look scores it above this value.",
    "person": "A person counts when the score is at least this value.",
    "shoppable": "The best product label must score above this value.",
    "sensitive": "The sensitive score must stay below this value.",
}
VERDICT_WORDS = {"shoppable": "Shoppable", "negative": "No shopping intent", "sensitive": "Not shoppable: sensitive"}
UNKNOWN_WORD = "Cannot tell"
LAYER_WORDS = {"face": "Face", "person": "Person", "kind": "Photo type", "label": "Top label", "verdict": "Verdict"}
NODE_WORDS = {
    "face": {"face": "Face", "no_face": "No face"},
    "person": {"person": "Person", "no_person": "No person", "not_searched": "Person not known"},
    "kind": {**KIND_WORDS, "unknown": UNKNOWN_WORD},
    "label": INTENT_WORDS,
    "verdict": VERDICT_WORDS,
}
NOTHING_RECOMPUTED = "Computed from the stored scores; no model runs again, and nothing is saved."
LIMITS = (
    "- Face: every candidate that reached the second look is stored with its score, so the threshold can move both "
    "ways. What MTCNN's own stages drop earlier has no score and cannot come back.\n"
    "- Person: where a face decided the photo type, only persons above the original threshold are stored. If the face "
    "no longer counts and the threshold is lower than before, the photo type is **Cannot tell**. The same holds for "
    "analyses with the short cascade, which stops at a face.\n"
    "- The overlap (IoU) of person boxes and MTCNN's first thresholds change which candidates exist. Stored scores "
    "cannot answer that."
)
TRUTH_WORDS = ("Known: the source offers the photo as a product photo, the page uses it as a banner or an icon, or "
               "somebody corrected its role.")
NO_TRUTH = ("Precision and recall need photos that are known to be for sale. Open an audit: there the source says "
            "which photos show its products, and people can correct that.")
ONLY_FOR_SALE = "Every known photo is for sale, so precision cannot be measured."


def node_word(node: str) -> str:
    """A step of the flow with its layer where the name alone says too little.

    Examples
    --------
    >>> node_word("kind.product_only"), node_word("label.negative"), node_word("verdict.negative")
    ('Product only', 'Top label: No shopping intent', 'Verdict: No shopping intent')
    """
    layer, _, name = node.partition(".")
    word = NODE_WORDS[layer][name]
    return f"{LAYER_WORDS[layer]}: {word}" if layer in ("label", "verdict") else word


def selection_word(selection: str) -> str:
    """One or two steps as people read them.

    Examples
    --------
    >>> selection_word("face.no_face-person.person")
    'No face → Person'
    """
    return " → ".join(map(node_word, selection.split("-")))


def group_word(row: Mapping[str, Any]) -> str:
    """The name of a row of `Change.counts`.

    Examples
    --------
    >>> group_word({"group": "kind", "name": "product_only"}), group_word({"group": "verdict", "name": "sensitive"})
    ('Product only', 'Not shoppable: sensitive')
    """
    return NODE_WORDS[row["group"]][row["name"]]


def finding(changed: int, total: int) -> str:
    """How many photos change, in one sentence.

    Examples
    --------
    >>> finding(3, 64), finding(0, 1)
    ('3 of 64 photos change their photo type or verdict.', 'No photo changes its photo type or verdict.')
    """
    if not changed:
        return "No photo changes its photo type or verdict."
    return f"{changed:,} of {count(total, 'photo')} " + (
        "changes its photo type or verdict." if changed == 1 else "change their photo type or verdict.")


def change_words(was: tuple[str, str], now: tuple[str, str]) -> str:
    """What one photo was and is now, each as (photo type, verdict); what stays is left out.

    Examples
    --------
    >>> change_words(("model_face", "shoppable"), ("worn_no_face", "shoppable"))
    'Model with face → Worn, no face'
    >>> change_words(("unknown", "shoppable"), ("unknown", "shoppable"))
    'No change'
    """
    parts = [f"{words[before]} → {words[after]}" for words, before, after in
             zip((NODE_WORDS["kind"], VERDICT_WORDS), was, now, strict=True) if before != after]
    return "; ".join(parts) or "No change"


def counts_table(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counts before and after, with words."""
    return [{"Photo type or verdict": group_word(row), "Before": row["before"], "After": row["after"],
             "Difference": f"{row['difference']:+,}" if row["difference"] else "0"} for row in rows]


def links_table(links: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The links of a flow, with words."""
    return [{"From": node_word(link["source"]), "To": node_word(link["target"]), "Photos": link["pictures"],
             "Share": f"{100 * link['share']:.1f} %"} for link in links]
