"""Made-up searches of borderline photos."""

from __future__ import annotations

from core.nouns.flip import Edit, Flip, FlipSearch, Reading, Step
from core.nouns.flip_set import FlipRow

NO, YES = Reading(0.45, -0.05, "negative", False, "product_only"), Reading(0.6, 0.1, "other", True, "product_only")


def flip_row(name: str, *edits: Edit | tuple[Edit, ...], shoppable: bool = False) -> FlipRow:
    """A photo whose verdict each of some edits changes, the smallest first."""
    before, after = (YES, NO) if shoppable else (NO, YES)
    flips = tuple(Flip(edit if isinstance(edit, tuple) else (edit,), 0.1 * place, before, after, (Step(0.0, before),))
                  for place, edit in enumerate(edits, 1))
    return FlipRow(name, FlipSearch(f"id of {name}", "", "flipped" if flips else "none", before, flips, None,
                                    (("remove_border", "no_border"),), 40, 1.5))
