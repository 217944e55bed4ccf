"""Words for one edit that helps many photos."""

from __future__ import annotations

from core.nouns.flip import Edit
from core.nouns.flip_set import BORDERLINE, EditCount, FlipDirection, FlipSummary
from core.words.flip import change_words, flip_words
from core.words.numerals import count, verb

TITLE = "One edit that helps many"
PURPOSE = (f"Searches, for each borderline product photo (score within {BORDERLINE} of the threshold), the smallest "
           "edits that change its verdict, and counts which edit helps most photos.")
NONE_BORDERLINE = f"No photo has a score within {BORDERLINE} of the threshold, so no small edit is searched."
AT_LEAST = ("A photo counts for each edit that changes its verdict, at its own amount. Its search ends once five edits "
            "are enough, so a larger edit may help more photos than counted here.")
UNITS = {"rotate": "degrees", "exposure": "stops"}  # others in percent


def edit_name(edit: Edit) -> str:
    """An edit without its amount.

    Examples
    --------
    >>> edit_name(Edit("crop", 0.12, "left")), edit_name(Edit("rotate", -3.0)), edit_name(Edit("contrast", 0.1))
    ('Crop from the left', 'Rotate counterclockwise', 'Raise the contrast')
    """
    up = edit.amount > 0
    return {
        "crop": f"Crop from {'each side' if edit.side == 'all' else f'the {edit.side}'}",
        "pad": "Add plain space on each side",
        "rotate": f"Rotate {'clockwise' if up else 'counterclockwise'}",
        "exposure": "Brighten" if up else "Darken",
        "contrast": f"{'Raise' if up else 'Lower'} the contrast",
        "saturation": f"{'Raise' if up else 'Lower'} the saturation",
        "whiten_background": "Whiten the background",
        "blur_background": "Blur the background",
        "remove_border": "Cut off the border",
        "remove_lettering": "Remove the lettering",
    }[edit.kind]


def amount_words(one: EditCount) -> str:
    """The range of an edit's amounts and their median; "" for an edit that has no amount.

    Examples
    --------
    >>> from core.nouns.flip_set import FlipRow
    >>> example: FlipRow = None  # type: ignore[assignment]
    >>> amount_words(EditCount(Edit("rotate", -3.0), 4, 1.0, 12.5, example))
    'by 1 to 12 degrees, median 3 degrees'
    >>> amount_words(EditCount(Edit("crop", 0.04, "left"), 1, 0.04, 0.04, example))
    'by 4 %'
    """
    edit = one.edit
    if edit.kind in ("remove_border", "remove_lettering"):
        return ""
    unit = UNITS.get(edit.kind, "%")
    factor = 100 if unit == "%" else 1
    middle, least, most = (f"{factor * abs(value):.2g}" for value in (edit.amount, one.least, one.most))
    return f"by {middle} {unit}" if least == most else f"by {least} to {most} {unit}, median {middle} {unit}"


def headline(summary: FlipSummary) -> str:
    """The result in one sentence.

    Examples
    --------
    >>> none = FlipDirection(0, 0, 0, 0, 0, ())
    >>> headline(FlipSummary(3, FlipDirection(3, 0, 0, 0, 3, ()), none))
    'No edit makes one of the 3 photos shoppable that just miss it.'
    """
    gained, lost = summary.gained, summary.lost
    if not summary.searched:
        return "No borderline photo is searched yet."
    if not gained.pictures:
        return f"No photo just misses being shoppable; {lost.pictures:,} {verb(lost.pictures)} just shoppable."
    missed = f"{count(gained.pictures, 'photo')} that just {verb(gained.pictures, 'misses', 'miss')} being shoppable"
    if not gained.edits:
        return ("No edit makes the photo shoppable that just misses it." if gained.pictures == 1 else
                f"No edit makes one of the {gained.pictures:,} photos shoppable that just miss it.")
    best = gained.edits[0]
    edit = f"{edit_name(best.edit)} {amount_words(best)}".strip()
    return f"This one edit helps {best.pictures:,} of {missed}: {edit[0].lower()}{edit[1:]}."


def direction_words(direction: FlipDirection, *, gains: bool) -> str:
    """How many photos of one side have an edit, and of which sort; "" where there is none to search."""
    if not direction.pictures:
        return ""
    becomes = "can become shoppable" if gains else "can lose that"
    start = (f"{count(direction.pictures, 'photo')} just {verb(direction.pictures, 'misses', 'miss')} being shoppable"
             if gains else f"{count(direction.pictures, 'photo')} {verb(direction.pictures)} just shoppable")
    parts = [f"{direction.by_one:,} {becomes} by one edit",
             f"{direction.by_two:,} only by two edits together" if direction.by_two else "",
             f"{direction.by_test:,} only by invented pixels, which is no advice" if direction.by_test else "",
             f"for {direction.by_none:,} no edit is enough" if direction.by_none else ""]
    return f"{start}: {', '.join(filter(None, parts))}."


def example_words(one: EditCount) -> str:
    """The example's own amount, and what it does to the score."""
    flip = one.example.search.flips[0]
    return f"{flip_words(flip)}: {change_words(flip)}"


def more_words(direction: FlipDirection, shown: int) -> str:
    """How many edits a list leaves out; "" where that is none.

    Examples
    --------
    >>> more_words(FlipDirection(3, 0, 0, 0, 3, ()), 6)
    ''
    """
    number = len(direction.edits) - shown
    if number <= 0:
        return ""
    return f"{count(number, 'other edit')} {verb(number, 'helps', 'help')} no more photos than these."


def lines(summary: FlipSummary) -> list[str]:
    """The result as lines of text."""
    if not summary.borderline:
        return [NONE_BORDERLINE]
    text = [headline(summary)]
    for direction, gains in ((summary.gained, True), (summary.lost, False)):
        text += filter(None, [direction_words(direction, gains=gains)])
        text += [f"{one.pictures:6,}  {edit_name(one.edit)} {amount_words(one)}".rstrip() for one in direction.edits]
    return text

