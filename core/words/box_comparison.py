"""Words for a detector before and after a training."""

from __future__ import annotations

from core.nouns.box_comparison import BoxComparison
from core.nouns.box_evaluation import BoxSlice
from core.words.box_evaluation import alarm_words, ap_words
from core.words.model_card import share_words
from core.words.numerals import count

OTHERS = ("On photos that nobody boxed, a difference is no proof of an error: look at what changed before you promote "
          "the version.")


def change_words(found: BoxComparison) -> str:
    """The change of AP50 with its interval, and what it says."""
    change = found.change
    if change.value is None or change.low is None or change.high is None:
        return "AP50 cannot be compared: no box is held out."
    says = ("the held-out photos show an improvement" if change.low > 0 else
            "the held-out photos show a loss" if change.high < 0 else
            "the held-out photos do not tell which version is better")
    return f"AP50 {change.value:+.3f} ({change.low:+.3f} to {change.high:+.3f}): {says}."


def comparison_lines(found: BoxComparison) -> list[str]:
    """Lines for the command line and the card."""
    rows = ((found.before, found.measures_before, found.alarms_before),
            (found.after, found.measures_after, found.alarms_after))
    held_out: BoxSlice = found.measures_after.slices[0]
    lines = [f"{count(found.trained, 'boxed photo')} taught, {count(found.replayed, 'other photo')} replayed, "
             f"{count(found.steps, 'step')}; {count(held_out.photos, 'photo')} with {count(held_out.boxes, 'person')} "
             "held out", change_words(found)]
    for name, measures, others in rows:
        part = measures.slices[0]
        lines.append(f"{name}: AP50 {ap_words(part.ap)}, recall {share_words(part.recall)}, precision "
                     f"{share_words(part.precision)}; false alarms on held-out photos without a person: "
                     f"{alarm_words(measures)}; a person found in {share_words(others)} of other photos of the site")
    if found.alarms_before.count:
        lines.append(f"of these other photos, a person newly found in {found.gained:,}, no longer found in "
                     f"{found.lost:,}")
    return [*lines, *(f"left out: {name}: {reason}" for name, reason in found.left_out)]


def comparison_table(found: BoxComparison) -> list[dict[str, str]]:
    """The two versions, a row each."""
    return [{"Version": name, "AP50": ap_words(measures.slices[0].ap), "Recall": share_words(measures.slices[0].recall),
             "Precision": share_words(measures.slices[0].precision), "False alarms, held out": alarm_words(measures),
             "Person found, other photos": share_words(others)}
            for name, measures, others in ((found.before, found.measures_before, found.alarms_before),
                                           (found.after, found.measures_after, found.alarms_after))]
