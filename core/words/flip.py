"""Words for edits that change a verdict, and for searches that find none."""

from __future__ import annotations

from core.nouns.flip import Edit, Flip, FlipSearch
from core.words.labels import INTENT_WORDS, KIND_WORDS, SHOPPABLE_WORDS

SKIPPED = {
    "no_mask": "not tried: the background is not plain, so the product's outline is unknown",
    "no_border": "not tried: the photo has no border",
    "not_needed": "not tried: another edit is enough",
    "no_lettering": "not tried: the photo has no lettering",
}
KIND_NAMES = {
    "crop": "Crop", "pad": "More space around", "rotate": "Rotate", "exposure": "Brightness", "contrast": "Contrast",
    "saturation": "Saturation", "whiten_background": "Whiten the background", "blur_background": "Blur the background",
    "remove_border": "Remove the border", "remove_lettering": "Remove lettering",
}
STATES = {
    "already": "The photo has this label already; nothing needs to change.",
    "no_budget": "No evaluation was allowed, so no edit was tried.",
    "too_small": "The photo is too small to edit: its shorter side needs at least 16 pixels.",
    "one_color": "The photo has only one color, so no edit can change what it shows.",
}
FRAGILE = 0.05  # size of an edit
TEST_ONLY = "To test only: this fills in invented pixels. It shows what the score depends on; do not publish it."


def edit_words(edit: Edit) -> str:
    """One edit as an instruction.

    Examples
    --------
    >>> edit_words(Edit("crop", 0.12, "left")), edit_words(Edit("rotate", -3.0))
    ('Crop 12 % from the left', 'Rotate 3 degrees counterclockwise')
    >>> edit_words(Edit("exposure", -0.25)), edit_words(Edit("contrast", 0.1))
    ('Darken by 0.25 stops', 'Raise the contrast by 10 %')
    """
    amount, percent = abs(edit.amount), f"{100 * abs(edit.amount):.3g} %"
    up = edit.amount > 0
    return {
        "crop": f"Crop {percent} from {'each side' if edit.side == 'all' else f'the {edit.side}'}",
        "pad": f"Add {percent} of plain space on each side",
        "rotate": f"Rotate {amount:.2g} degrees {'clockwise' if up else 'counterclockwise'}",
        "exposure": f"{'Brighten' if up else 'Darken'} by {amount:.2g} stops",
        "contrast": f"{'Raise' if up else 'Lower'} the contrast by {percent}",
        "saturation": f"{'Raise' if up else 'Lower'} the saturation by {percent}",
        "whiten_background": "Make the background white" if amount >= 1 else f"Whiten the background by {percent}",
        "blur_background": f"Blur the background by {percent} of the longer side",
        "remove_border": "Cut off the border",
        "remove_lettering": "Remove the lettering",
    }[edit.kind]


def flip_words(flip: Flip) -> str:
    """The edits of a flip as one instruction."""
    first, *others = map(edit_words, flip.edits)
    return " and ".join([first, *(text[0].lower() + text[1:] for text in others)])


def change_words(flip: Flip, target: str = "") -> str:
    """What an edit does to the score, the verdict and the photo type."""
    before, after = flip.before, flip.after
    verdicts = [INTENT_WORDS[one.label] if target else SHOPPABLE_WORDS[one.shoppable] for one in (before, after)]
    text = f"{verdicts[0]} ({before.score:.2f}) becomes {verdicts[1]} ({after.score:.2f})"
    if verdicts[0] == verdicts[1]:
        text = f"still {verdicts[0]}: score {before.score:.2f} becomes {after.score:.2f}"
    if flip.changes_photo_type:
        text += f"; photo type {KIND_WORDS[before.photo_type]} becomes {KIND_WORDS[after.photo_type]}"
    return text


def fragile_words(flip: Flip) -> str:
    """A warning where a tiny edit changes the verdict; "" otherwise."""
    return "Such a small change decides: this verdict is fragile." if flip.size < FRAGILE else ""


def edit_axis(flip: Flip) -> tuple[str, float]:
    """Title of an axis of amounts, and the factor from a curve's amounts to the axis's unit."""
    if len(flip.edits) > 1:
        return "Share of the largest amounts, in %", 100
    edit = flip.edits[0]
    unit, factor = {"rotate": ("degrees", 1), "exposure": ("stops", 1)}.get(edit.kind, ("%", 100))
    return f"{KIND_NAMES[edit.kind]}, in {unit}", factor


def search_words(search: FlipSearch) -> str:
    """The result of a search in one or two sentences."""
    if search.state in STATES:
        return STATES[search.state]
    if search.flips:
        best = search.flips[0]
        return f"{flip_words(best)}: {change_words(best, search.target)}." + (f" {TEST_ONLY}" if best.test_only else "")
    if search.near is None:
        return "No edit was found, and none could be tried."
    return ("No edit that was tried changes the verdict with a margin. The closest attempt: "
            f"{flip_words(search.near)}; it falls {search.shortfall:.2f} short.")
