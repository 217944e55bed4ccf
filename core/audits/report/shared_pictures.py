"""Pictures that several products share: a wrong picture on at least one of them, or a variant without its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.images.near_duplicates import near_duplicates
from core.nouns.audit_row import AuditRow

GROUPS = 100  # shown
ROWS = 50  # shown of each: a placeholder may stand in for half a catalog
SKUS = 6  # named in a reason


@dataclass(frozen=True)
class Group:
    """Rows that show one picture.

    Attributes
    ----------
    numbers : tuple of int
        In the order of the source.
    products : int
        Different SKUs, at least 2.
    """

    numbers: tuple[int, ...]
    products: int


@dataclass(frozen=True)
class SharedPicture:
    """Rows of one picture under at least two SKUs.

    Attributes
    ----------
    rows : tuple of AuditRow
        In the order of the source; the first `ROWS`.
    skus : tuple of str
        Of these rows.
    products : int
        Different SKUs of all its rows.
    """

    rows: tuple[AuditRow, ...]
    skus: tuple[str, ...]
    products: int

    @property
    def reason(self) -> str:
        """One sentence for people."""
        named = self.skus[:SKUS]
        more = f" and {self.products - len(named):,} more" if self.products > len(named) else ""
        return f"The same picture is used for {self.products:,} products: {', '.join(named)}{more}."


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

    def groups(self) -> list[Group]:
        """Each picture that several SKUs share, in the order of the source."""
        found = [Group(tuple(self._numbers[place] for place in places), len({self._skus[place] for place in places}))
                 for places in near_duplicates(self._hashes)]
        return [group for group in found if group.products > 1]


def shared_pictures(groups: list[Group], rows: Iterable[AuditRow]) -> tuple[SharedPicture, ...]:
    """The first groups with their first rows.

    Parameters
    ----------
    groups : list of Group
        From `SharedTally`.
    rows : iterable of AuditRow
        The rows once more, read until the last one that is wanted; only those of the groups are kept.
    """
    first = groups[:GROUPS]
    wanted = {number: place for place, group in enumerate(first) for number in group.numbers[:ROWS]}
    found: list[list[AuditRow]] = [[] for _ in first]
    left = len(wanted)
    for row in rows if wanted else ():
        if row.number in wanted:
            found[wanted[row.number]].append(row)
            left -= 1
            if not left:
                break
    return tuple(SharedPicture(tuple(members), tuple(dict.fromkeys(row.product.sku for row in members)), group.products)
                 for members, group in zip(found, first, strict=True) if members)
