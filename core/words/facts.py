"""What people read for facts: the name of each, and of its values. One row for each name that
a stage or the decoder writes."""

from __future__ import annotations

from collections.abc import Iterable

from core.nouns.fact import Fact
from core.nouns.role import ROLE
from core.words.labels import ROLE_WORDS

FACT_WORDS = {"color": "Color", "background_color": "Background color", "product_area": "Product area",
              "scene": "Scene", "object": "Object", "tag": "Tag", "item": "Item", "gender": "Gender", "usage": "Usage",
              "pattern": "Pattern", "material": "Material", "text": "Text", "unsafe": "Unsafe",
              "sharpness": "Sharpness", "brightness": "Brightness", "contrast": "Contrast", "smile": "Smile",
              "mouth": "Mouth", "head": "Head", "emotion": "Expression", "glasses": "Glasses", "people": "Known person",
              "file": "File", "worn": "Worn"}
STAGE_WORDS = {"colors": "Colors", "mask": "Product area", "objects": "Objects",
               "quality": "Sharpness and light", "scenes": "Scene",
               "tags": "Tags", "items": "Tags of each product", "own_tags": "Your own tags", "text": "Text",
               "unsafe": "Unsafe content", "face_details": "Face details"}
FREE_TEXT = ("text", "people")  # facts whose values are words of the picture itself, or names
_COLORS = {"black": "Black", "gray": "Gray", "white": "White", "red": "Red", "orange": "Orange", "yellow": "Yellow",
           "green": "Green", "blue": "Blue", "purple": "Purple", "pink": "Pink", "brown": "Brown", "beige": "Beige"}
VALUE_WORDS: dict[str, dict[str, str]] = {
    "color": _COLORS, "background_color": _COLORS,
    "product_area": {"small": "Less than a fifth of the picture", "medium": "A fifth to a half of the picture",
                     "large": "Half of the picture or more"},
    "unsafe": {"likely": "Likely: bare body parts on a person", "doubtful": "Doubtful: only the detector says so"},
    "head": {"front": "Front", "left": "To the left", "right": "To the right"},
    "emotion": {"smiling": "Smiling", "neutral": "Neutral", "surprised": "Surprised", "other": "Other"},
    "glasses": {"none": "No glasses", "glasses": "Glasses", "sunglasses": "Sunglasses"},
    "worn": {"no": "No: in a hand, or beside a person"},
    "file": {"end_missing": "Its last bytes are missing"},
}


def values_of(facts: Iterable[Fact]) -> dict[str, str]:
    """Name -> the values of a picture, each once, for one cell of a table.

    Examples
    --------
    >>> values_of([Fact("color", "red", 0.6), Fact("color", "white", 0.3)])
    {'color': 'red, white'}
    """
    values: dict[str, list[str]] = {}
    for fact in once(facts):
        values.setdefault(fact.name, []).append(fact.value)
    return {name: ", ".join(found) for name, found in values.items()}


def once(facts: Iterable[Fact]) -> list[Fact]:
    """Of facts that say the same, such as four chairs, the first: stages write the surest first.

    Examples
    --------
    >>> [fact.score for fact in once([Fact("object", "chair", 0.9), Fact("object", "chair", 0.5)])]
    [0.9]
    """
    said: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        said.setdefault((fact.name, fact.value), fact)
    return list(said.values())


def fact_line(fact: Fact) -> str:
    """A fact in one line of a terminal: name, value, score, and where it is.

    Examples
    --------
    >>> fact_line(Fact("color", "red", 0.62)), fact_line(Fact("text", "SALE", 0.9, "", (1.0, 2.0, 30.0, 12.0)))
    ('Color: Red, 0.62', 'Text: SALE, 0.90, at 1 2 30 12')
    """
    place = "" if fact.xyxy is None else ", at " + " ".join(f"{value:.0f}" for value in fact.xyxy)
    return f"{fact_word(fact.name)}: {value_word(fact.name, fact.value)}, {fact.score:.2f}{place}"


def fact_word(name: str) -> str:
    """The name of a fact, such as "Color"; a name without words is shown with its own, capitalized.

    Examples
    --------
    >>> fact_word("color"), fact_word("hem_length")
    ('Color', 'Hem length')
    """
    return FACT_WORDS.get(name) or name.replace("_", " ").capitalize()


def value_word(name: str, value: str) -> str:
    """A value of a fact as people read it.

    Examples
    --------
    >>> value_word("color", "red"), value_word("color", "mint_green")
    ('Red', 'Mint green')
    """
    if name in FREE_TEXT:
        return value
    words = ROLE_WORDS if name == ROLE else VALUE_WORDS.get(name, {})
    return words.get(value) or value.replace("_", " ").capitalize()
