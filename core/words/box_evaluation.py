"""Words for detectors on photos with boxes: how they did, what they missed, where they saw what is not there."""

from __future__ import annotations

from core.nouns.box_evaluation import AveragePrecision, BoxError, BoxEvaluation, BoxMeasures
from core.nouns.correction import BOXES
from core.words.model_card import SLICE_WORDS, interval_words, share_words
from core.words.numerals import count

SHOWN = 5  # photos of a list on the command line
AP50 = ("AP50: the area under precision against recall over all thresholds, where a box counts when it shares half of "
        "its area with a true one. Intervals are 95 %: {drawn} drawn again for AP50, Wilson's for shares.")
NO_EMPTY = "Every photo of this set shows one, so nothing says how often the model sees what is not there."
LEGEND = "Thick green lines: the boxes that people drew. The other lines: those of the model, with their scores."


def box_lines(found: BoxEvaluation) -> list[str]:
    """An evaluation of a detector for the command line."""
    measures = found.measures
    if measures is None:
        return [f"{found.model} has seen none of {count(found.asked, 'photo')} yet."]
    total = measures.slices[0]
    lines = [f"{found.model} on {count(total.photos, 'photo')} with {count(total.boxes, BOXES[found.role])} of dataset "
             f"{found.dataset_id[:12]}: AP50 {ap_words(total.ap)}", f"  {drawn_words(measures)}",
             f"  at its threshold of {found.threshold:g}: recall {share_words(total.recall)}, precision "
             f"{share_words(total.precision)}",
             f"  false alarms on photos without one: {alarm_words(measures)}"]
    lines += [f"  {SLICE_WORDS[part.kind].lower():8}  {part.name}: AP50 {ap_words(part.ap)}, recall "
              f"{share_words(part.recall)}, precision {share_words(part.precision)}" for part in measures.slices[1:]]
    for title, items in (("largest misses", found.misses), ("surest false alarms", found.alarms)):
        lines += [f"  {title}", *(f"    {error_words(item, name=True)}" for item in items[:SHOWN])] if items else []
    return [*lines, *([f"  {count(found.waiting, 'photo')} not seen yet"] if found.waiting else [])]


def ap_words(ap: AveragePrecision) -> str:
    """Average precision with its interval.

    Examples
    --------
    >>> ap_words(AveragePrecision(0.5461, 0.48, 0.61)), ap_words(AveragePrecision(None, None, None))
    ('0.546 (0.480 to 0.610)', 'no boxes')
    """
    if ap.value is None or ap.low is None or ap.high is None:
        return "no boxes"
    return f"{ap.value:.3f} ({ap.low:.3f} to {ap.high:.3f})"


def drawn_words(measures: BoxMeasures) -> str:
    """What AP50 and its interval mean."""
    return AP50.format(drawn=f"{measures.sources:,} whole sources" if measures.sources > 1 else "photos")


def alarm_words(measures: BoxMeasures) -> str:
    """Photos without a box in which the model finds one."""
    return share_words(measures.false_alarms) if measures.false_alarms.count else NO_EMPTY


def error_words(item: BoxError, *, name: bool = False) -> str:
    """A miss or false alarm: how large, and how sure the model is."""
    words = f"{100 * item.area:.1f} % of the photo, score {item.score:.2f}"
    return f"{item.name}: {words}" if name else words


def slices_table(measures: BoxMeasures) -> list[dict[str, str | int]]:
    """A row for each slice."""
    return [{"Slice": SLICE_WORDS[part.kind], "": part.name.capitalize() if part.kind == "size" else part.name,
             "Boxes": part.boxes, "AP50": ap_words(part.ap), "Recall": interval_words(part.recall),
             "Precision": interval_words(part.precision)} for part in measures.slices]
