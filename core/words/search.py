"""What people read about the catalog: names of fields and states, sentences about a search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.words.facts import fact_word, value_word
from core.words.labels import INTENT_WORDS, KIND_WORDS, MARKETPLACE_WORDS, OUTCOME_WORDS, marketplace_word
from core.words.numerals import count

STATES = {"found": "Found", "judged": "Judged", "to_fix": "To fix", "fixed": "Fixed", "live": "Live"}
FIELD_WORDS = {
    "type": "Photo type", "label": "Label", "verdict": "Verdict", "sensitive": "Sensitive", "face": "Face",
    "faces": "Faces", "person": "Person", "persons": "Persons", "color": "Color", "object": "Object", "text": "Words",
    "tag": "Tag",
    "lettering": "Lettering", "background": "Background", "state": "State", "source": "Source", "job": "Job",
    "category": "Category", "sku": "SKU", "broken": "Broken rule", "corrected": "Corrected", "date": "Added",
    "score": "Shoppable score", "width": "Width", "height": "Height",
}
YES_NO = {"yes": "Yes", "no": "No"}
VALUE_NAMES: dict[str, dict[str, str]] = {
    "type": KIND_WORDS, "label": INTENT_WORDS, "state": STATES, "sensitive": YES_NO, "face": YES_NO, "person": YES_NO,
    "verdict": {"shoppable": "Shoppable", "not_shoppable": "Not shoppable"},
    "lettering": {"yes": "Over the photo", "unclear": "Perhaps", "no": "None"},
    "background": {"plain": "Plain", "busy": "Busy"},
    "corrected": {"label": "Label", "kind": "Photo type", "sensitive": "Sensitive", "faces": "Faces",
                  "persons": "Persons"},
}
ORDERS = {"-date": "Newest first", "date": "Oldest first", "-score": "Most shoppable first",
          "score": "Least shoppable first"}
EXPORT_WORDS = {"csv": "Table (CSV)", "xlsx": "Table (XLSX)", "parquet": "Table (Parquet)", "jsonl": "JSON Lines",
                "coco": "Boxes (COCO)", "yolo": "Boxes (YOLO)", "zip": "Pictures (ZIP)"}
OVERLAY_WORDS = {"faces": "Faces", "persons": "Persons", "refused": "Refused faces", "lettering": "Lettering"}
AS_STORED = ("tag", "sku", "category", "source", "text", "job")  # fields whose values are shown as they came
NOTHING = "No picture meets this query."


def field_word(field: str) -> str:
    """The name of a field as people read it.

    Examples
    --------
    >>> field_word("type"), field_word("amazon"), field_word("hem_length")
    ('Photo type', 'Amazon', 'Hem length')
    """
    return FIELD_WORDS.get(field) or MARKETPLACE_WORDS.get(field) or fact_word(field)


def value_name(field: str, value: str) -> str:
    """A value of a field as people read it.

    Examples
    --------
    >>> value_name("type", "worn_no_face"), value_name("object", "hand_bag"), value_name("amazon", "fail")
    ('Worn, no face', 'Hand bag', 'Fail')
    >>> value_name("broken", "ebay.no_text")
    'eBay: no text'
    """
    if field in AS_STORED:
        return value
    if field == "broken":
        pack, _, rule = value.partition(".")
        return f"{marketplace_word(pack)}: {rule.replace('_', ' ')}" if rule else marketplace_word(pack)
    if field in MARKETPLACE_WORDS and value in OUTCOME_WORDS:
        return OUTCOME_WORDS[value]
    return VALUE_NAMES.get(field, {}).get(value) or value_word(field, value)


def who_says(name: str, model: str) -> str:
    """Who says a fact: a model with its version, a rule pack, an audit's measures.

    Examples
    --------
    >>> who_says("color", "colors_2"), who_says("amazon", ""), who_says("lettering", "")
    ('colors_2', 'Rule pack', 'Measured by an audit')
    """
    if model:
        return model
    return "Rule pack" if name in MARKETPLACE_WORDS or name == "broken" else "Measured by an audit"


def note_words(field: str, value: str, near: str) -> str:
    """That no picture has a value, and what may have been meant."""
    meant = f" Did you mean {field}:{near}?" if near else ""
    return f"No picture has {field}:{value}.{meant}"


def state_line(created: datetime, was: str, now: str, author: str) -> str:
    """One step of a picture's way.

    Examples
    --------
    >>> state_line(datetime(2026, 11, 3, 9, 5), "judged", "to_fix", "Ada")
    '3 Nov 2026, 09:05 UTC: Judged to To fix, by Ada'
    """
    by = f", by {author}" if author else ""
    return f"{created.day} {created:%b %Y, %H:%M} UTC: {STATES.get(was, was)} to {STATES.get(now, now)}{by}"


def tag_line(created: datetime, before: Sequence[str], now: Sequence[str], author: str) -> str:
    """One change of a picture's tags.

    Examples
    --------
    >>> tag_line(datetime(2026, 11, 3, 9, 5), ("sale",), ("sale", "summer"), "Ada")
    '3 Nov 2026, 09:05 UTC: added summer, by Ada'
    """
    added, gone = sorted(set(now) - set(before)), sorted(set(before) - set(now))
    words = "; ".join(f"{word} {', '.join(tags)}" for word, tags in (("added", added), ("took away", gone)) if tags)
    by = f", by {author}" if author else ""
    return f"{created.day} {created:%b %Y, %H:%M} UTC: {words}{by}"


def found_words(total: int, everything: int) -> str:
    """How many pictures a query leaves.

    Examples
    --------
    >>> found_words(12, 3400), found_words(3400, 3400)
    ('12 of 3,400 pictures', '3,400 pictures')
    """
    return count(total, "picture") if total == everything else f"{total:,} of {count(everything, 'picture')}"


def not_read(words: Sequence[str]) -> str:
    """The words of a phrase that nothing in the catalog is known by."""
    return f"Nothing in the catalog is known by {' or '.join(f'“{word}”' for word in words)}."
