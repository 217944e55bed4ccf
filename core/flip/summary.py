"""One edit that helps many: the flips of a job's borderline pictures, counted by edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from core.nouns.flip import Flip
from core.nouns.flip_set import EditCount, FlipDirection, FlipRow, FlipSummary
from core.words.flip import edit_words, flip_words

COLUMNS = ("uri", "picture_id", "shoppable", "score", "smallest_edit", "size", "score_after", "shoppable_after",
           "other_edits")


def summarize(rows: Sequence[FlipRow], failures: Iterable[tuple[str, str]], borderline: int) -> FlipSummary:
    """Count edits over pictures, apart for both sides of the threshold.

    Parameters
    ----------
    rows : sequence of FlipRow
    failures : iterable of (str, str)
        Picture and reason.
    borderline : int
        Borderline pictures of the job.
    """
    return FlipSummary(borderline, _direction([row for row in rows if not row.search.before.shoppable]),
                       _direction([row for row in rows if row.search.before.shoppable]), tuple(failures))


def row_values(row: FlipRow) -> dict[str, str | float | bool]:
    """One picture as a row of a table; `COLUMNS` names the columns, "" stands for an empty cell."""
    search, best = row.search, row.smallest
    values: dict[str, str | float | bool] = dict.fromkeys(COLUMNS, "")
    values |= {"uri": row.uri, "picture_id": search.picture_id, "shoppable": search.before.shoppable,
               "score": search.before.score}
    if best is not None:
        others = [flip_words(flip) for flip in search.flips if flip is not best and not flip.test_only]
        values |= {"smallest_edit": flip_words(best), "size": round(best.size, 4), "score_after": best.after.score,
                   "shoppable_after": best.after.shoppable, "other_edits": "; ".join(others)}
    return values


def _direction(rows: Sequence[FlipRow]) -> FlipDirection:
    smallest = [row.smallest for row in rows]
    by_one = sum(flip is not None and len(flip.edits) == 1 for flip in smallest)
    by_two = sum(flip is not None for flip in smallest) - by_one
    by_test = sum(flip is None and bool(row.search.flips) for flip, row in zip(smallest, rows, strict=True))
    return FlipDirection(len(rows), by_one, by_two, by_test, len(rows) - by_one - by_two - by_test, _counts(rows))


def _counts(rows: Sequence[FlipRow]) -> tuple[EditCount, ...]:
    groups: dict[tuple[str, str, bool], list[tuple[FlipRow, Flip]]] = defaultdict(list)
    for row in rows:
        for flip in row.search.flips:
            if len(flip.edits) == 1 and not flip.test_only:
                edit = flip.edits[0]
                groups[edit.kind, edit.side, edit.amount > 0].append((row, flip))
    return tuple(sorted(map(_count, groups.values()), key=lambda one: (-one.pictures, one.example.search.flips[0].size,
                                                                       edit_words(one.edit))))


def _count(group: list[tuple[FlipRow, Flip]]) -> EditCount:
    amounts = [flip.edits[0].amount for _, flip in group]
    middle = round(median(amounts), 4)
    row, flip = min(group, key=lambda pair: (abs(pair[1].edits[0].amount - middle), pair[0].uri))
    example = replace(row, search=replace(row.search, flips=(flip,)))
    return EditCount(replace(flip.edits[0], amount=middle), len(group), min(map(abs, amounts)), max(map(abs, amounts)),
                     example)
