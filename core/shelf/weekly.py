"""How the matcher does on the user's own shelves: week by week, product by product, and what to look at first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from core.nouns.proportion import Share, share_of
from core.nouns.shelf import UNKNOWN, Facing, FacingWord, ShelfReading

CLOSE = 0.15  # two candidates whose probabilities differ by less are rivals


@dataclass(frozen=True)
class Week:
    """One week of shelf photos.

    Attributes
    ----------
    week : str
        ISO year and week, such as 2026-W48.
    photos, facings : int
    recognized : Share
        Facings that the matcher took for a product of the catalog.
    confirmed : Share
        Of the facings that it had named and people spoke of, those where both say the same.
    sureness : float
        Mean probability of the best candidate, in [0, 1]; it falls when packs, light or cameras change.
    """

    week: str
    photos: int
    facings: int
    recognized: Share
    confirmed: Share
    sureness: float


@dataclass(frozen=True)
class Struggle:
    """A product that the matcher gets wrong.

    Attributes
    ----------
    sku : str
        What the matcher said; "" for facings that it could not name.
    corrected : int
        Facings that people said are something else.
    taken_for : tuple of (str, int)
        What they are, the most frequent first.
    sample : (int, FacingWord)
        A reading's id, and what was said there last.
    """

    sku: str
    corrected: int
    taken_for: tuple[tuple[str, int], ...]
    sample: tuple[int, FacingWord]


@dataclass(frozen=True)
class Doubt:
    """A facing that is worth a look.

    Attributes
    ----------
    reading_id, picture_id : int, str
    facing : Facing
    gain : float
        Facings that an answer is expected to put right: how probable it is that the best candidate is wrong, times how
        many open facings have the same one.
    """

    reading_id: int
    picture_id: str
    facing: Facing
    gain: float


def weeks(readings: Sequence[ShelfReading]) -> list[Week]:
    """The weeks in which shelves were photographed, the newest first."""
    return [_week(name, of_week) for name, of_week in by_week(readings).items()]


def by_week(readings: Sequence[ShelfReading]) -> dict[str, list[ShelfReading]]:
    """ISO year and week -> its readings, the newest week first."""
    groups: dict[str, list[ShelfReading]] = defaultdict(list)
    for reading in readings:
        groups["{}-W{:02}".format(*datetime.fromtimestamp(reading.created, UTC).isocalendar()[:2])].append(reading)
    return {name: groups[name] for name in sorted(groups, reverse=True)}


def _week(name: str, readings: list[ShelfReading]) -> Week:
    read = [facing for reading in readings for facing in reading.facings if facing.answer.matches]
    spoken = [facing for facing in read if facing.said and facing.answer.sku]
    sure = sum(facing.answer.matches[0].score for facing in read) / max(1, len(read))
    return Week(name, len(readings), sum(len(reading.facings) for reading in readings),
                share_of(sum(bool(facing.answer.sku) for facing in read), len(read)),
                share_of(sum(facing.said == facing.answer.sku for facing in spoken), len(spoken)), sure)


def hardest(readings: Sequence[ShelfReading], most: int) -> list[tuple[ShelfReading, Facing]]:
    """Facings that the matcher struggles with: those that people corrected, then close calls, then those that it could
    not name; of each the least probable first, and one of each best candidate before a second one.

    Parameters
    ----------
    readings : sequence of ShelfReading
        Such as of one week.
    most : int
    """
    found = [(_hardness(facing), reading, facing) for reading in _newest(readings) for facing in reading.facings
             if facing.answer.matches and _hardness(facing) is not None]
    found.sort(key=lambda one: (one[0], one[2].answer.matches[0].score, one[1].reading_id, one[2].xyxy))
    seen: Counter[str] = Counter()
    turns = []
    for place, (_, _, facing) in enumerate(found):
        seen[facing.answer.matches[0].sku] += 1
        turns.append((seen[facing.answer.matches[0].sku], place))
    return [(found[place][1], found[place][2]) for _, place in sorted(turns)[:most]]


def _newest(readings: Sequence[ShelfReading]) -> list[ShelfReading]:
    """The newest reading of each photo: one that was read again shows no facing twice."""
    found = {reading.picture_id: reading for reading in sorted(readings, key=lambda one: one.reading_id)}
    return list(found.values())


def _hardness(facing: Facing) -> int | None:
    if facing.said:
        return 0 if facing.said != facing.answer.sku else None
    return 1 if facing.answer.sku and rivals(facing) else None if facing.answer.sku else 2


def struggles(readings: Sequence[ShelfReading], words: Mapping[str, Sequence[FacingWord]]) -> list[Struggle]:
    """Products that people corrected, those corrected most often first.

    Parameters
    ----------
    readings : sequence of ShelfReading
    words : mapping of str to sequence of FacingWord
        Picture id -> what people said of its facings, the oldest first.
    """
    photos = {reading.picture_id: reading.reading_id for reading in reversed(readings)}
    wrong: dict[str, list[tuple[int, FacingWord]]] = defaultdict(list)
    for picture_id, said in words.items():
        for word in {word.xyxy: word for word in said}.values():
            if picture_id in photos and word.said and word.said != (word.before or UNKNOWN):
                wrong[word.before].append((photos[picture_id], word))
    found = [Struggle(sku, len(cases), tuple(Counter(word.said for _, word in cases).most_common(3)), cases[-1])
             for sku, cases in wrong.items()]
    return sorted(found, key=lambda one: (-one.corrected, one.sku))


def doubts(readings: Sequence[ShelfReading], most: int = 60) -> list[Doubt]:
    """Facings that nobody spoke of yet, those first whose answer is expected to put most right."""
    open_ones = [(reading, facing) for reading in _newest(readings) for facing in reading.facings
                 if not facing.said and facing.answer.matches]
    alike = Counter(facing.answer.matches[0].sku for _, facing in open_ones)
    found = [Doubt(reading.reading_id, reading.picture_id, facing,
                   round((1 - best.score) * alike[best.sku], 2))
             for reading, facing in open_ones for best in facing.answer.matches[:1]]
    return sorted(found, key=lambda one: (-one.gain, one.reading_id, one.facing.xyxy))[:most]


def rivals(facing: Facing) -> tuple[str, str] | None:
    """The SKUs of two candidates that are nearly equally probable; None where one is clearly ahead."""
    best = facing.answer.matches[:2]
    if facing.said or len(best) < 2 or best[0].score - best[1].score >= CLOSE:
        return None
    return best[0].sku, best[1].sku
