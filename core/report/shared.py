"""Pictures that several products share: a wrong picture on at least one of them, or a variant without its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.images.twins import twins
from core.listings import AuditRow

GROUPS = 100  # shown
SKUS = 6  # named in a reason


@dataclass(frozen=True)
class SharedPicture:
    """Rows of one picture under at least two SKUs.

    Attributes
    ----------
    rows : tuple of AuditRow
        In the order of the source.
    skus : tuple of str
    """

    rows: tuple[AuditRow, ...]
    skus: tuple[str, ...]

    @property
    def reason(self) -> str:
        """One sentence for people."""
        named = ", ".join(self.skus[:SKUS])
        more = f" and {len(self.skus) - SKUS:,} more" if len(self.skus) > SKUS else ""
        return f"The same picture is used for {len(self.skus):,} products: {named}{more}."


class SharedTally:
    """Finds the groups from hashes and numbers alone: 100,000 rows take some megabytes."""

    def __init__(self) -> None:
        self._hashes: list[str] = []
        self._numbers: list[int] = []
        self._skus: list[str] = []

    def add(self, row: AuditRow) -> None:
        """Count a row; without a hash (no rules were asked for), equal bytes count as equal pictures."""
        if row.product.sku and row.picture_id:
            self._hashes.append(str(row.measures.get("hash", "")) or row.picture_id[:16])
            self._numbers.append(row.number)
            self._skus.append(row.product.sku)

    def groups(self) -> list[tuple[int, ...]]:
        """Numbers of the rows of each picture that several SKUs share, in the order of the source."""
        found = twins(self._hashes)
        return [tuple(self._numbers[place] for place in group) for group in found
                if len({self._skus[place] for place in group}) > 1]


def shared_pictures(groups: list[tuple[int, ...]], rows: Iterable[AuditRow]) -> tuple[SharedPicture, ...]:
    """The first groups with their rows.

    Parameters
    ----------
    groups : list of tuple of int
        From `SharedTally`.
    rows : iterable of AuditRow
        The rows once more, read until the last one that is wanted; only those of the groups are kept.
    """
    wanted = {number: place for place, group in enumerate(groups[:GROUPS]) for number in group}
    found: list[list[AuditRow]] = [[] for _ in groups[:GROUPS]]
    left = len(wanted)
    for row in rows if wanted else ():
        if row.number in wanted:
            found[wanted[row.number]].append(row)
            left -= 1
            if not left:
                break
    return tuple(SharedPicture(tuple(members), tuple(dict.fromkeys(row.product.sku for row in members)))
                 for members in found if members)
