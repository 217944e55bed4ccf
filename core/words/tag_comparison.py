"""Words for the tags model before and after a training."""

from __future__ import annotations

from core.nouns.proportion import Share
from core.nouns.tag_comparison import Adaptation, TagComparison
from core.words.facts import fact_word
from core.words.numerals import count
from core.words.shadow import CROSS_FITTED, HELD_OUT, comparison_words


def comparison_lines(found: TagComparison) -> list[str]:
    """A line for each question, then what changes elsewhere and what was left out."""
    lines = [f"{fact_word(question)}, {count(part.count, 'photo')}: {comparison_words(part)}. {CROSS_FITTED}"
             for question, part in found.questions]
    lines += [f"{fact_word(question)}, {count(part.count, 'photo')} held out: {comparison_words(part)}. {HELD_OUT}"
              for question, part in found.held_out]
    lines += [f"{fact_word(question)}: no change did better than {found.now}, so it stays." for question in
              found.unchanged]
    if found.adaptation:
        lines.append(adaptation_words(found.adaptation))
    if found.others:
        lines.append(f"Of {count(found.others, 'other photo')} of the site, {found.changed:,} would get another "
                     "likeliest tag; a difference is no proof of an error.")
    if found.left_out:
        path, why = found.left_out[0]
        lines.append(f"{count(len(found.left_out), 'photo')} taught nothing; the first one, "
                     f"{path.replace(chr(92), '/').rpartition('/')[2]}: {why}")
    return lines


def adaptation_words(found: Adaptation) -> str:
    """What adapting the features to the catalog brought, and whether it is in use.

    Examples
    --------
    >>> from core.nouns.proportion import share_of
    >>> adaptation_words(Adaptation("whitening", 900, share_of(70, 100), share_of(76, 100), 1.0, 11.0))
    'Whitening by 900 photos without a label is in use: +6.0 points (1.0 to 11.0) of 100 answers held out.'
    >>> adaptation_words(Adaptation("whitening", 90, share_of(0, 0), share_of(0, 0), 0, 0, "it needs 512 photos"))
    'Whitening by 90 photos without a label stays off: it needs 512 photos.'
    """
    begin = f"{found.way.capitalize()} by {count(found.photos, 'photo')} without a label"
    if not found.plain.count:
        return f"{begin} stays off: {found.off}."
    gain = (f"{found.points:+.1f} points ({found.low:.1f} to {found.high:.1f}) of {count(found.plain.count, 'answer')} "
            "held out")
    return f"{begin} stays off: {gain}, and {found.off}." if found.off else f"{begin} is in use: {gain}."


def value_rows(found: TagComparison) -> list[dict[str, str]]:
    """A row for each tag and attribute value that was taught: how many photos, precision and recall before and after,
    and from which score on it is shown."""
    return [{"": f"{fact_word(row.question)}: {row.value}", "Photos": f"{row.photos:,}",
             "Precision before": _percent(row.precision_now), "after": _percent(row.precision_candidate),
             "Recall before": _percent(row.recall_now), "now": _percent(row.recall_candidate),
             "Shown from": f"{row.threshold:.2f}" if row.threshold <= 1 else "never by itself"}
            for row in found.values]


def value_lines(found: TagComparison) -> list[str]:
    """The same rows for a terminal."""
    return ["  " + "; ".join(f"{name.lower()} {value}".strip() for name, value in row.items()).replace("; ", ": ", 1)
            for row in value_rows(found)]


def _percent(share: Share) -> str:
    return "-" if share.share is None else f"{share.share:.0%} of {share.count:,}"
