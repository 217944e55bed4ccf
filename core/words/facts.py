"""What people read for facts: the name of each, and of its values. One row for each name that
a stage or the decoder writes."""

from __future__ import annotations

from collections.abc import Iterable

from core.nouns.fact import Fact
from core.nouns.role import ROLE
from core.words.labels import ROLE_WORDS

FACT_WORDS = {"color": "Color", "file": "File", "worn": "Worn"}
VALUE_WORDS: dict[str, dict[str, str]] = {
    "color": {"black": "Black", "gray": "Gray", "white": "White", "red": "Red", "orange": "Orange", "yellow": "Yellow",
              "green": "Green", "blue": "Blue", "purple": "Purple", "pink": "Pink", "brown": "Brown", "beige": "Beige"},
    "worn": {"no": "No: in a hand, or beside a person"},
    "file": {"end_missing": "Its last bytes are missing"},
}


def values_of(facts: Iterable[Fact]) -> dict[str, str]:
    """Name -> the values of a picture, for one cell of a table.

    Examples
    --------
    >>> values_of([Fact("color", "red", 0.6), Fact("color", "white", 0.3)])
    {'color': 'red, white'}
    """
    values: dict[str, list[str]] = {}
    for fact in facts:
        values.setdefault(fact.name, []).append(fact.value)
    return {name: ", ".join(found) for name, found in values.items()}


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
    words = ROLE_WORDS if name == ROLE else VALUE_WORDS.get(name, {})
    return words.get(value) or value.replace("_", " ").capitalize()
