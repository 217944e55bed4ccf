"""What people read of shelves, once for page, command and REST."""

from __future__ import annotations

from collections.abc import Sequence

from core.nouns.shelf import UNKNOWN, Facing, ShelfReading
from core.words.numerals import count, share

PURPOSE = ("Photograph a shelf and see which product stands where, how many there are, what is missing, and what is "
           "uncertain. One packshot of each product is enough.")
CERTAINTY_WORDS = {"sure": "Recognized", "close": "Close call", "unknown": "Not in the catalog", "said": "Confirmed",
                   "gap": "Gap", "tag": "Price tag"}
CHANGE_WORDS = {"stayed": "Stayed", "moved": "Moved", "gone": "Gone", "new": "New"}
PLAN_WORDS = {"as planned": "As planned", "too few": "Too few", "too many": "Too many", "missing": "Missing",
              "wrong row": "In another row", "not planned": "Not planned"}
PART_WORDS = {"look": "looks", "text": "words", "barcode": "barcode", "color": "color", "geometry": "shape of details"}
NO_PRODUCTS = "There are no products yet, so the facings have no SKU. Import your products; one picture each is enough."
EMPTY = "No product was found on this photo. If it shows a shelf, take it closer, straight on, and in more light."
LIMITS = "Photos of up to {megapixels:g} megapixels and {megabytes:g} MB; a phone's 12 megapixels are best."
INTERVAL = ("The range holds nine of ten times, by how sure each facing is. Products that the detector missed, or that "
            "stand behind others, are not in it.")
UNTITLED = "Shelf without a name"


def certainty(facing: Facing, is_close: bool) -> str:
    """How sure a facing is: a key of `CERTAINTY_WORDS`."""
    if facing.said:
        return "said"
    return "unknown" if not facing.sku else "close" if is_close else "sure"


def facing_title(facing: Facing) -> str:
    """What a facing is, in a few words.

    Examples
    --------
    >>> facing_title(Facing((0, 0, 9, 9), 0.9, 0))
    'Not in the catalog'
    """
    if facing.said == UNKNOWN or not facing.sku:
        best = facing.answer.matches[:1] if not facing.said else ()
        return CERTAINTY_WORDS["unknown"] + "".join(f", perhaps {match.sku} ({match.score:.2f})" for match in best)
    chance = "" if facing.said else f" ({facing.probability(facing.sku):.2f})"
    return f"{facing.sku}{chance}"


def summary(reading: ShelfReading) -> str:
    """One sentence about a shelf.

    Examples
    --------
    >>> summary(ShelfReading(1, "", "", "", 0.0, (9, 9), (Facing((0, 0, 9, 9), 0.9, 0),), (), (), {}))
    '1 facing in 1 row; 0 % recognized, 0 products, no gap.'
    """
    if not reading.facings:
        return EMPTY
    named = [facing.sku for facing in reading.facings if facing.sku]
    gaps = count(len(reading.gaps), "gap") if reading.gaps else "no gap"
    return (f"{count(len(reading.facings), 'facing')} in {count(reading.rows, 'row')}; "
            f"{share(len(named) / len(reading.facings))} recognized, {count(len(set(named)), 'product')}, {gaps}.")


def lines(reading: ShelfReading, counts: list[dict[str, object]]) -> list[str]:
    """A reading as text of the command line."""
    found = [summary(reading)]
    for line in counts:
        low, high = line["low"], line["high"]
        spread = "" if low == high else f" ({low} to {high})"
        found.append(f"  {line['facings']:>4}{spread}  {line['sku'] or '-'}  {line['title']}")
    return found


def twin_sentence(told_by: Sequence[str], words: tuple[Sequence[str], Sequence[str]]) -> str:
    """What would tell two products apart that look alike.

    Examples
    --------
    >>> twin_sentence(("text",), (("vanilla",), ("cocoa",)))
    'Told apart by words: vanilla against cocoa.'
    >>> twin_sentence((), ((), ()))
    'Nothing known tells them apart: a barcode, or pictures from more sides, would.'
    """
    if not told_by:
        return "Nothing known tells them apart: a barcode, or pictures from more sides, would."
    named = ", ".join(PART_WORDS.get(name, name) for name in told_by)
    first, second = (" ".join(list(side)[:3]) for side in words)
    return f"Told apart by {named}" + (f": {first} against {second}." if first and second else ".")
