"""Boxes as label files give them, before anybody knows the picture; and which class names are ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import Misuse
from core.nouns.box_set import Box, BoxSet
from core.nouns.dataset import Boxes
from core.words.numerals import count

CLASSES = {"face": "faces", "faces": "faces", "person": "persons", "persons": "persons", "people": "persons",
           "human": "persons", "pedestrian": "persons", "product": "products", "products": "products"}
SLACK = 1.0  # pixels that a box may reach over the edge: trainers round that way


@dataclass(frozen=True)
class RawBoxes:
    """All boxes of a picture, as a file gives them.

    Attributes
    ----------
    sets : tuple of (str, tuple of Box)
        "faces", "persons", "products" -> left, top, right, bottom; what the file knows of and did not find is empty.
    relative : bool
        Shares of the picture's width and height; else pixels.
    size_wh : tuple of int, or None
        Of the picture that the file speaks of; None where it does not say.
    """

    sets: tuple[tuple[str, tuple[Box, ...]], ...]
    relative: bool = False
    size_wh: tuple[int, int] | None = None

    def of(self, size_wh: tuple[int, int]) -> Boxes:
        """The boxes in a picture of this size.

        Raises
        ------
        Misuse
            They are those of a picture of another size, lie outside, or are no boxes.
        """
        if self.size_wh not in (None, size_wh):
            there = "{:,} × {:,}".format(*self.size_wh or (0, 0))
            raise Misuse(f"Its boxes are those of a picture of {there} pixels, and it has {size_wh[0]:,} × "
                         f"{size_wh[1]:,} when it is upright.", "Measure them in the upright picture.")
        scale = (*size_wh, *size_wh) if self.relative else (1, 1, 1, 1)
        return tuple((name, BoxSet.made(size_wh, (
            _inside([side * factor for side, factor in zip(box, scale, strict=True)], size_wh) for box in boxes)))
            for name, boxes in self.sets)


def sets_of(boxes: Iterable[tuple[str, Box]], known: Iterable[str]) -> tuple[tuple[str, tuple[Box, ...]], ...]:
    """Boxes with their classes, by "faces", "persons" and "products"; all that the classes `known` hold.

    Examples
    --------
    >>> sets_of([("person", (0, 0, 1, 1)), ("dog", (0, 0, 1, 1))], ["person", "face", "dog"])
    (('faces', ()), ('persons', ((0, 0, 1, 1),)))
    """
    pairs = list(boxes)
    names = sorted({name for word in known if (name := named(word))})
    return tuple((name, tuple(box for word, box in pairs if named(word) == name)) for name in names)


def named(word: str) -> str:
    """"faces", "persons" or "products" for the name of a class; "" for any other.

    Examples
    --------
    >>> named("Person"), named("dog")
    ('persons', '')
    """
    return CLASSES.get(word.strip().lower(), "")


def check_classes(file: str, words: Iterable[str]) -> None:
    """Raises Misuse where no class is a face, a person or a product."""
    words = list(words)
    if not any(map(named, words)):
        raise Misuse(f"{file} names the classes {', '.join(words[:5]) or '(none)'}; boxes here are of the classes "
                     "person, face and product.", "Rename the class that means one of them.")


def unknown_words(counts: Mapping[str, int]) -> str:
    """Which classes were left out, and how many boxes."""
    others = {word: number for word, number in counts.items() if not named(word)}
    return (f"{count(sum(others.values()), 'box', 'boxes')} of other classes ({', '.join(sorted(others)[:5])}) not "
            "used: boxes here are of persons, faces and products." if others else "")


def _inside(box: list[float], size_wh: tuple[int, int]) -> list[float]:
    """A box that reaches over the edge by at most `SLACK`, cut there."""
    limits = (*size_wh, *size_wh)
    return [min(max(side, 0.0), limit) if -SLACK <= side <= limit + SLACK else side
            for side, limit in zip(box, limits, strict=True)]
