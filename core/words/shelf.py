"""What people read of shelves, once for page, command and REST."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.nouns.shelf import NOT_A_PRODUCT, UNKNOWN, Facing, ShelfReading
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
RESUMES = "A photo that a lost connection cut off goes on by itself, or when you add it again within a day."
INTERVAL = ("The range holds nine of ten times, by how sure each facing is. Products that the detector missed, or that "
            "stand behind others, are not in it.")
MASKS, MASKS_HELP = "Show the pixels of each product", "Made at the first time, which takes several seconds."
READ_WORDS = "Read the lettering on packs, too"
READ_WORDS_HELP = ("Tells products apart that differ by words alone, such as flavors, and takes several times as long. "
                   "Products need a brand, title or size for it.")
DRIFT_WORDS = {"sureness": "The mean probability", "recognized": "The share of facings recognized",
               "distance": "The distance of facings from the packshots that they are most like"}
NO_DRIFT = "Nothing has changed since the first weeks beyond chance."
FEW_PHOTOS = "There are too few photos to tell a change since the first weeks from chance."
NEWCOMERS = ("Facings that are in no catalog and look alike, on at least two photos or three of them on one: probably "
             "a product that you have not imported. An answer counts for all of a group.")
NO_NEWCOMERS = "No facings that are not in the catalog look alike."
UNTITLED = "Shelf without a name"


def certainty(facing: Facing, is_close: bool) -> str:
    """How sure a facing is: a key of `CERTAINTY_WORDS`."""
    if facing.said:
        return "said"
    return "unknown" if not facing.sku else "close" if is_close else "sure"


def said_word(said: str) -> str:
    """What a person said of a facing, as people read it.

    Examples
    --------
    >>> said_word("not-a-product"), said_word("MUG-01")
    ('no product', 'MUG-01')
    """
    return {UNKNOWN: "not in the catalog", NOT_A_PRODUCT: "no product"}.get(said, said)


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


def drift_line(measure: str, before: float, now: float, interval: tuple[float, float]) -> str:
    """A change that chance alone hardly explains, in a sentence.

    Examples
    --------
    >>> drift_line("recognized", 0.8, 0.55, (-0.4, -0.1))
    'The share of facings recognized went from 0.80 in the first weeks to 0.55 (99 % interval -0.40 to -0.10).'
    """
    return (f"{DRIFT_WORDS[measure]} went from {before:.2f} in the first weeks to {now:.2f} (99 % interval "
            f"{interval[0]:+.2f} to {interval[1]:+.2f}).")


def gain_line(found: Any) -> str:
    """What learning would bring (`core.skus.Gain`), in a sentence."""
    head = (f"{count(found.facings, 'confirmation')} on {count(found.photos, 'photo')}: {found.before:,} of them would "
            f"be right before, {found.after:,} after learning, {100 * found.change:+.0f} points")
    if found.low is None or found.high is None:
        return f"{head}. They are on one photo, so nothing else tells what learning would bring."
    return f"{head} (95 % interval {100 * found.low:+.0f} to {100 * found.high:+.0f})."


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
