"""Does an exported folder read a photo as the dashboard does: boxes, products and scores, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from core.words.markdown import plain
from core.words.numerals import count

TOLD = 5  # differences that are told of a photo
ROUNDED = 1.5e-4  # other processors sum in another order: a score of four decimals may round the other way


@dataclass(frozen=True)
class Parity:
    """One photo, read twice.

    Attributes
    ----------
    photo : str
        Name of its file.
    facings, facings_there : int
        As the dashboard counts them, and as the exported folder does.
    same_boxes, same_skus : bool
        Of facings, price tags and gaps, to 0.1 px; of each facing and of all its candidates, in their order.
    score_difference : float
        The largest between two scores of the same name, to four decimals; one of the last digit is rounding.
    differences : tuple of str
        Sentences on the first five facings that differ; or why the photo was not read.
    """

    photo: str
    facings: int
    facings_there: int
    same_boxes: bool
    same_skus: bool
    score_difference: float
    differences: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing differs but one in the last digit of a score."""
        return self.same_boxes and self.same_skus and self.score_difference < ROUNDED and not self.differences


def compared(photo: str, ours: dict[str, Any], theirs: dict[str, Any]) -> Parity:
    """Compare two readings of a photo as plain values.

    Parameters
    ----------
    photo : str
    ours, theirs : dict
        From `core.shelf.tables.as_plain`: by the dashboard, by the folder; the latter may be a failure.
    """
    if "facings" not in theirs:
        return Parity(photo, len(ours["facings"]), 0, False, False, 0.0, (str(theirs.get("message", "It failed.")),))
    pairs = list(zip_longest(ours["facings"], theirs["facings"]))
    both = [(one, other) for one, other in pairs if one and other]
    same_boxes = all(_places(one) == _places(other) for one, other in pairs) and all(
        ours[name] == theirs[name] for name in ("tags", "gaps", "size_wh"))
    same_skus = len(both) == len(pairs) and all(_skus(one) == _skus(other) for one, other in both)
    difference = max((_far(one, other)[0] for one, other in both), default=0.0)
    told = tuple(_sentence(number, one, other) for number, (one, other) in enumerate(pairs, 1)
                 if _differ(one, other))[:TOLD]
    return Parity(photo, len(ours["facings"]), len(theirs["facings"]), same_boxes, same_skus, round(difference, 4),
                  told)


def parity_page(parity: Sequence[Parity]) -> str:
    """The report as Markdown."""
    bad = [one for one in parity if not one.agrees]
    if not parity:
        head = "**No photo was at hand, so nothing was compared.**"
    elif bad:
        head = f"**{count(len(bad), 'photo')} of {len(parity)} differ.** Do not rely on this folder yet."
    else:
        head = (f"**{count(len(parity), 'photo')}: read by this folder as by the dashboard: the same boxes and "
                "products, and scores that differ by one in the last digit at most.**")
    lines = ["# Parity", "", head, "",
             "Each photo was read by the dashboard and by this folder in a process of its own.", "",
             "| Photo | Facings (dashboard, folder) | Boxes | Products | Largest difference of a score |",
             "|---|---|---|---|---|"]
    lines += [f"| {plain(one.photo)} | {one.facings}, {one.facings_there} | {_word(one.same_boxes)} | "
              f"{_word(one.same_skus)} | {one.score_difference:.4f} |" for one in parity]
    lines += [f"- {plain(one.photo)}: {plain(sentence)}" for one in bad for sentence in one.differences]
    return "\n".join(lines) + "\n"


def _word(same: bool) -> str:
    return "the same" if same else "differ"


def _places(facing: dict[str, Any] | None) -> tuple[Any, ...]:
    return (facing["xyxy"], facing["row"]) if facing else ()


def _skus(facing: dict[str, Any]) -> list[Any]:
    return [facing["sku"], *(match["sku"] for match in facing["answer"]["matches"]), *facing["answer"]["codes"]]


def _scores(facing: dict[str, Any]) -> dict[str, float]:
    named = {"score of its box": facing["score"]}
    for match in facing["answer"]["matches"]:
        named |= {f"probability of {match['sku']}": match["score"]}
        named |= {f"{part} of {match['sku']}": value for part, value in match["parts"].items()}
    return named


def _far(one: dict[str, Any], other: dict[str, Any]) -> tuple[float, str]:
    """The largest difference between two scores of the same name, and that name; one that is missing counts as 0."""
    ours, theirs = _scores(one), _scores(other)
    return max((abs(ours.get(name, 0.0) - theirs.get(name, 0.0)), name) for name in ours | theirs)


def _differ(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    if one is None or other is None or _places(one) != _places(other) or _skus(one) != _skus(other):
        return True
    return _far(one, other)[0] >= ROUNDED


def _sentence(number: int, one: dict[str, Any] | None, other: dict[str, Any] | None) -> str:
    said = ["not there" if facing is None else f"{facing['sku'] or 'no SKU'} at {facing['xyxy']}"
            for facing in (one, other)]
    if one and other and said[0] == said[1]:
        name = _far(one, other)[1]
        said = [f"{name} {_scores(facing).get(name, 'missing')}" for facing in (one, other)]
    return f"facing {number}: {said[0]} in the dashboard; {said[1]} in the folder."
