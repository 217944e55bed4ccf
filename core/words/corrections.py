"""What people read of corrections, once for pages and commands."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Misuse
from core.nouns.box_set import BoxSet
from core.nouns.correction import BOXES, WITHDRAWN, Correction
from core.words.labels import INTENT_WORDS, KIND_WORDS, SENSITIVE_WORD
from core.words.numerals import count

NAME_WORDS = {"label": "Label", "kind": "Photo type", "sensitive": SENSITIVE_WORD, "faces": "Faces",
              "persons": "Persons", "not_duplicate": "Not a duplicate of"}
VALUE_WORDS = {"label": INTENT_WORDS, "kind": KIND_WORDS, "sensitive": {"yes": "Yes", "no": "No"},
               "not_duplicate": dict[str, str]()}
KEPT = "A correction is kept with its history and counts wherever this photo is met. The model's own verdict stays."

REASON_WORDS = {"mismatch": "Shop differs", "set": "Several labels possible", "close": "Close calls",
                "sensitive": "Perhaps sensitive"}
REASON_SENTENCES = {"mismatch": "The shop's category means another label.",
                    "set": "More than one label remains possible.",
                    "close": "The two best scores are nearer than 0.1.",
                    "sensitive": "Both yes and no remain possible for sensitive."}
NO_DOUBT = ("No photo of this set is in doubt: no label differs from the shop's, leaves several labels possible or is "
            "a close call, and none is perhaps sensitive.")
KEYS = ("Keys: 1 to 4 choose a label, the model's own confirms it; Y and N answer whether it is sensitive; L leaves "
        "the photo for later; U undoes the last step.")


def reviewed(done: int, total: int) -> str:
    """Progress of a review.

    Examples
    --------
    >>> reviewed(12, 40)
    '12 of 40 reviewed'
    """
    return f"{done:,} of {total:,} reviewed"


def value_word(name: str, value: str) -> str:
    """A value as people read it.

    Examples
    --------
    >>> value_word("label", "home_decor"), value_word("sensitive", "no")
    ('Home and decor', 'No')
    >>> value_word("faces", BoxSet((640, 480), ((10.0, 20.0, 110.0, 220.0),)).to_text())
    '1 face'
    """
    if name not in BOXES:
        return VALUE_WORDS[name].get(value, value)
    return value if box_set(value) is None else boxes_of(name, value)


def boxes_of(name: str, value: str) -> str:
    """How many faces or persons a set of boxes shows.

    Examples
    --------
    >>> boxes_of("persons", BoxSet((640, 480)).to_text())
    'no person'
    """
    number, label = len(box_set(value) or ()), BOXES[name]
    return count(number, label) if number else f"no {label}"


def box_set(value: str) -> BoxSet | None:
    """The boxes that a value names; None where it names none, such as "model"."""
    try:
        return BoxSet.from_text(value)
    except Misuse:
        return None


def mark_words(name: str, value: str, said: str) -> str:
    """A correction beside the photo that it is about.

    Parameters
    ----------
    name, value : str
        What counts.
    said : str
        What the model says.

    Examples
    --------
    >>> mark_words("label", "other", "apparel"), mark_words("sensitive", "no", "no")
    ('Label: Other product, corrected', 'Sensitive: No, confirmed')
    """
    return f"{NAME_WORDS[name]}: {value_word(name, value)}, {'confirmed' if value == said else 'corrected'}"


def corrected_boxes(now: Mapping[str, str]) -> str:
    """What people said of a photo's boxes, above what its detectors saw; "" where nobody said anything.

    Examples
    --------
    >>> corrected_boxes({"faces": BoxSet((640, 480)).to_text(), "kind": "product_only"})
    'People corrected this photo: no face. Below is what the detectors saw.'
    """
    words = " and ".join(boxes_of(name, now[name]) for name in BOXES if name in now)
    return f"People corrected this photo: {words}. Below is what the detectors saw." if words else ""


def suggestion(kind: str) -> str:
    """The photo type that follows from corrected boxes."""
    return f"With these boxes the photo type would be **{KIND_WORDS[kind]}**."


def history_line(word: Correction) -> str:
    """Who said what when.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> history_line(Correction("a" * 64, "label", "other", "apparel", "Ada", datetime(2026, 3, 4, 5, 6, tzinfo=UTC)))
    '04 Mar 2026, 05:06 UTC, Ada: Label corrected from Apparel to Other product'
    """
    who = f", {word.author}" if word.author else ""
    return f"{when(word)}{who}: {NAME_WORDS[word.name]} {what(word)}"


def when(word: Correction) -> str:
    """The time of a correction."""
    return f"{word.created:%d %b %Y, %H:%M} UTC"


def what(word: Correction) -> str:
    """What a correction did.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> was, now = BoxSet((9, 9), ((0.0, 0.0, 5.0, 5.0),)), BoxSet((9, 9), ((0.0, 0.0, 5.0, 6.0),))
    >>> what(Correction("a" * 64, "faces", now.to_text(), was.to_text(), "", datetime(2026, 3, 4, tzinfo=UTC)))
    'corrected from 1 face to 1 face (1 added, 1 deleted)'
    """
    before = value_word(word.name, word.before)
    if word.value == WITHDRAWN:
        return f"correction {before} taken back"
    if word.value == word.before:
        return f"{before} confirmed"
    return f"corrected from {before or 'nothing'} to {value_word(word.name, word.value)}{_difference(word)}"


def after_words(word: Correction) -> str:
    """What counted after a correction."""
    if word.value == WITHDRAWN:
        return "taken back"
    if word.value == word.before:
        return "confirmed"
    return f"{value_word(word.name, word.value)}{_difference(word)}"


def _difference(word: Correction) -> str:
    """How many boxes came and went."""
    now, before = (set(found.xyxy) if (found := box_set(text)) else set() for text in (word.value, word.before))
    parts = [f"{len(boxes)} {verb}" for boxes, verb in ((now - before, "added"), (before - now, "deleted")) if boxes]
    return f" ({', '.join(parts)})" if word.name in BOXES and parts else ""
