"""What people read for the figures of a set, once for pages and files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.nouns.intent import INTENT_LABELS
from core.words.labels import INTENT_WORDS, KIND_WORDS, SHOPPABLE_WORDS
from core.words.numerals import count
from core.words.progress import duration

NO_TRUTH = ("The source does not say what these photos show, so nobody can tell which labels are wrong. Audit a "
            "feed or a CSV with a category, a product type or a column true_label.")
PARTIAL = "The job is still running: the figures are those of the photos so far."
DIMENSION_WORDS = {"kind": "Photo type", "label": "Label", "size": "Size", "background": "Background",
                   "brightness": "Brightness", "source": "Source"}
FACT_WORDS = DIMENSION_WORDS | {"score": "Best score", "verdict": "Verdict", "shop": "Shop's label",
                                "agreement": "Model against shop", "category": "Shop's category"}
AGREEMENT_WORDS = {"agrees": "Same label", "differs": "Different label"}
VERDICT_WORDS = {"shoppable": SHOPPABLE_WORDS[True], "not_shoppable": SHOPPABLE_WORDS[False]}
NOT_KNOWN = "Not known"
MAP_PURPOSE = ("Each photo becomes a point, and photos that look alike to the model lie close together. Color the "
               "points by label, category or photo type, and draw around a group to see its photos.")
MAP_KEPT = "The model looks at each photo once; another map of the same photos needs no second look."
METHOD_WORDS = {
    "t-sne": "Laid out by t-SNE: photos side by side look alike to the model. The distance between groups and the "
             "directions mean nothing.",
    "pca": "Laid out by principal components: the two directions in which these photos differ most for the model. "
           "Points on each other may still differ in other directions.",
}
LONE_PHOTOS = "Photos among photos of another label"
LONE_MEANING = ("At least 8 of the 10 photos that look most alike to the model have one other label: either the "
                "source's label is wrong, or the model sees something else in the photo than people do.")
LONE_NEEDS_MAP = "Make the **Map** to see photos whose neighbors have another label."
MAP_CANCELED = "The map was canceled. What the model has seen so far is kept."
SIZE_WORDS = {"small": "Longer side below 500 px", "medium": "500 to 999 px", "large": "1,000 px or more"}
MEASURE_WORDS = {
    "wrong": "Rate: labels that differ from the shop's.",
    "close": "Rate: photos whose two best scores are nearer than 0.1. This is not an error rate.",
}
SELECT_SLICE = "Select a row to see the photos that its rate counts."
CORRECTED = ("Intervals are at 95 % (Newcombe). P values are Fisher's exact test, adjusted for the number of slices "
             "(Benjamini-Hochberg); a slice counts as worse at 0.05.")


def summary(answer: Mapping[str, Any]) -> str:
    """The figures in sentences, of `core.explore.answer`."""
    parts = [f"{count(answer['pictures'], 'photo')} analyzed, {answer['failed']:,} failed."]
    if answer["known"]:
        parts.append(f"The shop says what {answer['known']:,} show; the model's label differs for "
                     f"{answer['wrong']:,}.{_corrected(answer['corrected'])} Calibration error (ECE): "
                     f"{answer['reliability']['ece']:.3f}.")
    elif answer["pictures"]:
        parts.append(NO_TRUTH)
    return " ".join([*parts, PARTIAL] if answer["partial"] else parts)


def _corrected(number: int) -> str:
    return f" For {number:,} a person said it, which counts before the shop's word." if number else ""


def confusion_table(counts: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    """Rows: what the shop says; columns: the model's label."""
    return [{"Shop says": INTENT_WORDS[label], **{INTENT_WORDS[name]: cell for name, cell in
                                                  zip(INTENT_LABELS, row, strict=True)}}
            for label, row in zip(INTENT_LABELS, counts, strict=True)]


def slices_table(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Slices as `core.explore.answer` gives them."""
    return [{"Slice": slice_word(row["dimension"], row["value"]),
             "Photos": row["inside"]["count"], "Rate": f"{100 * row['inside']['share']:.1f} %",
             "Difference to the rest": f"{100 * row['difference']:+.1f} points ({100 * row['low']:+.1f} to "
                                       f"{100 * row['high']:+.1f})",
             "Adjusted p": f"{row['p_value']:.3g}", "Worse": "Yes" if row["worse"] else "No"} for row in rows]


def slice_word(dimension: str, value: str) -> str:
    """A slice as people read it.

    Examples
    --------
    >>> slice_word("background", "busy")
    'Background: Busy'
    """
    return f"{DIMENSION_WORDS[dimension]}: {value_word(dimension, value)}"


def value_word(dimension: str, value: str) -> str:
    """A slice's value as people read it."""
    words: Mapping[str, str] = {"kind": KIND_WORDS, "label": INTENT_WORDS, "size": SIZE_WORDS,
                                "shop": INTENT_WORDS, "verdict": VERDICT_WORDS,
                                "agreement": AGREEMENT_WORDS}.get(dimension, {})
    return words.get(value, value if dimension in ("source", "category") else value.capitalize())


def map_effort(pictures: int, seconds: float) -> str:
    """How long a map takes, before it is made."""
    return f"{count(pictures, 'photo')}, about {duration(seconds)} on this machine. {MAP_KEPT}"


def selection_words(labels: Sequence[str]) -> str:
    """A choice of photos by the model's labels, the most frequent first.

    Examples
    --------
    >>> selection_words(["apparel", "other", "apparel"])
    '3 photos: 2 Apparel, 1 Other product'
    """
    parts = [f"{number:,} {INTENT_WORDS[label]}" for label, number in Counter(labels).most_common()]
    return f"{count(len(labels), 'photo')}: {', '.join(parts)}"
