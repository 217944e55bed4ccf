"""Words for the detector of products before and after a training."""

from __future__ import annotations

from core.nouns.shelf_comparison import Measured, ShelfComparison
from core.words.numerals import count


def measured_words(found: Measured, sign: str = "") -> str:
    """A figure with its interval.

    Examples
    --------
    >>> measured_words(Measured(0.5, 0.25, 0.75)), measured_words(Measured(None, None, None))
    ('0.500 (0.250 to 0.750)', 'not measured')
    """
    if found.value is None or found.low is None or found.high is None:
        return "not measured"
    return f"{found.value:{sign}.3f} ({found.low:{sign}.3f} to {found.high:{sign}.3f})"


def verdict(found: ShelfComparison) -> str:
    """What the held-out photos say, in a sentence."""
    change = found.ap50_change
    if change.low is None or change.high is None:
        return "The versions cannot be compared: no product is held out."
    return ("The held-out photos show an improvement." if change.low > 0 else "The held-out photos show a loss."
            if change.high < 0 else "The held-out photos do not tell which version is better.")


def comparison_lines(found: ShelfComparison) -> list[str]:
    """Lines for the command line and the card."""
    shelves = count(found.replayed, "synthetic shelf", "synthetic shelves")
    return [f"{count(found.trained, 'corrected photo')} taught, {shelves} replayed, {count(found.steps, 'step')}; "
            f"{count(found.photos, 'photo')} with {count(found.boxes, 'product')} held out",
            f"AP50 {measured_words(found.ap50_before)} before, {measured_words(found.ap50_after)} after, "
            f"{measured_words(found.ap50_change, '+')} more. {verdict(found)}",
            f"mean error of a photo's count {measured_words(found.count_before)} before, "
            f"{measured_words(found.count_after)} after, {measured_words(found.count_change, '+')} more",
            f"AP50 on synthetic shelves that did not teach {measured_words(found.synthetic_before)} before, "
            f"{measured_words(found.synthetic_after)} after",
            *(f"left out: {name}: {reason}" for name, reason in found.left_out)]


def comparison_table(found: ShelfComparison) -> list[dict[str, str]]:
    """The two versions, a row each."""
    return [{"Version": name, "AP50": measured_words(ap50), "Error of counts": measured_words(errors),
             "AP50, synthetic shelves": measured_words(synthetic)} for name, ap50, errors, synthetic in (
                 (found.before, found.ap50_before, found.count_before, found.synthetic_before),
                 (found.after, found.ap50_after, found.count_after, found.synthetic_after))]
