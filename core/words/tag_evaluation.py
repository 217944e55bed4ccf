"""Words for the tags model on photos whose tags people gave."""

from __future__ import annotations

from core.nouns.proportion import Share
from core.nouns.tag_evaluation import Confused, TagEvaluation, TagMeasures, TagRight
from core.words.csv_cells import csv_bytes
from core.words.evaluation import SPLITS
from core.words.facts import fact_word
from core.words.model_card import share_words
from core.words.numerals import count

SHOWN = 12  # rows of a list on the command line
HOW = ("A shown tag is right where the photo's label has it or something below it; where the label is more general "
       "(shoes, where sandal is shown) it does not count. Attributes count on photos whose label names them.")
COLUMNS = ("name", "value", "support", "shown", "right", "precision", "precision_low", "precision_high", "recall",
           "recall_low", "recall_high")


def tag_evaluation_lines(found: TagEvaluation) -> list[str]:
    """An evaluation for the command line."""
    measures = found.measures
    if measures is None:
        return [f"{found.model} has seen none of {count(found.asked, 'photo')} yet."]
    lines = [f"{found.model} on {count(measures.photos, 'photo')} ({SPLITS[found.split]}) of dataset "
             f"{found.dataset_id[:12]}: {summary(measures)}"]
    lines += [f"  {source}: {share_words(share)} of what is shown is right" for source, share in measures.by_source]
    lines += [f"  {row.name}: {row.value}, {count(row.support, 'photo')}: precision {share_words(row.precision)}, "
              f"recall {share_words(row.recall)}" for row in measures.tags]
    wrong = errors(measures)
    lines += ["  most confused types", *(f"    {row.true} taken for {row.said}: {row.photos:,}"
                                         for row in wrong[:SHOWN])] if wrong else []
    pairs = measures.together[:SHOWN]
    lines += ["  most often together", *(f"    {row.first} and {row.second}: {row.labeled:,} labeled, {row.shown:,} "
                                         f"shown, {row.both:,} both" for row in pairs)] if pairs else []
    return [*lines, *left_out_lines(found)]


def summary(measures: TagMeasures) -> str:
    """The figures over all tags in one line."""
    return (f"precision {share_words(measures.precision)}, recall {share_words(measures.recall)}, likeliest type "
            f"right {share_words(measures.types)}")


def left_out_lines(found: TagEvaluation) -> list[str]:
    """What was not measured, and why."""
    words = ", ".join(f"{word} ({photos:,})" for word, photos in found.unknown[:SHOWN])
    return [*([f"{count(found.waiting, 'photo')} not seen yet"] if found.waiting else []),
            *([f"{count(found.left_out, 'photo')} left out: no word of the label is in the taxonomy"]
              if found.left_out else []), *([f"Words that the taxonomy does not have: {words}"] if words else [])]


def errors(measures: TagMeasures) -> list[Confused]:
    """Types that are taken for others."""
    return [row for row in measures.confusion if row.true != row.said]


def tag_rows(measures: TagMeasures) -> list[dict[str, str]]:
    """A row for each tag and value of a table."""
    return [{"": f"{fact_word(row.name)}: {row.value}", "Photos": f"{row.support:,}",
             "Precision": _of(row.precision), "Recall": _of(row.recall)} for row in measures.tags]


def confusion_rows(measures: TagMeasures) -> list[dict[str, str]]:
    """A row for each pair of types, right ones too."""
    return [{"True type": row.true, "Likeliest type": row.said, "Photos": f"{row.photos:,}"}
            for row in measures.confusion]


def together_rows(measures: TagMeasures) -> list[dict[str, str]]:
    """A row for each pair of tags in one photo."""
    return [{"": row.first, "and": row.second, "Labeled": f"{row.labeled:,}", "Shown": f"{row.shown:,}",
             "Both": f"{row.both:,}"} for row in measures.together]


def tag_csv(measures: TagMeasures) -> bytes:
    """A row for each tag and value, safe to open in a spreadsheet (UTF-8 with BOM)."""
    return csv_bytes(COLUMNS, map(_cells, measures.tags))


def _cells(row: TagRight) -> dict[str, str | int | float | None]:
    ends = {f"{name}_{end}": round(getattr(share, end), 4) for name, share in
            (("precision", row.precision), ("recall", row.recall)) for end in ("low", "high")}
    return {"name": row.name, "value": row.value, "support": row.support, "shown": row.precision.count,
            "right": row.precision.hits, "precision": _share(row.precision), "recall": _share(row.recall), **ends}


def _share(share: Share) -> float | None:
    return None if share.share is None else round(share.share, 4)


def _of(share: Share) -> str:
    return "none" if share.share is None else \
        f"{share.share:.0%} ({100 * share.low:.0f}-{100 * share.high:.0f}, n={share.count:,})"
