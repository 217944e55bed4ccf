"""What people read of corrections, once for pages and commands."""

from __future__ import annotations

from core.nouns.correction import WITHDRAWN, Correction
from core.words.labels import INTENT_WORDS, KIND_WORDS, SENSITIVE_WORD

NAME_WORDS = {"label": "Label", "kind": "Photo type", "sensitive": SENSITIVE_WORD}
VALUE_WORDS = {"label": INTENT_WORDS, "kind": KIND_WORDS, "sensitive": {"yes": "Yes", "no": "No"}}
KEPT = "A correction is kept with its history and counts wherever this photo is met. The model's own verdict stays."

REASON_WORDS = {"mismatch": "Shop differs", "set": "Several labels possible", "close": "Close calls"}
REASON_SENTENCES = {"mismatch": "The shop's category means another label.",
                    "set": "More than one label remains possible.",
                    "close": "The two best scores are nearer than 0.1."}
NO_DOUBT = ("No label of this set is in doubt: none differs from the shop's, leaves several labels possible or is a "
            "close call.")
KEYS = "Keys: 1 to 4 choose a label, the model's own confirms it; L leaves the photo for later; U undoes the last step."


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
    """
    return VALUE_WORDS[name].get(value, value)


def history_line(word: Correction) -> str:
    """Who said what when.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> history_line(Correction("a" * 64, "label", "other", "apparel", "Ada", datetime(2026, 3, 4, 5, 6, tzinfo=UTC)))
    '04 Mar 2026, 05:06 UTC, Ada: Label corrected from Apparel to Other product'
    """
    before, name = value_word(word.name, word.before), NAME_WORDS[word.name]
    if word.value == WITHDRAWN:
        what = f"correction {before} taken back"
    elif word.value == word.before:
        what = f"{before} confirmed"
    else:
        what = f"corrected from {before or 'nothing'} to {value_word(word.name, word.value)}"
    who = f", {word.author}" if word.author else ""
    return f"{word.created:%d %b %Y, %H:%M} UTC{who}: {name} {what}"
