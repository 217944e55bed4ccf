"""Pictures that several products share: at least one shows the wrong product, or a variant has no own picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.images.near_duplicates import near_duplicates
from core.nouns.audit_row import AuditRow

GROUPS = 100  # kept
ROWS = 50  # kept of each: half a catalog may share a placeholder
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
        return f"{self.products:,} products share this photo: {', '.join(named)}{more}."


class SharedTally:
    """Groups rows by hash alone: 100,000 rows take a few megabytes."""

    def __init__(self) -> None:
        self._hashes: list[str] = []
        self._numbers: list[int] = []
        self._skus: list[str] = []

    def add(self, row: AuditRow) -> None:
        """Count one row; without a hash (an audit without rules), equal bytes are equal pictures."""
        if row.product.sku and row.picture_id:
            self._hashes.append(str(row.measures.get("hash", "")) or row.picture_id[:16])
            self._numbers.append(row.number)
            self._skus.append(row.product.sku)

    def groups(self) -> list[Group]:
        """Each picture that several SKUs share, in the order of the source."""
        groups = [Group(tuple(self._numbers[index] for index in indices), len({self._skus[index] for index in indices}))
                  for indices in near_duplicates(self._hashes)]
        return [group for group in groups if group.products > 1]


def shared_pictures(groups: list[Group], rows: Iterable[AuditRow]) -> tuple[SharedPicture, ...]:
    """The first groups with their first rows.

    Parameters
    ----------
    groups : list of Group
        From `SharedTally`.
    rows : iterable of AuditRow
        The same rows once more; read up to the last one of the groups, and only those are kept.
    """
    first = groups[:GROUPS]
    index_of = {number: index for index, group in enumerate(first) for number in group.numbers[:ROWS]}
    members: list[list[AuditRow]] = [[] for _ in first]
    left = len(index_of)
    for row in rows if index_of else ():
        if row.number in index_of:
            members[index_of[row.number]].append(row)
            left -= 1
            if not left:
                break
    return tuple(SharedPicture(tuple(group_rows), tuple(dict.fromkeys(row.product.sku for row in group_rows)),
                               group.products)
                 for group_rows, group in zip(members, first, strict=True) if group_rows)
